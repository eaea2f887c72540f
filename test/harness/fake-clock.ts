import { CancelledError, WmctlError } from '../../src/base/errors.js'
import type { Clock } from '../../src/base/ports.js'

/** A clock that stands still until it is advanced. */
export interface FakeClock extends Clock {
  /** Moves time, waking sleepers in the order of their times; each is given the chance to sleep again before time goes on. */
  advance(ms: number): Promise<void>
  /** How many are asleep. */
  sleepers(): number
}

interface Sleeper {
  readonly at: number
  readonly order: number
  wake(): void
}

export interface FakeClockOptions {
  /** Milliseconds since the epoch; defaults to 2026-01-02T03:04:05Z. */
  readonly start?: number
  /** Every sleep ends at once, and time jumps ahead by it: for code that waits alone. */
  readonly jump?: boolean
}

export function fakeClock(options: FakeClockOptions = {}): FakeClock {
  const { start = Date.UTC(2026, 0, 2, 3, 4, 5), jump = false } = options
  let passed = 0
  let order = 0
  const asleep = new Set<Sleeper>()

  function earliest(limit: number): Sleeper | undefined {
    let first: Sleeper | undefined
    for (const sleeper of asleep) {
      if (sleeper.at > limit) continue
      if (first === undefined || sleeper.at < first.at || (sleeper.at === first.at && sleeper.order < first.order))
        first = sleeper
    }
    return first
  }

  return {
    now: () => start + passed,
    elapsed: () => passed,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(cancellation(signal))
          return
        }
        order += 1
        const sleeper: Sleeper = {
          at: passed + ms,
          order,
          wake() {
            asleep.delete(sleeper)
            signal?.removeEventListener('abort', cancel)
            resolve()
          },
        }
        function cancel(): void {
          asleep.delete(sleeper)
          reject(cancellation(signal))
        }
        signal?.addEventListener('abort', cancel, { once: true })
        if (jump) {
          setImmediate(() => {
            if (signal?.aborted === true) return
            passed = Math.max(passed, sleeper.at)
            sleeper.wake()
          })
        } else asleep.add(sleeper)
      })
    },
    async advance(ms) {
      const limit = passed + ms
      await settle()
      for (let next = earliest(limit); next !== undefined; next = earliest(limit)) {
        passed = Math.max(passed, next.at)
        next.wake()
        await settle()
      }
      passed = limit
      await settle()
    },
    sleepers: () => asleep.size,
  }
}

/** Like the machine's clock: the reason of the signal when it is one of our errors. */
function cancellation(signal: AbortSignal | undefined): WmctlError {
  const reason: unknown = signal?.reason
  return reason instanceof WmctlError ? reason : new CancelledError('The wait was cancelled')
}

/** Lets everything run that can run without time passing and without I/O. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise<void>((resolve) => setImmediate(resolve))
}
