import type { FailedResource, HostPlan, PlannedResource } from '../../engine/plan.js'
import { changeKey, isShown, targetKey, valueKey } from './change-key.js'
import { createFailureFold, type FoldedFailure } from './failure-fold.js'
import { compareHostSets } from './host-order.js'

/** Changes that exactly these hosts share. */
export interface FoldedGroup {
  readonly hosts: readonly string[]
  readonly changes: readonly ShownChange[]
}

/** A change that stands for all that the same hosts share, or that differ only in what they replace. */
export interface ShownChange extends PlannedResource {
  /** How many different values a property has now, by name; `before` is one of them. */
  readonly varying?: ReadonlyMap<string, number>
  /** The changes it stands for, each with its hosts. */
  readonly variants?: readonly { readonly change: PlannedResource; readonly hosts: readonly string[] }[]
}

/** One way a resource failed, on these hosts. */
export interface FoldedResourceFailure {
  readonly resource: FailedResource
  readonly hosts: readonly string[]
}

export interface PlanFold {
  add(plan: HostPlan): void
  /** Most hosts first; within a group in the order of the documents. */
  groups(): readonly FoldedGroup[]
  failedResources(): readonly FoldedResourceFailure[]
  failedHosts(): readonly FoldedFailure[]
}

interface FoldedChange {
  readonly resource: PlannedResource
  readonly merged?: Merged
  readonly hosts: number[]
}

interface Merged {
  readonly varying: ReadonlyMap<string, number>
  readonly variants: readonly FoldedChange[]
}

export interface PlanFoldOptions {
  /** Keep resources that are only equal by a rule. */
  readonly equalities: boolean
  /** Take changes for one that lead many hosts to the same values from different ones. */
  readonly mergeVarying: boolean
}

/** So many different starting points are still shown apart: they are outliers, not noise. */
const maxApart = 3

/**
 * Folds the plans of a fleet: each distinct change is kept once with the numbers of its hosts, so memory grows with what
 * there is to say, not with hosts times resources.
 */
export function createPlanFold(options: PlanFoldOptions): PlanFold {
  const names: string[] = []
  const changes = new Map<string, FoldedChange>()
  const resourceFailures = new Map<string, { resource: FailedResource; hosts: number[] }>()
  const hostFailures = createFailureFold()
  const hostsOf = (numbers: readonly number[]): readonly string[] => numbers.map((number) => names[number] ?? '')

  const shown = ({ resource, merged }: FoldedChange): ShownChange => {
    if (merged === undefined) return resource
    const variants = merged.variants.map((variant) => ({ change: variant.resource, hosts: hostsOf(variant.hosts) })).sort(byHosts)
    return { ...resource, varying: merged.varying, variants }
  }

  return {
    add(plan) {
      if (plan.state !== 'planned') return hostFailures.add(plan.host, plan.state, plan.failure)
      const host = names.push(plan.host) - 1
      for (const resource of plan.resources) {
        if (!isShown(resource, options)) continue
        const key = changeKey(resource)
        const known = changes.get(key)
        if (known === undefined) changes.set(key, { resource, hosts: [host] })
        else known.hosts.push(host)
      }
      for (const resource of plan.failed) {
        const key = JSON.stringify([resource.address.configuration, resource.address.resource, resource.message, resource.hint])
        const known = resourceFailures.get(key)
        if (known === undefined) resourceFailures.set(key, { resource, hosts: [host] })
        else known.hosts.push(host)
      }
    },
    groups: () =>
      groupByHosts(options.mergeVarying ? mergeVarying([...changes.values()]) : [...changes.values()])
        .map((group) => ({ hosts: hostsOf(group[0]?.hosts ?? []), changes: group.map(shown) }))
        .sort(byHosts),
    failedResources: () =>
      [...resourceFailures.values()].map(({ resource, hosts }) => ({ resource, hosts: hostsOf(hosts) })).sort(byHosts),
    failedHosts: () => hostFailures.all(),
  }
}

function mergeVarying(changes: readonly FoldedChange[]): readonly FoldedChange[] {
  const byTarget = new Map<string, FoldedChange[]>()
  for (const change of changes) {
    const key = targetKey(change.resource)
    const known = byTarget.get(key)
    if (known === undefined) byTarget.set(key, [change])
    else known.push(change)
  }
  return [...byTarget.values()].flatMap((variants) => (variants.length > maxApart ? [merge(variants)] : variants))
}

function merge(variants: readonly FoldedChange[]): FoldedChange {
  const [first] = variants as readonly [FoldedChange]
  const varying = new Map<string, number>()
  for (const [index, { name }] of first.resource.change.deltas.entries()) {
    const values = new Set(variants.map(({ resource }) => valueKey(resource.change.deltas[index]?.before)))
    if (values.size > 1) varying.set(name, values.size)
  }
  return {
    resource: first.resource,
    merged: { varying, variants },
    hosts: variants.flatMap(({ hosts }) => hosts).sort((a, b) => a - b),
  }
}

/** Changes of exactly the same hosts belong together: one heading, and a host that differs stands apart. */
function groupByHosts(changes: readonly FoldedChange[]): readonly (readonly FoldedChange[])[] {
  const groups = new Map<string, FoldedChange[]>()
  for (const change of changes) {
    const key = change.hosts.join(',')
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [change])
    else known.push(change)
  }
  return [...groups.values()]
}

function byHosts(a: { readonly hosts: readonly string[] }, b: { readonly hosts: readonly string[] }): number {
  return compareHostSets(a.hosts, b.hosts)
}
