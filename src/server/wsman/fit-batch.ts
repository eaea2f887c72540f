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
 * only by writing, so a first guess is corrected by what came of it; mostly it is right and the answer is written once.
 */
export function writeBatch(batch: Batch, limits: BatchLimits, write: (answer: BatchAnswer) => Uint8Array): Uint8Array {
  const { maxBytes } = limits
  const { queue } = batch.enumeration
  const items = takeItems(batch, Math.min(batch.maxElements, Math.max(1, Math.floor(maxBytes / firstGuess))))
  let shrunk = false
  for (;;) {
    const end = batch.maxElements > 0 && queue.isEmpty()
    const document = write({ kind: batch.kind, context: end ? undefined : batch.context, items, end })
    if (document.length > maxBytes) {
      putBack(batch, items.splice(fewerItems(items.length, document.length, maxBytes)))
      shrunk = true
      if (items.length > 0) continue
      batch.undo()
      throw limits.tooLarge()
    }
    const more = end || shrunk ? 0 : moreItems(batch, items.length, maxBytes / document.length)
    if (more > 0) {
      items.push(...takeItems(batch, more))
      continue
    }
    if (!end) batch.keep()
    return document
  }
}

/** How many of the items to leave when they took too many bytes; none when there was but one. */
function fewerItems(count: number, bytes: number, maxBytes: number): number {
  return Math.min(count - 1, Math.max(count > 1 ? 1 : 0, Math.floor(((count * maxBytes) / bytes) * 0.98)))
}

/** How many items to add, when that is worth writing the answer again. */
function moreItems(batch: Batch, count: number, growth: number): number {
  const room = Math.floor(count * growth * 0.95) - count
  const more = Math.min(batch.maxElements - count, room)
  return more > count / 4 ? more : 0
}

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
