import { FaultError } from '../../base/errors.js'
import { formatRelativePath } from '../../cim/object-path.js'
import { CimError } from '../../cim/status.js'
import type { CimInstance, ObjectPath } from '../../cim/value.js'
import type { Observation } from '../../engine/resource-type.js'
import type { CimReader } from '../../session/cim-session.js'
import { eachInTurn } from '../shared/each-in-turn.js'
import type { ResourceFacts } from '../shared/facts.js'
import { livePath, readInstances } from '../shared/read-instances.js'
import { hasOwnKeys, type WantedInstance } from '../shared/wanted-instance.js'
import type { CimDesired } from './desired.js'
import type { LiveObject } from './live-object.js'
import { type ReadPlan, readPlan } from './read-plan.js'
import { type ReadOrder, readProperties } from './read-properties.js'
import { refuseImpossible } from './write-operations.js'

/** Reads the objects, one query per class; then what a query does not give, and only of objects that are there. */
export async function observe(
  reader: CimReader,
  desired: readonly CimDesired[],
  facts: ResourceFacts,
  { signal }: { readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, Observation<LiveObject>>> {
  const plans = desired.map(readPlan)
  const found = await readInstances(
    reader,
    plans.flatMap(({ wanted }) => wanted),
    { signal },
  )
  const observations = new Map(plans.map((plan) => [plan, place(plan, found)]))
  await refuseImpossible(reader, observations, signal)
  const incomplete = plans.filter(({ otherwise }) => otherwise.length > 0)
  await eachInTurn(reader, incomplete, async (plan) => {
    const observation = observations.get(plan)
    if (observation?.state !== 'present') return
    observations.set(plan, await complete(reader, { plan, live: observation.value, facts, signal }))
  })
  const byIdentity = new Map<string, Observation<LiveObject>>()
  for (const [{ identity, states }, observation] of observations)
    byIdentity.set(identity, observation.state === 'present' ? states.observationOf(observation.value) : observation)
  return byIdentity
}

async function complete(reader: CimReader, order: ReadOrder): Promise<Observation<LiveObject>> {
  try {
    const instance = await readProperties(reader, order)
    return instance === undefined ? { state: 'absent' } : { state: 'present', value: { path: order.live.path, instance } }
  } catch (error) {
    if (!(error instanceof FaultError)) throw error
    return { state: 'error', error }
  }
}

/** What the query tells. An object that is to have another name is looked for under both. */
function place(
  { desired, wanted }: ReadPlan,
  found: ReadonlyMap<WantedInstance, Observation<CimInstance>>,
): Observation<LiveObject> {
  const there: LiveObject[] = []
  for (const one of wanted) {
    const observation = found.get(one) ?? { state: 'absent' }
    if (observation.state === 'error') return isAsGoodAsAbsent(desired, observation.error) ? { state: 'absent' } : observation
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

/** Where a host does not know the class, none of its objects exist. */
function isAsGoodAsAbsent({ ensure }: CimDesired, error: Error): boolean {
  return (
    ensure === 'absent' && error instanceof CimError && (error.status === 'invalidClass' || error.status === 'invalidNamespace')
  )
}
