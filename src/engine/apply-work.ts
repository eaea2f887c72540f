import { formatAddress } from './address.js'
import type { HostModel, HostModeler } from './host-model.js'
import type { FailedResource, HostPlan, PlannedResource } from './plan.js'

/** A host's plan beside the model it belongs to; both are indexed by the graph's numbers. */
export interface HostWork<Reader, Writer> {
  readonly host: string
  readonly model: HostModel<Reader, Writer>
  readonly planned: readonly (PlannedResource | undefined)[]
  readonly failed: readonly (FailedResource | undefined)[]
}

type ReadyPlan = Extract<HostPlan, { state: 'planned' }>

/** From a plan alone: it holds the documents, of the resources that could not be planned too. */
export function workOfPlan<Reader, Writer>(plan: ReadyPlan, model: HostModeler<Reader, Writer>): HostWork<Reader, Writer> {
  const documents = [
    ...plan.resources.map(({ document }) => document),
    ...plan.failed.flatMap(({ document }) => (document === undefined ? [] : [document])),
  ]
  return workOf(model(plan.host, documents), plan)
}

export function workOf<Reader, Writer>(model: HostModel<Reader, Writer>, plan: ReadyPlan): HostWork<Reader, Writer> {
  const planned = new Map(plan.resources.map((resource) => [formatAddress(resource.address), resource]))
  const failed = new Map(plan.failed.map((resource) => [formatAddress(resource.address), resource]))
  return {
    host: model.host,
    model,
    planned: model.nodes.map(({ address }) => planned.get(formatAddress(address))),
    failed: model.nodes.map(({ address }) => failed.get(formatAddress(address))),
  }
}
