/** Where items come from, a page at a time. */
export interface Pages<Item> {
  /** The next page, which may be empty; undefined after the last. Not asked again before it has answered, nor after it failed. */
  next(): Promise<readonly Item[] | undefined>
  /** Lets go of what is held for further pages; nothing is asked afterwards. */
  end(): Promise<void>
}

/**
 * Items that come in pages, one at a time. A generator that yields each item takes several promises for it, this takes one:
 * it matters where there are thousands of hosts.
 */
export class PagedItems<Item> implements AsyncIterableIterator<Item> {
  readonly #pages: Pages<Item>
  #page: readonly Item[] = []
  #at = 0
  /** The page that is being waited for, by all who ask meanwhile. */
  #coming: Promise<readonly Item[] | undefined> | undefined
  #ended = false

  constructor(pages: Pages<Item>) {
    this.#pages = pages
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<Item>> {
    return this.#take(() => ({ done: false, value: this.#page[this.#at++] as Item }), { done: true, value: undefined })
  }

  /** All that is left of the page, or else the next one; undefined when there is no more. */
  nextPage(): Promise<readonly Item[] | undefined> {
    const rest = (): readonly Item[] => {
      const items = this.#at === 0 ? this.#page : this.#page.slice(this.#at)
      this.#at = this.#page.length
      return items
    }
    return this.#take(rest, undefined)
  }

  /** Ends the pages too, which let go of what they hold. */
  async return(): Promise<IteratorResult<Item>> {
    this.#page = []
    if (!this.#ended) {
      this.#ended = true
      await this.#coming?.catch(() => undefined)
      await this.#pages.end()
    }
    return { done: true, value: undefined }
  }

  /** What `take` makes of the page as soon as there is an item in it; `none` when there will be none. */
  async #take<Taken, None>(take: () => Taken, none: None): Promise<Taken | None> {
    while (this.#at >= this.#page.length) {
      if (this.#ended) return none
      this.#coming ??= this.#pages.next()
      const coming = this.#coming
      try {
        const page = await coming
        // Of those who waited for it the first one has opened it.
        if (this.#coming !== coming) continue
        this.#page = page ?? []
        this.#at = 0
        this.#ended ||= page === undefined
        this.#coming = undefined
      } catch (error) {
        this.#ended = true
        throw error
      }
    }
    return take()
  }
}

/** Takes all items: a page at a time where they come so. What came before an error is in the list. */
export async function takeAll<Item>(items: AsyncIterable<Item>, list: Item[]): Promise<void> {
  if (!(items instanceof PagedItems)) {
    for await (const item of items) list.push(item)
    return
  }
  const paged = items as PagedItems<Item>
  for (let page = await paged.nextPage(); page !== undefined; page = await paged.nextPage())
    for (const item of page) list.push(item)
}
