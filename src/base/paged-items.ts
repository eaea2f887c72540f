/**
 * Items that come in pages, one at a time. A generator that yields each item takes several promises for it, this takes one:
 * it matters where there are thousands of hosts.
 */
export class PagedItems<Item> implements AsyncIterableIterator<Item> {
  readonly #pages: AsyncGenerator<readonly Item[]>
  #page: readonly Item[] = []
  #at = 0

  constructor(pages: AsyncGenerator<readonly Item[]>) {
    this.#pages = pages
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<Item>> {
    return this.#at < this.#page.length ? Promise.resolve(this.#take()) : this.#turn()
  }

  /** Ends the pages too, which let go of what they hold. */
  async return(): Promise<IteratorResult<Item>> {
    this.#page = []
    await this.#pages.return(undefined)
    return { done: true, value: undefined }
  }

  async #turn(): Promise<IteratorResult<Item>> {
    while (this.#at >= this.#page.length) {
      const { done, value } = await this.#pages.next()
      if (done) return { done, value: undefined }
      // Whoever asks again before the answer is there finds what is left of the page before.
      this.#page = this.#at < this.#page.length ? [...this.#page.slice(this.#at), ...value] : value
      this.#at = 0
    }
    return this.#take()
  }

  #take(): IteratorResult<Item> {
    return { done: false, value: this.#page[this.#at++] as Item }
  }
}
