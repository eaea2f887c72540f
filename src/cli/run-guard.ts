import { CancelledError } from '../base/errors.js'
import { exitCodeOf } from '../engine/exit-code.js'
import { quietOutcome, type RunOutcome } from '../engine/run-outcome.js'
import { watchInterrupt } from './interrupt.js'
import type { Terminal } from './terminal.js'

/**
 * Runs `work` with a signal for what can end it from outside: an interrupt, and the time limit (milliseconds). Returns the exit
 * code of its outcome, with what ended it taken into account; a cancellation by the signal is no error.
 */
export async function guardRun(
  timeout: number | undefined,
  terminal: Terminal,
  work: (signal: AbortSignal) => Promise<RunOutcome>,
): Promise<number> {
  const interrupt = watchInterrupt((message) => terminal.err(message))
  const limit = new AbortController()
  const timer = timeout === undefined ? undefined : setTimeout(() => limit.abort(), timeout)
  timer?.unref()
  const signal = AbortSignal.any([interrupt.signal, limit.signal])
  const exitCode = (outcome: RunOutcome): number => {
    const code = interrupt.exitCode()
    return exitCodeOf({
      ...outcome,
      signal: code === 130 ? 'SIGINT' : code === 143 ? 'SIGTERM' : undefined,
      timedOut: limit.signal.aborted,
    })
  }
  try {
    return exitCode(await work(signal))
  } catch (error) {
    if (error instanceof CancelledError && signal.aborted) return exitCode(quietOutcome)
    throw error
  } finally {
    clearTimeout(timer)
    interrupt.release()
  }
}
