import { CancelledError } from '../base/errors.js'
import { failureOf, isUnreachable } from './failure.js'
import { documentsOf, type HostModel, type HostModeler } from './host-model.js'
import type { HostTarget, Lease } from './host-target.js'
import type { HostPlan } from './plan.js'
import { PlanError } from './plan-error.js'
import { type PlanningContext, planResources } from './plan-resource.js'
import { withUndeclared } from './purge.js'
import { type Observations, readHost } from './read-host.js'
import { settleHost } from './settle-host.js'

export interface PlanHostOptions<Reader> extends PlanningContext {
  readonly target: HostTarget
  readonly model: HostModeler<Reader, never>
  readonly openReader: () => Promise<Lease<Reader>>
  /** Rejects with CancelledError when it aborts. */
  readonly signal: AbortSignal
  /** Delete nothing that owned scopes hold: not all resources are among the documents of the target. */
  readonly leaveScopes?: boolean
}

/**
 * The plan of one host: reads it in one batch for each kind and compares. Never rejects because of the host: an unreachable or
 * failing one is a plan that says so.
 */
export async function planHost<Reader>(options: PlanHostOptions<Reader>): Promise<HostPlan> {
  const host = options.target.name
  const unasked = options.model(host, documentsOf(options.target))
  const impossible = impossiblePlan(unasked)
  if (impossible !== undefined) return impossible
  try {
    const lease = await options.openReader()
    try {
      const { model, modelHost } = await settleHost({ model: unasked, modelHost: options.model }, lease.session, options.signal)
      const read = { model, observations: await readHost(lease.session, model.nodes, options.signal) }
      if (options.leaveScopes === true) return await planObserved(model, read.observations, options)
      const { added, ...state } = withUndeclared(read, modelHost)
      if (added.length === 0) return await planObserved(state.model, state.observations, options)
      const more = await readHost(lease.session, added, options.signal)
      return await planObserved(state.model, new Map([...state.observations, ...more]), options)
    } finally {
      await lease.release()
    }
  } catch (error) {
    return failedPlan(host, error, options)
  }
}

/** The plan of a host whose state has been read. */
export async function planObserved<Reader, Writer>(
  model: HostModel<Reader, Writer>,
  observations: Observations<Reader, Writer>,
  context: PlanningContext,
): Promise<HostPlan> {
  return { state: 'planned', host: model.host, ...(await planResources(model, observations, context)) }
}

/** The plan of a host whose documents cannot be ordered; undefined when they can. */
export function impossiblePlan<Reader, Writer>(model: HostModel<Reader, Writer>): HostPlan | undefined {
  if (model.problems.length === 0) return undefined
  const error = new PlanError(model.problems.map((problem) => problem.detail).join(' '))
  return { state: 'failed', host: model.host, failure: failureOf(error) }
}

/** The plan of a host that could not be read. Throws when the run was cancelled. */
export function failedPlan(host: string, error: unknown, context: PlanningContext & { readonly signal: AbortSignal }): HostPlan {
  const failure = failureOf(error, (text) => context.secrets.redact(text))
  if (isUnreachable(error)) return { state: 'unreachable', host, failure }
  if (error instanceof CancelledError) throw error
  if (context.signal.aborted) throw new CancelledError(`${host}: planning was cancelled`, { cause: error })
  return { state: 'failed', host, failure }
}
