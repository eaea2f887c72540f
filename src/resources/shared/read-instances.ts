import { FaultError } from '../../base/errors.js'
import type { CimClass } from '../../cim/class.js'
import { pathIdentity } from '../../cim/path-identity.js'
import { type CimInstance, type CimKeyValue, type ObjectPath, propertyValue } from '../../cim/value.js'
import { allOf, anyOf, equals, wqlSelect } from '../../cim/wql/build.js'
import type { WqlExpression } from '../../cim/wql/query.js'
import type { Observation } from '../../engine/resource-type.js'
import type { CimReader } from '../../session/cim-session.js'

/** An object to read, with the properties that matter. */
export interface WantedInstance {
  readonly cimClass: CimClass
  readonly namespace: string
  readonly path: ObjectPath
  readonly properties: readonly string[]
}

/** WMI refuses longer queries (16,384 characters); this leaves room. */
const longestQuery = 12_000

/** Reads many objects with one query per class (more only when the keys do not fit one query). A result for each `wanted`. */
export async function readInstances<Wanted extends WantedInstance>(
  reader: CimReader,
  wanted: readonly Wanted[],
  options: { readonly signal: AbortSignal },
): Promise<ReadonlyMap<Wanted, Observation<CimInstance>>> {
  const results = new Map<Wanted, Observation<CimInstance>>()
  const groups = groupBy(wanted, classKey)
  await Promise.all([...groups.values()].map((group) => readClass(reader, group, results, options)))
  return results
}

async function readClass<Wanted extends WantedInstance>(
  reader: CimReader,
  group: readonly Wanted[],
  results: Map<Wanted, Observation<CimInstance>>,
  options: { readonly signal: AbortSignal },
): Promise<void> {
  try {
    const found = await readByIdentity(reader, group, options)
    for (const one of group) {
      const instance = found.get(identity(one))
      results.set(one, instance === undefined ? { state: 'absent' } : { state: 'present', value: instance })
    }
  } catch (error) {
    // The host answered and said no for this class; its other classes stand. Anything else concerns the whole host.
    if (!(error instanceof FaultError)) throw error
    for (const one of group) results.set(one, { state: 'error', error })
  }
}

async function readByIdentity(
  reader: CimReader,
  group: readonly WantedInstance[],
  options: { readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, CimInstance>> {
  const first = group[0]
  const found = new Map<string, CimInstance>()
  if (first === undefined) return found
  const { cimClass, namespace } = first
  if (first.path.keys === 'singleton' || first.path.keys === undefined) {
    for await (const instance of reader.enumerate(namespace, cimClass.name, options)) found.set(identity(first), instance)
  } else if (group.some(hasReferenceKey)) {
    // WQL compares references as text, and hosts differ in how they write it: ask for each object by its path.
    for (const one of group) {
      const instance = await reader.getInstance(one.path, options)
      if (instance !== undefined) found.set(identity(one), instance)
    }
  } else {
    for (const wql of queries(group)) {
      for await (const instance of reader.query(namespace, wql, options))
        found.set(identity({ ...first, path: pathOf(first, instance) }), instance)
    }
  }
  return found
}

function* queries(group: readonly WantedInstance[]): Generator<string> {
  const [first] = group
  if (first === undefined) return
  const names = new Set([...first.cimClass.keys, ...group.flatMap((one) => one.properties)])
  const select = (conditions: readonly WqlExpression[]): string =>
    wqlSelect({
      className: first.cimClass.name,
      properties: [...names],
      where: conditions.length === 1 && conditions[0] ? conditions[0] : anyOf(...conditions),
    })
  let conditions: WqlExpression[] = []
  let length = 0
  for (const one of group) {
    const condition = keyCondition(one.path)
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

function keyCondition(path: ObjectPath): WqlExpression {
  const keys = path.keys === undefined || path.keys === 'singleton' ? [] : path.keys
  const [only, ...others] = keys.map((key) => equals(key.name, key.value))
  return only !== undefined && others.length === 0 ? only : allOf(...(only === undefined ? [] : [only]), ...others)
}

function pathOf(like: WantedInstance, instance: CimInstance): ObjectPath {
  const keys = like.cimClass.keys.map((name) => ({ name, value: (propertyValue(instance, name) ?? '') as CimKeyValue }))
  return { kind: 'path', namespace: like.namespace, className: like.path.className, keys }
}

function identity(wanted: WantedInstance): string {
  return pathIdentity(wanted.path, { namespace: wanted.namespace })
}

function hasReferenceKey(wanted: WantedInstance): boolean {
  const { keys } = wanted.path
  return Array.isArray(keys) && keys.some((key) => typeof key.value === 'object' && key.value.kind === 'path')
}

function classKey(wanted: WantedInstance): string {
  return `${wanted.namespace}:${wanted.cimClass.name}`.toLowerCase()
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const name = key(item)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [item])
    else group.push(item)
  }
  return groups
}
