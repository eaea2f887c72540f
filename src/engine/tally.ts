import type { EngineEvent, SkipReason } from './events.js'
import type { ActionCounts, FailedResource, HostCounts, HostPlan } from './plan.js'
import type { Action } from './resource-type.js'

/** How many failures a run keeps to list at its end. */
const failureLimit = 1000

/** Counts of a run; grows with nothing but the (limited) list of failures. */
export interface Tally {
  readonly actions: Record<keyof ActionCounts, number>
  readonly hosts: Record<keyof HostCounts, number>
  readonly failures: FailedResource[]
  moreFailures: number
}

export function newTally(): Tally {
  return {
    actions: { create: 0, set: 0, delete: 0, replace: 0, invoke: 0, unknown: 0 },
    hosts: { total: 0, changed: 0, unchanged: 0, failed: 0, unreachable: 0, skipped: 0 },
    failures: [],
    moreFailures: 0,
  }
}

export function countAction(tally: Pick<Tally, 'actions'>, action: Action): void {
  if (action !== 'none') tally.actions[action] += 1
}

export function countHost(tally: Tally, state: Exclude<keyof HostCounts, 'total'>): void {
  tally.hosts.total += 1
  tally.hosts[state] += 1
}

/** Keeps a failure without its document: the list is for printing. */
export function countFailure(tally: Tally, failure: FailedResource): void {
  if (tally.failures.length >= failureLimit) {
    tally.moreFailures += 1
    return
  }
  const { document: _document, ...shown } = failure
  tally.failures.push(shown)
}

/** The state in which planning leaves a host. */
export function plannedState(plan: HostPlan): 'changed' | 'unchanged' | 'failed' | 'unreachable' {
  if (plan.state !== 'planned') return plan.state
  if (plan.failed.length > 0) return 'failed'
  return plan.resources.some(({ change }) => change.action !== 'none') ? 'changed' : 'unchanged'
}

/** Counts what an apply does from what it says. */
export function observeApply(tally: Tally, event: EngineEvent): void {
  if (event.type === 'change-completed') countAction(tally, event.action)
  if (event.type === 'host-completed') countHost(tally, event.state)
  if (event.type === 'change-failed') {
    const { address, identity, action, failure } = event
    const { code, message, hint } = failure
    countFailure(tally, { address, identity, action, code, message, ...(hint === undefined ? {} : { hint }) })
  }
  if (event.type === 'change-skipped' && failingSkips.has(event.reason)) {
    const { address, identity, action, detail: message } = event
    countFailure(tally, { address, identity, action, message })
  }
}

/** Skips that are failures of their own; the others follow from a failure or a decision. */
const failingSkips: ReadonlySet<SkipReason> = new Set(['stale', 'unread', 'prevented'])
