import { CancelledError } from '../base/errors.js'
import { exitCodeOf } from '../engine/exit-code.js'
import { quietOutcome, type RunOutcome } from '../engine/run-outcome.js'
import { watchInterrupt } from './interrupt.js'
import type { Terminal } from './terminal.js'

/** What can end a run from outside: signals, and the time limit. */
export interface RunGuard {
  readonly signal: AbortSignal
  /** The exit code of what happened, with what ended the run taken into account. */
  exitCode(outcome: RunOutcome): number
  /** The same for a run that ended with an error; rethrows what is none of ours. */
  exitCodeOfError(error: unknown): number
  release(): void
}

export function guardRun(timeout: number | undefined, terminal: Terminal): RunGuard {
  const interrupt = watchInterrupt((message) => terminal.err(message))
  const limit = new AbortController()
  const timer = timeout === undefined ? undefined : setTimeout(() => limit.abort(), timeout)
  timer?.unref()
  const complete = (outcome: RunOutcome): RunOutcome => {
    const code = interrupt.exitCode()
    return {
      ...outcome,
      signal: code === 130 ? 'SIGINT' : code === 143 ? 'SIGTERM' : undefined,
      timedOut: limit.signal.aborted,
    }
  }
  const signal = AbortSignal.any([interrupt.signal, limit.signal])
  return {
    signal,
    exitCode: (outcome) => exitCodeOf(complete(outcome)),
    exitCodeOfError(error) {
      const aborted = interrupt.exitCode() !== undefined || limit.signal.aborted
      if (error instanceof CancelledError && aborted) return exitCodeOf(complete(quietOutcome))
      throw error
    },
    release() {
      clearTimeout(timer)
      interrupt.release()
    },
  }
}
