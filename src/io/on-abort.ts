import { setMaxListeners } from 'node:events'

/**
 * Calls `listener` once when the signal aborts; returns what stops listening. All that is in flight in a run listens to the
 * run's one signal: that is no leak, and Node is told so.
 */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (signal === undefined) return () => undefined
  if (!told.has(signal)) {
    setMaxListeners(0, signal)
    told.add(signal)
  }
  signal.addEventListener('abort', listener, { once: true })
  return () => signal.removeEventListener('abort', listener)
}

const told = new WeakSet<AbortSignal>()
