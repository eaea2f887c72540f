import type { Writable } from 'node:stream'

const events = ['drain', 'close', 'error'] as const

/** Those who wait for a stream wait together: hosts are many, and each listener of its own would count as a leak. */
const waits = new WeakMap<Writable, Promise<void>>()

/**
 * Waits until what was written has gone on, when the reader is slower than what is written. A stream that has been closed or
 * destroyed drains no more, and nothing need wait for it.
 */
export function drained(stream: Writable): Promise<void> {
  if (!stream.writableNeedDrain || stream.destroyed) return Promise.resolve()
  const known = waits.get(stream)
  if (known !== undefined) return known
  const wait = new Promise<void>((resolve) => {
    const done = (): void => {
      for (const event of events) stream.off(event, done)
      waits.delete(stream)
      resolve()
    }
    for (const event of events) stream.on(event, done)
  })
  waits.set(stream, wait)
  return wait
}
