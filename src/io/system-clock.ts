import { CancelledError, WmctlError } from '../base/errors.js'
import type { Clock } from '../base/ports.js'
import { onAbort } from './on-abort.js'

/** The machine's clock. */
export const systemClock: Clock = {
  now() {
    return Date.now()
  },
  elapsed() {
    return performance.now()
  },
  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(cancellation(signal))
      const timer = setTimeout(() => {
        stopListening()
        resolve()
      }, ms)
      const stopListening = onAbort(signal, () => {
        clearTimeout(timer)
        reject(cancellation(signal))
      })
    })
  },
}

/** What to throw for an aborted signal: its reason when that is one of our errors. */
export function cancellation(signal: AbortSignal | undefined): WmctlError {
  const reason: unknown = signal?.reason
  return reason instanceof WmctlError ? reason : new CancelledError('The operation was cancelled')
}
