/**
 * Runs `work` on each item, at most `limit` at a time. Items are taken from the source only when there is room, so what is in
 * memory grows with `limit`, not with the source. After a failure nothing new is started; the first failure is thrown when
 * what was running has ended.
 */
export async function forEachConcurrent<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
  let failure: { readonly error: unknown } | undefined
  let ended = false
  let turn: Promise<unknown> = Promise.resolve()

  /** One at a time: sources need not support overlapping calls. */
  async function take(): Promise<IteratorResult<Item>> {
    const next = turn.then(() => (ended ? ({ done: true, value: undefined } as const) : iterator.next()))
    turn = next.catch(() => undefined)
    const result = await next
    if (result.done === true) ended = true
    return result
  }

  async function worker(): Promise<void> {
    try {
      while (failure === undefined) {
        const next = await take()
        if (next.done === true) return
        await work(next.value)
      }
    } catch (error) {
      failure ??= { error }
    }
  }

  await Promise.all(Array.from({ length: Math.max(1, limit) }, worker))
  if (failure === undefined) return
  await iterator.return?.()
  throw failure.error
}
