import type { CimReader } from '../../session/cim-session.js'

/**
 * What `work` makes of each item, in their order; as many are in work as the reader makes calls at a time, so that what waits is
 * an item and not a call half made: with thousands of hosts that is what memory and the collector of garbage see. Nothing is
 * begun after a failure; rejects with the first.
 */
export async function eachInTurn<Item, Result>(
  reader: Pick<CimReader, 'concurrency'>,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const queue = items.entries()
  let failed = false
  async function worker(): Promise<void> {
    for (const [index, item] of queue) {
      if (failed) return
      try {
        results[index] = await work(item)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const atATime = Math.min(items.length, reader.concurrency ?? items.length)
  await Promise.all(Array.from({ length: atATime }, worker))
  return results
}
