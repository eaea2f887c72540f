import { FaultError } from '../../base/errors.js'
import { pathIdentity } from '../../cim/path-identity.js'
import { type CimInstance, type CimKeyValue, type ObjectPath, propertyValue } from '../../cim/value.js'
import { wqlSelect } from '../../cim/wql/build.js'
import type { Observation } from '../../engine/resource-type.js'
import type { CimReader } from '../../session/cim-session.js'
import { instanceQueries } from './instance-queries.js'
import type { WantedInstance } from './wanted-instance.js'

/** Reads many objects with one query per class (more only when the keys do not fit one query). A result for each `wanted`. */
export async function readInstances(
  reader: CimReader,
  wanted: readonly WantedInstance[],
  options: { readonly signal: AbortSignal },
): Promise<ReadonlyMap<WantedInstance, Observation<CimInstance>>> {
  const results = new Map<WantedInstance, Observation<CimInstance>>()
  await Promise.all(batches(wanted).map((batch) => readBatch(reader, batch, results, options)))
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
    for (const one of batch) {
      const instance = found.get(one.identity)
      results.set(one, instance === undefined ? absent : { state: 'present', value: instance })
    }
  } catch (error) {
    // The host answered and said no for this class; its other classes stand. Anything else concerns the whole host.
    if (!(error instanceof FaultError)) throw error
    for (const one of batch) results.set(one, { state: 'error', error })
  }
}

const absent = { state: 'absent' } as const

async function readByIdentity(
  reader: CimReader,
  batch: readonly WantedInstance[],
  options: { readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, CimInstance>> {
  const first = batch[0]
  const found = new Map<string, CimInstance>()
  if (first === undefined) return found
  const { cimClass, namespace } = first
  if (first.path.keys === 'singleton' || first.path.keys === undefined) {
    const properties = [...new Set(batch.flatMap((one) => one.properties))]
    const wql = wqlSelect({ className: cimClass.name, ...(properties.length === 0 ? {} : { properties }) })
    for await (const instance of reader.query(namespace, wql, options)) found.set(first.identity, instance)
  } else if (batch.some(hasReferenceKey)) {
    // WQL compares references as text, and hosts differ in how they write it: ask for each object by its path.
    for (const one of batch) {
      const instance = await reader.getInstance(one.path, options)
      if (instance !== undefined) found.set(one.identity, instance)
    }
  } else {
    for (const wql of instanceQueries(batch)) {
      for await (const instance of reader.query(namespace, wql, options))
        found.set(pathIdentity(pathOf(first, instance), { namespace }), instance)
    }
  }
  return found
}

function pathOf(like: WantedInstance, instance: CimInstance): ObjectPath {
  const keys = like.cimClass.keys.map((name) => ({ name, value: (propertyValue(instance, name) ?? '') as CimKeyValue }))
  return { kind: 'path', namespace: like.namespace, className: like.path.className, keys }
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
