import { systemClock } from '../io/system-clock.js'
import type { Ticker } from '../views/human/progress.js'

/** Repaints on a timer that does not keep the process alive. */
export const timerTicker: Ticker = {
  every(milliseconds, task) {
    const timer = setInterval(task, milliseconds)
    timer.unref()
    return () => clearInterval(timer)
  },
  elapsed: () => systemClock.elapsed(),
}
