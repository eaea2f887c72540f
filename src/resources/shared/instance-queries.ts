import { allOf, anyOf, equals, wqlSelect } from '../../cim/wql/build.js'
import type { WqlExpression } from '../../cim/wql/query.js'
import { keyNamesOf, type WantedInstance } from './wanted-instance.js'

/** WMI refuses longer queries (16,384 characters); this leaves room. */
const longestQuery = 12_000

/**
 * The queries that find objects of one class by their keys, one unless the keys do not fit. Hosts mostly want the same objects
 * as the host before, whose queries are then used again: building and checking them costs more than sending them.
 */
export function instanceQueries(batch: readonly WantedInstance[]): readonly string[] {
  const [first] = batch
  if (first === undefined) return []
  const known = latest.get(first)
  if (known !== undefined && sameMembers(known.batch, batch)) return known.queries
  const queries = [...buildQueries(first, batch)]
  latest.set(first, { batch, queries })
  return queries
}

/** By the first object, which says as much as the whole batch where documents are shared. */
const latest = new WeakMap<WantedInstance, { readonly batch: readonly WantedInstance[]; readonly queries: readonly string[] }>()

function sameMembers(a: readonly WantedInstance[], b: readonly WantedInstance[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index])
}

function* buildQueries(first: WantedInstance, batch: readonly WantedInstance[]): Generator<string> {
  const names = new Set([...first.cimClass.keys, ...keyNamesOf(first.path), ...batch.flatMap((one) => one.properties)])
  const select = (conditions: readonly WqlExpression[]): string =>
    wqlSelect({
      className: first.cimClass.name,
      properties: [...names],
      where: conditions.length === 1 && conditions[0] ? conditions[0] : anyOf(...conditions),
    })
  let conditions: WqlExpression[] = []
  let length = 0
  for (const one of batch) {
    const condition = keyCondition(one)
    const size = select([condition]).length
    if (length + size > longestQuery && conditions.length > 0) {
      yield select(conditions)
      conditions = []
      length = 0
    }
    conditions.push(condition)
    length += size
  }
  yield select(conditions)
}

function keyCondition({ path }: WantedInstance): WqlExpression {
  const keys = path.keys === undefined || path.keys === 'singleton' ? [] : path.keys
  const [only, ...others] = keys.map((key) => equals(key.name, key.value))
  return only !== undefined && others.length === 0 ? only : allOf(...(only === undefined ? [] : [only]), ...others)
}
