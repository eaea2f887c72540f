import { FaultError } from '../../base/errors.js'
import { oncePer } from '../../base/once-per.js'
import { formatRelativePath } from '../../cim/object-path.js'
import { CimError } from '../../cim/status.js'
import type { CimInstance, ObjectPath } from '../../cim/value.js'
import type { Observation } from '../../engine/resource-type.js'
import type { CimReader } from '../../session/cim-session.js'
import type { ResourceFacts } from '../shared/facts.js'
import { livePath, readInstances } from '../shared/read-instances.js'
import { hasOwnKeys, type WantedInstance, wantedInstance } from '../shared/wanted-instance.js'
import { type CimDesired, renamedPath } from './desired.js'
import type { LiveObject } from './live-object.js'
import { queriedProperties } from './needed-properties.js'
import { readProperties } from './read-properties.js'
import { missingOperation } from './write-operations.js'

/** Reads the objects, one query per class; then what a query does not give, and only of objects that are there. */
export async function observe(
  reader: CimReader,
  desired: readonly CimDesired[],
  facts: ResourceFacts,
  { signal }: { readonly signal: AbortSignal },
): Promise<ReadonlyMap<CimDesired, Observation<LiveObject>>> {
  const found = await readInstances(reader, desired.flatMap(wanted), { signal })
  const observations = await Promise.all(
    desired.map(async (one): Promise<readonly [CimDesired, Observation<LiveObject>]> => {
      try {
        return [one, await observeOne(reader, one, found, facts, signal)]
      } catch (error) {
        if (!(error instanceof FaultError)) throw error
        return [one, { state: 'error', error }]
      }
    }),
  )
  return new Map(observations)
}

async function observeOne(
  reader: CimReader,
  desired: CimDesired,
  found: ReadonlyMap<WantedInstance, Observation<CimInstance>>,
  facts: ResourceFacts,
  signal: AbortSignal,
): Promise<Observation<LiveObject>> {
  const placed = place(desired, found)
  if (placed.state === 'error') return isAsGoodAsAbsent(desired, placed.error) ? { state: 'absent' } : placed
  const refusal = await missingOperation(reader, desired, placed, signal)
  if (refusal !== undefined) return { state: 'error', error: refusal }
  if (placed.state === 'absent') return placed
  const { path } = placed.value
  const instance = await readProperties(reader, { desired, live: placed.value, facts, signal })
  return instance === undefined ? { state: 'absent' } : { state: 'present', value: { path, instance } }
}

/** An object that is to have another name is looked for under both. */
function place(desired: CimDesired, found: ReadonlyMap<WantedInstance, Observation<CimInstance>>): Observation<LiveObject> {
  const there: LiveObject[] = []
  for (const one of wanted(desired)) {
    const observation = found.get(one) ?? { state: 'absent' }
    if (observation.state === 'error') return observation
    if (observation.state === 'present') there.push({ path: hostPath(one, observation.value), instance: observation.value })
  }
  const [only, other] = there
  if (only === undefined) return { state: 'absent' }
  return other === undefined ? { state: 'present', value: only } : { state: 'error', error: new TakenNameError(only, other) }
}

/** Where the host finds an object: by the keys of its class, whatever the document names it by. */
function hostPath(wanted: WantedInstance, instance: CimInstance): ObjectPath {
  return hasOwnKeys(wanted.cimClass, wanted.path) ? wanted.path : livePath(wanted, instance)
}

class TakenNameError extends FaultError {
  readonly code = 'WMCTL_TAKEN_NAME'

  constructor(one: LiveObject, other: LiveObject) {
    super(`${formatRelativePath(one.path)} is to be named ${formatRelativePath(other.path)}, which exists as well`, {
      hint: 'Two objects match the resource: delete or rename one of them, or write another name.',
    })
  }
}

/** The object under its key, and under the name it is to have. */
const wanted = oncePer((desired: CimDesired): readonly WantedInstance[] => {
  const { cimClass, namespace } = desired
  const renamed = renamedPath(desired)
  const properties = queriedProperties(desired)
  const paths = renamed === undefined ? [desired.path] : [desired.path, renamed]
  const places = paths.map((path) => wantedInstance({ cimClass, namespace, path, properties }))
  return places.filter(({ identity }, index) => places.findIndex((other) => other.identity === identity) === index)
})

/** Where a host does not know the class, none of its objects exist. */
function isAsGoodAsAbsent({ ensure }: CimDesired, error: Error): boolean {
  return (
    ensure === 'absent' && error instanceof CimError && (error.status === 'invalidClass' || error.status === 'invalidNamespace')
  )
}
