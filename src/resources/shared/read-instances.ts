import { FaultError } from '../../base/errors.js'
import { formatRelativePath } from '../../cim/object-path.js'
import { pathIdentity } from '../../cim/path-identity.js'
import { type CimInstance, type CimKeyValue, type ObjectPath, propertyValue } from '../../cim/value.js'
import { wqlSelect } from '../../cim/wql/build.js'
import type { Observation } from '../../engine/resource-type.js'
import type { CimReader } from '../../session/cim-session.js'
import { eachInTurn } from './each-in-turn.js'
import { instanceQueries } from './instance-queries.js'
import { queryAll } from './query-all.js'
import { keyNamesOf, type WantedInstance } from './wanted-instance.js'

/** Reads many objects with one query per class (more only when the keys do not fit one query). A result for each `wanted`. */
export async function readInstances(
  reader: CimReader,
  wanted: readonly WantedInstance[],
  options: { readonly signal: AbortSignal },
): Promise<ReadonlyMap<WantedInstance, Observation<CimInstance>>> {
  const results = new Map<WantedInstance, Observation<CimInstance>>()
  await eachInTurn(reader, batches(wanted), (batch) => readBatch(reader, batch, results, options))
  return results
}

async function readBatch(
  reader: CimReader,
  batch: readonly WantedInstance[],
  results: Map<WantedInstance, Observation<CimInstance>>,
  options: { readonly signal: AbortSignal },
): Promise<void> {
  try {
    const found = await readByIdentity(reader, batch, options)
    for (const one of batch) results.set(one, observationOf(one, found.get(one.identity) ?? []))
  } catch (error) {
    // The host answered and said no for this class; its other classes stand. Anything else concerns the whole host.
    if (!(error instanceof FaultError)) throw error
    for (const one of batch) results.set(one, { state: 'error', error })
  }
}

function observationOf(wanted: WantedInstance, [first, ...others]: readonly CimInstance[]): Observation<CimInstance> {
  if (first === undefined) return absent
  if (others.length === 0) return { state: 'present', value: first }
  return { state: 'error', error: new AmbiguousKeyError(wanted, [first, ...others]) }
}

const absent = { state: 'absent' } as const

/** A key is to name one object. */
class AmbiguousKeyError extends FaultError {
  readonly code = 'WMCTL_AMBIGUOUS_KEY'

  constructor({ path, cimClass, namespace }: WantedInstance, found: readonly CimInstance[]) {
    const paths = found.slice(0, 3).map((instance) => formatRelativePath(livePath({ cimClass, namespace }, instance)))
    const more = found.length > paths.length ? ` and ${found.length - paths.length} more` : ''
    super(`${formatRelativePath(path)} names ${found.length} objects: ${paths.join(', ')}${more}`, {
      hint: `Name the one that is meant by the keys of ${cimClass.name}: ${cimClass.keys.join(', ')}.`,
    })
  }
}

/** The path of an object that was read, with the keys of its class. */
export function livePath(
  { cimClass, namespace }: Pick<WantedInstance, 'cimClass' | 'namespace'>,
  instance: CimInstance,
): ObjectPath {
  return pathBy(cimClass.keys, { cimClass, namespace }, instance)
}

async function readByIdentity(
  reader: CimReader,
  batch: readonly WantedInstance[],
  options: { readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, readonly CimInstance[]>> {
  const first = batch[0]
  const found = new Map<string, CimInstance[]>()
  const add = (identity: string, instance: CimInstance): void => {
    const same = found.get(identity)
    if (same === undefined) found.set(identity, [instance])
    else same.push(instance)
  }
  if (first === undefined) return found
  const { cimClass, namespace } = first
  if (first.path.keys === 'singleton' || first.path.keys === undefined) {
    const properties = [...new Set([...cimClass.keys, ...batch.flatMap((one) => one.properties)])]
    const wql = wqlSelect({ className: cimClass.name, ...(properties.length === 0 ? {} : { properties }) })
    for (const instance of await queryAll(reader, namespace, wql, options)) add(first.identity, instance)
  } else if (batch.some(hasReferenceKey)) {
    // WQL compares references as text, and hosts differ in how they write it: ask for each object by its path.
    const instances = await eachInTurn(reader, batch, (one) => reader.getInstance(one.path, options))
    for (const [index, { identity }] of batch.entries()) {
      const instance = instances[index]
      if (instance !== undefined) add(identity, instance)
    }
  } else {
    const names = keyNamesOf(first.path)
    for (const wql of instanceQueries(batch)) {
      for (const instance of await queryAll(reader, namespace, wql, options))
        add(pathIdentity(pathBy(names, first, instance), { namespace }), instance)
    }
  }
  return found
}

function pathBy(
  names: readonly string[],
  { cimClass, namespace }: Pick<WantedInstance, 'cimClass' | 'namespace'>,
  instance: CimInstance,
): ObjectPath {
  const keys = names.map((name) => ({ name, value: (propertyValue(instance, name) ?? '') as CimKeyValue }))
  return { kind: 'path', namespace, className: cimClass.name, keys }
}

function hasReferenceKey(wanted: WantedInstance): boolean {
  const { keys } = wanted.path
  return Array.isArray(keys) && keys.some((key) => typeof key.value === 'object' && key.value.kind === 'path')
}

function batches(wanted: readonly WantedInstance[]): readonly (readonly WantedInstance[])[] {
  const byBatch = new Map<string, WantedInstance[]>()
  for (const one of wanted) {
    const batch = byBatch.get(one.batch)
    if (batch === undefined) byBatch.set(one.batch, [one])
    else batch.push(one)
  }
  return [...byBatch.values()]
}
