import { compareProperty } from '../../cim/compare/compare.js'
import type { CimError } from '../../cim/status.js'
import { type CimInstance, propertyValue } from '../../cim/value.js'
import type { Observation } from '../../engine/resource-type.js'
import type { CimReader, InstanceOperation } from '../../session/cim-session.js'
import { type CimDesired, isCreatedAsInstance } from './desired.js'
import type { LiveObject } from './live-object.js'

/**
 * The refusal of a change that needs an operation which the session's protocol does not have on this host: told by the plan,
 * before anything is sent. The host is asked what it is only when an operation is needed.
 */
export async function missingOperation(
  reader: CimReader,
  desired: CimDesired,
  observation: Observation<LiveObject>,
  signal: AbortSignal,
): Promise<CimError | undefined> {
  if (reader.missingOperation === undefined) return undefined
  for (const operation of neededOperations(desired, observation)) {
    const refusal = await reader.missingOperation(operation, { signal })
    if (refusal !== undefined) return refusal
  }
  return undefined
}

/** What is done to the instance itself; the calls of an adapter are methods, which every protocol has. */
function neededOperations(desired: CimDesired, observation: Observation<LiveObject>): readonly InstanceOperation[] {
  const { adapter, ensure } = desired
  const creation: readonly InstanceOperation[] = isCreatedAsInstance(desired) ? ['create'] : []
  const deletion: readonly InstanceOperation[] = adapter?.delete === undefined ? ['delete'] : []
  if (observation.state === 'absent') return ensure === 'present' ? creation : []
  if (observation.state === 'error') return []
  if (ensure === 'absent') return deletion
  return isReplaced(desired, observation.value.instance) ? [...deletion, ...creation] : []
}

function isReplaced({ properties, ignored }: CimDesired, instance: CimInstance): boolean {
  return properties.some(
    ({ declaration, value, write, comparison }) =>
      write.by === 'replace' &&
      'plain' in value &&
      !ignored.has(declaration.name.toLowerCase()) &&
      !compareProperty(declaration, value.plain, propertyValue(instance, declaration.name), comparison).equal,
  )
}
