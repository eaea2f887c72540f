import { expect, test } from 'vitest'
import { PagedItems, type Pages, takeAll } from '../../../src/base/paged-items.js'

test('items come in the order of their pages, empty pages left out', async () => {
  const found: number[] = []
  for await (const item of new PagedItems(pages([1, 2], [], [3]))) found.push(item)
  expect(found).toEqual([1, 2, 3])
})

test('asked for at once they are the same items', async () => {
  const items = new PagedItems(pages([1, 2], [3], [], [4]))
  const asked = await Promise.all([items.next(), items.next(), items.next(), items.next(), items.next()])
  expect(asked.map(({ value }) => value)).toEqual([1, 2, 3, 4, undefined])
})

test('stopping early ends the pages; an error of theirs is raised', async () => {
  let released = 0
  async function* held(): AsyncGenerator<readonly number[]> {
    try {
      yield [1, 2]
      throw new Error('broken')
    } finally {
      released++
    }
  }
  for await (const item of new PagedItems(fromGenerator(held()))) if (item === 1) break
  expect(released).toBe(1)
  const items = new PagedItems(fromGenerator(held()))
  await items.next()
  await items.next()
  await expect(items.next()).rejects.toThrow('broken')
  expect(released).toBe(2)
  expect(await items.next()).toEqual({ done: true, value: undefined })
})

test('all are taken a page at a time, and what came before an error is kept', async () => {
  const items = new PagedItems(pages([1, 2, 3], [], [4]))
  await items.next()
  expect(await items.nextPage()).toEqual([2, 3])
  const list: number[] = []
  await takeAll(items, list)
  expect(list).toEqual([4])
  expect(await items.nextPage()).toBeUndefined()
  const begun: number[] = []
  await expect(takeAll(new PagedItems(fromGenerator(broken())), begun)).rejects.toThrow('broken')
  expect(begun).toEqual([1, 2])
})

async function* broken(): AsyncGenerator<readonly number[]> {
  yield [1, 2]
  throw new Error('broken')
}

async function* each(all: readonly (readonly number[])[]): AsyncGenerator<readonly number[]> {
  yield* all
}

function pages(...all: readonly (readonly number[])[]): Pages<number> {
  return fromGenerator(each(all))
}

function fromGenerator(generator: AsyncGenerator<readonly number[]>): Pages<number> {
  return {
    next: async () => (await generator.next()).value as readonly number[] | undefined,
    end: async () => void (await generator.return(undefined)),
  }
}
