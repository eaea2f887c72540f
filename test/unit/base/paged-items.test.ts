import { expect, test } from 'vitest'
import { PagedItems } from '../../../src/base/paged-items.js'

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
  for await (const item of new PagedItems(held())) if (item === 1) break
  expect(released).toBe(1)
  const items = new PagedItems(held())
  await items.next()
  await items.next()
  await expect(items.next()).rejects.toThrow('broken')
  expect(released).toBe(2)
  expect(await items.next()).toEqual({ done: true, value: undefined })
})

async function* pages(...all: readonly (readonly number[])[]): AsyncGenerator<readonly number[]> {
  yield* all
}
