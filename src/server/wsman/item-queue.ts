/** Items of an enumeration in order, of which those that did not fit into an answer can be put back. */
export interface ItemQueue<T> {
  next(): T | undefined
  putBack(item: T): void
  /** Whether there is nothing more; makes the next item to find out. */
  isEmpty(): boolean
}

export function createItemQueue<T>(items: Iterator<T>): ItemQueue<T> {
  const waiting: T[] = []
  let ended = false

  function pull(): T | undefined {
    if (ended) return undefined
    const result = items.next()
    if (result.done === true) {
      ended = true
      return undefined
    }
    return result.value
  }

  return {
    next: () => waiting.pop() ?? pull(),
    putBack(item) {
      waiting.push(item)
    },
    isEmpty() {
      if (waiting.length > 0) return false
      const item = pull()
      if (item !== undefined) waiting.push(item)
      return item === undefined
    },
  }
}
