import { FaultError } from '../../base/errors.js'
import type { TypedValue } from '../../cim/value.js'
import type { Observation, ReadContext, ResourceType } from '../../engine/resource-type.js'
import type { CimReader, CimSession } from '../../session/cim-session.js'
import { eachInTurn } from '../shared/each-in-turn.js'
import type { ResourceFacts } from '../shared/facts.js'
import { applyRegistry } from './apply.js'
import type { RegistryDesired, RegistryObserved } from './desired.js'
import { parseRegistry } from './parse.js'
import { keptValues, planRegistry, shownName } from './plan.js'
import { type RegistryProvider, registryProvider } from './provider.js'
import { readKey } from './read.js'
import { formatRegistryKey } from './registry-key.js'
import { registrySchema } from './schema.js'
import { valueTypes } from './value-type.table.js'

/** A registry key and its values, through StdRegProv. */
export function registryResourceType(
  facts: ResourceFacts,
): ResourceType<CimReader, CimSession, RegistryDesired, RegistryObserved> {
  let provider: RegistryProvider | undefined
  const needed = (): RegistryProvider => (provider ??= registryProvider(facts))
  return {
    kind: 'registry',
    schema: registrySchema,
    parse: parseRegistry,
    identity,
    absent: ({ ensure }) => ensure === 'absent',
    secrets: ({ values }) => values.flatMap(({ wanted }) => (wanted !== 'removed' && 'secret' in wanted ? [wanted.secret] : [])),
    readAll: (reader, desired, context) => readAll(reader, needed(), desired, context),
    plan: planRegistry,
    apply: (session, desired, change, _observed, context) => applyRegistry(session, needed(), desired, change, context),
    relevant,
  }
}

function identity({ key }: RegistryDesired): string {
  return formatRegistryKey(key)
}

async function readAll(
  reader: CimReader,
  provider: RegistryProvider,
  desired: readonly RegistryDesired[],
  { signal }: ReadContext,
): Promise<ReadonlyMap<string, Observation<RegistryObserved>>> {
  const observations = await eachInTurn(
    reader,
    desired,
    async (one): Promise<readonly [string, Observation<RegistryObserved>]> => {
      try {
        return [identity(one), await readKey(reader, provider, one, signal)]
      } catch (error) {
        if (!(error instanceof FaultError)) throw error
        return [identity(one), { state: 'error', error }]
      }
    },
  )
  return new Map(observations)
}

function relevant(desired: RegistryDesired, observed: RegistryObserved | undefined): readonly (readonly [string, TypedValue])[] {
  const declared = keptValues(desired).flatMap((value): readonly (readonly [string, TypedValue])[] => {
    const live = observed?.values.get(value.name.toLowerCase())
    if (live === undefined || (value.wanted !== 'removed' && 'secret' in value.wanted)) return []
    const { type, array } = live.type === undefined ? { type: 'string' as const, array: false } : valueTypes[live.type]
    return [
      [shownName(value), { type, array, value: live.data }],
      [`${shownName(value)} (type)`, { type: 'string', array: false, value: live.type ?? 'unsupported' }],
    ]
  })
  const undeclared = (observed?.undeclared ?? []).map(
    (value) => [shownName(value), { type: 'string', array: false, value: value.type ?? 'unsupported' }] as const,
  )
  return [...declared, ...undeclared]
}
