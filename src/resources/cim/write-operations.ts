import { FaultError } from '../../base/errors.js'
import { compareProperty } from '../../cim/compare/compare.js'
import { type CimInstance, propertyValue } from '../../cim/value.js'
import type { Observation } from '../../engine/resource-type.js'
import type { CimReader, InstanceOperation } from '../../session/cim-session.js'
import type { CimDesired } from './desired.js'
import type { LiveObject } from './live-object.js'
import type { ReadPlan } from './read-plan.js'

/**
 * Puts a refusal in the place of what was observed, where the change it calls for needs an operation that the session's protocol
 * does not have on this host: told by the plan, before anything is sent. The host is asked what it is only when an operation is
 * needed, and once for each.
 */
export async function refuseImpossible(
  reader: CimReader,
  observations: Map<ReadPlan, Observation<LiveObject>>,
  signal: AbortSignal,
): Promise<void> {
  if (reader.missingOperation === undefined) return
  const refusals = new Map<InstanceOperation, Error | undefined>()
  for (const [plan, observation] of observations) {
    for (const operation of neededOperations(plan, observation)) {
      if (!refusals.has(operation)) refusals.set(operation, await refusalOf(reader, operation, signal))
      const error = refusals.get(operation)
      if (error === undefined) continue
      observations.set(plan, { state: 'error', error })
      break
    }
  }
}

async function refusalOf(reader: CimReader, operation: InstanceOperation, signal: AbortSignal): Promise<Error | undefined> {
  try {
    return await reader.missingOperation?.(operation, { signal })
  } catch (error) {
    if (error instanceof FaultError) return error
    throw error
  }
}

function neededOperations(plan: ReadPlan, observation: Observation<LiveObject>): readonly InstanceOperation[] {
  const { desired, creation, deletion } = plan
  if (observation.state === 'absent') return desired.ensure === 'present' ? creation : nothing
  if (observation.state === 'error') return nothing
  if (desired.ensure === 'absent') return deletion
  return isReplaced(desired, observation.value.instance) ? [...deletion, ...creation] : nothing
}

const nothing: readonly InstanceOperation[] = []

function isReplaced({ properties, ignored }: CimDesired, instance: CimInstance): boolean {
  return properties.some(
    ({ declaration, value, write, comparison }) =>
      write.by === 'replace' &&
      'plain' in value &&
      !ignored.has(declaration.name.toLowerCase()) &&
      !compareProperty(declaration, value.plain, propertyValue(instance, declaration.name), comparison).equal,
  )
}
