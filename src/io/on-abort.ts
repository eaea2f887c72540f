/**
 * Calls `listener` once when the signal aborts; returns what stops listening. All that is in flight in a run listens to the
 * run's one signal: a signal keeps its listeners in a list that is searched for each one that comes or goes, so it is given
 * a single one, and the many are kept here.
 */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (signal === undefined) return () => undefined
  const listeners = listenersOf(signal)
  const entry = { call: listener }
  listeners.add(entry)
  return () => listeners.delete(entry)
}

interface Listener {
  readonly call: () => void
}

const known = new WeakMap<AbortSignal, Set<Listener>>()

function listenersOf(signal: AbortSignal): Set<Listener> {
  const there = known.get(signal)
  if (there !== undefined) return there
  const listeners = new Set<Listener>()
  known.set(signal, listeners)
  signal.addEventListener(
    'abort',
    () => {
      for (const entry of listeners) {
        listeners.delete(entry)
        entry.call()
      }
    },
    { once: true },
  )
  return listeners
}
