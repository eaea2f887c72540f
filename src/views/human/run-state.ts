import type { EngineEvent, RunCommand } from '../../engine/events.js'
import type { HostPlan } from '../../engine/plan.js'

/** Where a run stands: as much as progress shows, bounded by the hosts in flight. */
export interface RunState {
  readonly phase: string
  /** Hosts are done when their changes are, not when they are planned. */
  readonly applying: boolean
  readonly changeNoun: string
  /** What hosts with changes are called. */
  readonly changedWord: string
  readonly total: number
  readonly done: number
  readonly changed: number
  readonly failed: number
  readonly unreachable: number
  readonly batch: { readonly number: number; readonly of: number } | undefined
  readonly startedAt: number
  readonly inFlight: ReadonlyMap<string, HostActivity>
}

export interface HostActivity {
  readonly since: number
  readonly doing: string
}

export interface RunTracker {
  event(event: EngineEvent): void
  readonly state: RunState
}

const phases: Readonly<Record<RunCommand, string>> = { plan: 'Planning', drift: 'Comparing', apply: 'Applying' }
const changedWords: Readonly<Record<RunCommand, string>> = { plan: 'to change', drift: 'drifted', apply: 'changed' }

export function createRunTracker(elapsed: () => number): RunTracker {
  const inFlight = new Map<string, HostActivity>()
  let state = startState('plan', 0, elapsed(), inFlight)
  const begin = (host: string, doing: string): void => void inFlight.set(host, { since: elapsed(), doing })
  const doing = (host: string, text: string): void => {
    const activity = inFlight.get(host)
    if (activity !== undefined) inFlight.set(host, { ...activity, doing: text })
  }
  const finish = (host: string, counts: Partial<Counts>): void => {
    inFlight.delete(host)
    state = {
      ...state,
      done: state.done + 1,
      changed: state.changed + (counts.changed ?? 0),
      failed: state.failed + (counts.failed ?? 0),
      unreachable: state.unreachable + (counts.unreachable ?? 0),
    }
  }

  return {
    event(event) {
      switch (event.type) {
        case 'run-started':
          inFlight.clear()
          state = startState(event.command, event.hosts, elapsed(), inFlight)
          break
        case 'host-started':
          begin(event.host, 'reading')
          break
        case 'host-planned':
          if (!state.applying) finish(event.plan.host, planCounts(event.plan))
          break
        case 'batch-started':
          state = { ...state, batch: { number: event.number, of: event.of } }
          break
        case 'host-apply-started':
          begin(event.host, 'checking')
          break
        case 'change-started':
          doing(event.resource.address.host, `${event.resource.address.resource}: ${event.resource.change.action}`)
          break
        case 'change-progressed':
          doing(event.address.host, `${event.address.resource}: ${event.message}`)
          break
        case 'host-completed':
          if (state.applying) finish(event.host, { [event.state]: 1 })
          break
        case 'diagnostic':
        case 'change-completed':
        case 'change-failed':
        case 'change-skipped':
        case 'run-completed':
          break
      }
    },
    get state() {
      return state
    },
  }
}

interface Counts {
  readonly changed: number
  readonly failed: number
  readonly unreachable: number
}

function planCounts(plan: HostPlan): Partial<Counts> {
  if (plan.state !== 'planned') return { [plan.state]: 1 }
  if (plan.failed.length > 0) return { failed: 1 }
  return plan.resources.some((resource) => resource.change.action !== 'none') ? { changed: 1 } : {}
}

function startState(command: RunCommand, total: number, now: number, inFlight: ReadonlyMap<string, HostActivity>): RunState {
  return {
    phase: phases[command],
    applying: command === 'apply',
    changedWord: changedWords[command],
    changeNoun: command === 'drift' ? 'difference' : 'change',
    total,
    done: 0,
    changed: 0,
    failed: 0,
    unreachable: 0,
    batch: undefined,
    startedAt: now,
    inFlight,
  }
}
