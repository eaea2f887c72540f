import type { HostPlan } from '../engine/plan.js'
import { countAction, countFailure, countHost, newTally, plannedState } from '../engine/tally.js'
import type { View } from './view.js'

export interface ReplayOptions {
  readonly runId: string
  /** When the plan was made, in milliseconds since the epoch. */
  readonly time: number
  readonly expected: { readonly hosts: number; readonly resources: number }
  readonly plans: AsyncIterable<HostPlan> | Iterable<HostPlan>
  readonly view: View
}

/** Shows a saved plan through any view, as if it was being made. The caller ends the view. */
export async function replayPlan(options: ReplayOptions): Promise<void> {
  const { view } = options
  const tally = newTally()
  view.event({ type: 'run-started', command: 'plan', runId: options.runId, ...options.expected, time: options.time })
  for await (const plan of options.plans) {
    countHost(tally, plannedState(plan))
    if (plan.state === 'planned') {
      for (const { change } of plan.resources) countAction(tally, change.action)
      for (const failure of plan.failed) countFailure(tally, failure)
    }
    view.event({ type: 'host-planned', plan, milliseconds: 0 })
  }
  view.event({
    type: 'run-completed',
    command: 'plan',
    actions: tally.actions,
    failures: tally.failures,
    ...(tally.moreFailures === 0 ? {} : { moreFailures: tally.moreFailures }),
    hosts: tally.hosts,
    milliseconds: 0,
    cancelled: false,
  })
}
