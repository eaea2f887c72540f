import { expect, test } from 'vitest'
import { eachInTurn } from '../../../src/resources/shared/each-in-turn.js'

/** Work that says what is under way and how much there was at most. */
function workshop() {
  const begun: string[] = []
  let running = 0
  let most = 0
  const work = async (name: string): Promise<string> => {
    begun.push(name)
    most = Math.max(most, ++running)
    await Promise.resolve()
    running--
    if (name === 'broken') throw new Error('broken')
    return name.toUpperCase()
  }
  return { begun, most: () => most, work }
}

test.each([
  [1, 1],
  [2, 2],
  [9, 4],
  [undefined, 4],
])('with a concurrency of %s there are %i at a time, and the results in order', async (concurrency, most) => {
  const one = workshop()
  const reader = concurrency === undefined ? {} : { concurrency }
  expect(await eachInTurn(reader, ['a', 'b', 'c', 'd'], one.work)).toEqual(['A', 'B', 'C', 'D'])
  expect(one.most()).toBe(most)
})

test('after a failure nothing more is begun', async () => {
  const one = workshop()
  await expect(eachInTurn({ concurrency: 2 }, ['a', 'broken', 'c', 'd', 'e', 'f'], one.work)).rejects.toThrow('broken')
  await new Promise(setImmediate)
  expect(one.begun.length).toBeLessThan(6)
  expect(await eachInTurn({ concurrency: 3 }, [], one.work)).toEqual([])
})
