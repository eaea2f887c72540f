import type { HostCompleted, RunCommand } from '../../engine/events.js'
import type { HostPlan } from '../../engine/plan.js'

/** What a report says of a host; the words depend on the command. */
export type HostState = 'match' | 'differ' | 'failed' | 'unreachable' | 'skipped'

export const hostStates: readonly HostState[] = ['match', 'differ', 'failed', 'unreachable', 'skipped']

const words: Readonly<Record<RunCommand, Readonly<Record<HostState, string>>>> = {
  drift: { match: 'In sync', differ: 'Drifted', failed: 'Failed', unreachable: 'Unreachable', skipped: 'Skipped' },
  plan: { match: 'No changes', differ: 'To change', failed: 'Failed', unreachable: 'Unreachable', skipped: 'Skipped' },
  apply: { match: 'Unchanged', differ: 'Changed', failed: 'Failed', unreachable: 'Unreachable', skipped: 'Skipped' },
}

export function stateWord(command: RunCommand, state: HostState): string {
  return words[command][state]
}

/** A host with a resource that could not be read is failed: its other differences are shown all the same. */
export function stateOfPlan(plan: HostPlan): HostState {
  if (plan.state !== 'planned') return plan.state
  if (plan.failed.length > 0) return 'failed'
  return plan.resources.some((resource) => resource.change.action !== 'none') ? 'differ' : 'match'
}

const completed: Readonly<Record<HostCompleted['state'], HostState>> = {
  changed: 'differ',
  unchanged: 'match',
  failed: 'failed',
  unreachable: 'unreachable',
  skipped: 'skipped',
}

export function stateOfCompletion(event: HostCompleted): HostState {
  return completed[event.state]
}
