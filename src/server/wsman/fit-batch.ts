import type { WsmanItem } from '../../protocol/wsman/message.js'
import type { SoapFault } from '../../protocol/wsman/soap-fault.js'
import type { Batch } from './enumeration-answer.js'

/** What an answer to Enumerate or Pull says. */
export interface BatchAnswer {
  readonly kind: 'enumerate' | 'pull'
  readonly context: string | undefined
  readonly items: readonly WsmanItem[]
  readonly end: boolean
}

export interface BatchLimits {
  /** Bytes the answer may have. */
  readonly maxBytes: number
  /** The fault when not even one item fits. */
  readonly tooLarge: () => SoapFault
}

/** A guess at the bytes of an item before the first was written. */
const firstGuess = 1_500

/**
 * Writes as many items as the client asked for and as fit its envelope; the others wait for the next Pull. Sizes are known
 * only by writing: a first guess is corrected by the average of what came of it.
 */
export function writeBatch(batch: Batch, limits: BatchLimits, write: (answer: BatchAnswer) => Uint8Array): Uint8Array {
  const { queue } = batch.enumeration
  const empty = write({ kind: batch.kind, context: longestContext, items: [], end: false }).length
  const room = limits.maxBytes - empty
  let items = takeItems(batch, Math.min(batch.maxElements, Math.max(1, Math.floor(room / firstGuess))))
  for (;;) {
    const document = write({ kind: batch.kind, context: longestContext, items, end: true })
    if (document.length > limits.maxBytes) {
      if (items.length <= 1) {
        putBack(batch, items)
        batch.undo()
        throw limits.tooLarge()
      }
      const average = (document.length - empty) / items.length
      const fewer = Math.min(items.length - 1, Math.max(1, Math.floor((room / average) * 0.98)))
      putBack(batch, items.splice(fewer))
      continue
    }
    const average = items.length === 0 ? firstGuess : (document.length - empty) / items.length
    const more = Math.min(batch.maxElements - items.length, Math.floor(((limits.maxBytes - document.length) / average) * 0.9))
    const added = more >= Math.max(1, items.length / 4) ? takeItems(batch, more) : []
    if (added.length === 0) break
    items = [...items, ...added]
  }
  const end = batch.maxElements > 0 && queue.isEmpty()
  return write({ kind: batch.kind, context: end ? undefined : batch.keep(), items, end })
}

/** As long as any context is. */
const longestContext = 'uuid:00000000-0000-0000-0000-000000000000'

function takeItems(batch: Batch, count: number): WsmanItem[] {
  const items: WsmanItem[] = []
  while (items.length < count) {
    const item = batch.enumeration.queue.next()
    if (item === undefined) break
    items.push(item)
  }
  return items
}

function putBack(batch: Batch, items: readonly WsmanItem[]): void {
  for (const item of items.toReversed()) batch.enumeration.queue.putBack(item)
}
