import type { CimScalar } from '../value.js'
import { allEqual, type Comparison, different, equalBy, exact } from './comparison.js'

type Compare = (a: CimScalar, b: CimScalar) => Comparison

/** Bags that differ in more elements than this are not searched for pairs that are equal by rule. */
const maxMatched = 2_000

export function compareInOrder(a: readonly CimScalar[], b: readonly CimScalar[], compare: Compare): Comparison {
  if (a.length !== b.length) return different
  let last: string | undefined
  for (const [index, element] of a.entries()) {
    const comparison = compare(element, b[index] as CimScalar)
    if (!comparison.equal) return different
    if (comparison.rule !== undefined && last !== undefined && comparison.rule !== last) return compareAll(a, b, compare)
    last = comparison.rule ?? last
  }
  return last === undefined ? exact : equalBy(last)
}

function compareAll(a: readonly CimScalar[], b: readonly CimScalar[], compare: Compare): Comparison {
  return allEqual(a.map((element, index) => compare(element, b[index] as CimScalar)))
}

/** Order does not matter, how often an element occurs does. */
export function compareAsBag(a: readonly CimScalar[], b: readonly CimScalar[], compare: Compare): Comparison {
  if (a.length !== b.length) return different
  if (a.length <= few && pairsAtOnce(a, b, compare)) return anyOrder
  const [left, right] = withoutCommon(a, b)
  if (left.length > maxMatched || !canPair(left, right, compare)) return different
  return anyOrder
}

const anyOrder = equalBy('ignoring order')

/** Bags of at most so many elements are tried in the simplest way first. */
const few = 8

/** Gives each element the first that is left of those it equals: nearly always that is all there is to do. */
function pairsAtOnce(a: readonly CimScalar[], b: readonly CimScalar[], compare: Compare): boolean {
  const left = [...b]
  for (const element of a) {
    const found = left.findIndex((other) => compare(element, other).equal)
    if (found < 0) return false
    left.splice(found, 1)
  }
  return true
}

/** Neither order nor how often an element occurs matters. */
export function compareAsSet(a: readonly CimScalar[], b: readonly CimScalar[], compare: Compare): Comparison {
  const covers = (these: readonly CimScalar[], those: readonly CimScalar[]): boolean => {
    const identical = new Set(these.filter(isPrimitive))
    return those.every((that) => (isPrimitive(that) && identical.has(that)) || these.some((each) => compare(each, that).equal))
  }
  return covers(a, b) && covers(b, a) ? equalBy('ignoring order and repetition') : different
}

/** Takes away what both hold identically: that leaves little to search in the usual case. */
function withoutCommon(a: readonly CimScalar[], b: readonly CimScalar[]): readonly [readonly CimScalar[], readonly CimScalar[]] {
  const counts = new Map<CimScalar, number>()
  for (const element of b) if (isPrimitive(element)) counts.set(element, (counts.get(element) ?? 0) + 1)
  const taken = new Map<CimScalar, number>()
  const left = a.filter((element) => {
    const count = isPrimitive(element) ? (counts.get(element) ?? 0) : 0
    if (count === 0) return true
    counts.set(element, count - 1)
    taken.set(element, (taken.get(element) ?? 0) + 1)
    return false
  })
  const right = b.filter((element) => {
    const count = taken.get(element) ?? 0
    if (count > 0) taken.set(element, count - 1)
    return count === 0
  })
  return [left, right]
}

function isPrimitive(value: CimScalar): boolean {
  return typeof value !== 'object'
}

/**
 * Whether every element of `a` finds an equal of its own in `b`. Equality by rule need not be transitive (a label may stand
 * for two codes), so pairs once made are changed when a later element needs it: a maximum matching by augmenting paths.
 */
function canPair(a: readonly CimScalar[], b: readonly CimScalar[], compare: Compare): boolean {
  const equals = a.map((x) => b.flatMap((y, index) => (compare(x, y).equal ? [index] : [])))
  const pairs: Pairs = { ofRight: new Map(), ofLeft: new Map() }
  return a.every((_, start) => augment(start, equals, pairs))
}

interface Pairs {
  readonly ofRight: Map<number, number>
  readonly ofLeft: Map<number, number>
}

/** Breadth first, so that the depth of the call stack does not depend on the data. */
function augment(start: number, equals: readonly (readonly number[])[], pairs: Pairs): boolean {
  const cameFrom = new Map<number, number>()
  const queue = [start]
  for (const left of queue) {
    for (const right of equals[left] ?? []) {
      if (cameFrom.has(right)) continue
      cameFrom.set(right, left)
      const next = pairs.ofRight.get(right)
      if (next !== undefined) queue.push(next)
      else {
        reassign(right, cameFrom, pairs)
        return true
      }
    }
  }
  return false
}

/** Walks back from a free element, giving each one to where the search came from; the first had none before. */
function reassign(free: number, cameFrom: ReadonlyMap<number, number>, pairs: Pairs): void {
  let right: number | undefined = free
  while (right !== undefined) {
    const left: number | undefined = cameFrom.get(right)
    if (left === undefined) return
    const previous = pairs.ofLeft.get(left)
    pairs.ofRight.set(right, left)
    pairs.ofLeft.set(left, right)
    right = previous
  }
}
