import type { Clock } from '../../src/base/ports.js'
import { cancellation } from '../../src/io/system-clock.js'

/** Waits shorter than this are looks at something that takes its time; longer ones are heartbeats and limits. */
const shortest = 10_000

/**
 * One clock for a lab and the run against it: time stands still but for the short waits, which end at once and take it with
 * them. What a service needs half a second for then takes no time to test, and as many looks in every run.
 */
export function steppingClock(start = Date.UTC(2026, 10, 24, 2, 30)): Clock {
  let passed = 0
  const asleep = new Set<{ readonly at: number; wake(): void }>()

  function pass(ms: number): void {
    passed += ms
    for (const sleeper of asleep) if (sleeper.at <= passed) sleeper.wake()
  }

  return {
    now: () => start + passed,
    elapsed: () => passed,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(cancellation(signal))
        const sleeper = {
          at: passed + ms,
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
        asleep.add(sleeper)
        if (ms >= shortest) return
        setImmediate(() => {
          if (asleep.has(sleeper)) pass(Math.max(0, sleeper.at - passed))
        })
      })
    },
  }
}
