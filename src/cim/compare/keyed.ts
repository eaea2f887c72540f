import type { CimInstance, CimScalar } from '../value.js'
import { compareAsBag } from './arrays.js'
import { allEqual, type Comparison, different, equalBy } from './comparison.js'

type Compare = (a: CimScalar, b: CimScalar) => Comparison

/**
 * Embedded instances in any order, each compared with the one that has the same key. Without a key, with one that occurs twice
 * or is missing, they are compared as a bag.
 */
export function compareKeyed(
  a: readonly CimScalar[],
  b: readonly CimScalar[],
  by: readonly string[],
  compare: Compare,
): Comparison {
  if (a.length !== b.length) return different
  const [left, right] = [indexOf(a, by), indexOf(b, by)]
  if (left === undefined || right === undefined) return compareAsBag(a, b, compare)
  const pairs: Comparison[] = []
  for (const [key, element] of left) {
    const other = right.get(key)
    if (other === undefined) return different
    pairs.push(compare(element, other))
  }
  const all = allEqual(pairs)
  if (!all.equal) return different
  return equalBy(all.rule === undefined ? 'ignoring order, by key' : `ignoring order, by key; ${all.rule}`)
}

/** Elements by the text of their key, case ignored; undefined when that does not tell them apart. */
function indexOf(elements: readonly CimScalar[], by: readonly string[]): ReadonlyMap<string, CimScalar> | undefined {
  if (by.length === 0) return undefined
  const index = new Map<string, CimScalar>()
  for (const element of elements) {
    const key = typeof element === 'object' && element.kind === 'instance' ? keyOf(element, by) : undefined
    if (key === undefined || index.has(key)) return undefined
    index.set(key, element)
  }
  return index
}

function keyOf(instance: CimInstance, by: readonly string[]): string | undefined {
  const parts: string[] = []
  for (const name of by) {
    const value = instance.properties.get(name)?.value
    if (value === undefined || value === null || typeof value === 'object') return undefined
    parts.push(String(value).toLowerCase())
  }
  return JSON.stringify(parts)
}
