import { InternalError, MisuseError, UsageError } from '../base/errors.js'
import type { EngineEvent, RunCommand } from './events.js'
import { isUnreachable } from './failure.js'
import type { Failure } from './plan.js'

/** All of a run that decides its exit code. */
export interface RunOutcome {
  readonly bug: boolean
  readonly signal: 'SIGINT' | 'SIGTERM' | undefined
  readonly timedOut: boolean
  readonly usage: boolean
  readonly policy: boolean
  /** An object was not as planned, or the plan has been applied before. */
  readonly stale: boolean
  readonly locked: boolean
  /** Every host that was tried refused the credentials. */
  readonly unauthenticated: boolean
  readonly error: boolean
  readonly failedHosts: number
  readonly unreachableHosts: number
  /** Changes or drift that are to be told by the exit code. */
  readonly reportedChanges: boolean
}

export const quietOutcome: RunOutcome = {
  bug: false,
  signal: undefined,
  timedOut: false,
  usage: false,
  policy: false,
  stale: false,
  locked: false,
  unauthenticated: false,
  error: false,
  failedHosts: 0,
  unreachableHosts: 0,
  reportedChanges: false,
}

/** Reads the outcome off the events of a run. `detailed`: changes and drift count (`--detailed-exitcode`, the default of `drift`). */
export class OutcomeObserver {
  readonly #detailed: boolean
  #command: RunCommand = 'plan'
  #stale = false
  #bug = false
  #policy = false
  #changes = false
  #hosts = 0
  #failed = 0
  #unreachable = 0
  #unauthenticated = 0

  constructor(options: { readonly detailed: boolean }) {
    this.#detailed = options.detailed
  }

  observe(event: EngineEvent): void {
    if (event.type === 'run-started') this.#command = event.command
    if (event.type === 'host-planned') {
      const { plan } = event
      if (plan.state === 'planned') {
        this.#bug ||= plan.failed.some(({ code }) => isBug(code))
        this.#changes ||= plan.resources.some(({ change }) => change.action !== 'none')
      }
      if (this.#command !== 'apply') {
        if (plan.state === 'planned') this.#count(plan.failed.length > 0 ? 'failed' : 'well', undefined)
        else this.#count(plan.state, plan.failure)
      }
    }
    if (event.type === 'run-completed') this.#policy ||= event.refused === true
    if (event.type === 'change-failed') this.#bug ||= isBug(event.failure.code)
    if (event.type === 'change-skipped' && event.reason === 'stale') this.#stale = true
    if (event.type === 'host-completed') {
      const { state, failure } = event
      if (state === 'failed' || state === 'unreachable') this.#count(state, failure)
      else if (state !== 'skipped') this.#count('well', undefined)
    }
  }

  /** What the events say; the caller adds what only it knows (signal, timeout, …). */
  outcome(): RunOutcome {
    return {
      ...quietOutcome,
      bug: this.#bug,
      policy: this.#policy,
      stale: this.#stale,
      unauthenticated: this.#hosts > 0 && this.#unauthenticated === this.#hosts,
      failedHosts: this.#failed,
      unreachableHosts: this.#unreachable,
      reportedChanges: this.#changes && this.#detailed && this.#command !== 'apply',
    }
  }

  #count(state: 'well' | 'failed' | 'unreachable', failure: Failure | undefined): void {
    this.#hosts += 1
    if (state === 'failed') this.#failed += 1
    if (state === 'unreachable') this.#unreachable += 1
    if (failure === undefined) return
    this.#bug ||= isBug(failure.code)
    if (failure.code === 'WMCTL_AUTH') this.#unauthenticated += 1
  }
}

/** The outcome of a command that ended with an error instead of running to its end. */
export function outcomeOfError(error: unknown): RunOutcome {
  const bug = error instanceof InternalError || error instanceof MisuseError
  const usage = error instanceof UsageError
  return {
    ...quietOutcome,
    bug,
    usage,
    unreachableHosts: isUnreachable(error) ? 1 : 0,
    error: !bug && !usage && !isUnreachable(error),
  }
}

function isBug(code: string | undefined): boolean {
  return code === 'WMCTL_INTERNAL' || code === 'WMCTL_MISUSE'
}
