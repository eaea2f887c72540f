import { FaultError } from '../../base/errors.js'
import { oncePer } from '../../base/once-per.js'
import type { Observation, ReadContext, ResourceType } from '../../engine/resource-type.js'
import type { CimReader, CimSession } from '../../session/cim-session.js'
import type { ResourceFacts } from '../shared/facts.js'
import { defaultNamespace } from '../shared/parse-class.js'
import { queryAll } from '../shared/query-all.js'
import type { OwnsDesired, OwnsObserved } from './desired.js'
import { parseOwns } from './parse.js'
import { ownsSchema } from './schema.js'
import { coversObject, undeclaredObjects } from './undeclared.js'

/** A scope of objects that the documents own: it changes nothing itself, but what of it nobody declares is deleted. */
export function ownsResourceType(facts: ResourceFacts): ResourceType<CimReader, CimSession, OwnsDesired, OwnsObserved> {
  return {
    kind: 'owns',
    schema: ownsSchema,
    parse: (document, locate) => parseOwns(document, locate, facts),
    identity,
    secrets: () => [],
    readAll,
    plan: () => ({ action: 'none', deltas: [], steps: [], warnings: [] }),
    apply: () => Promise.resolve({ warnings: [] }),
    relevant: () => [],
    scope: {
      covers: (desired, declared) => coversObject(desired, declared, facts.classes),
      undeclared: (desired, { instances }, declared) => undeclaredObjects(desired, instances, declared, facts.classes),
    },
  }
}

const identity = oncePer(({ namespace, cimClass, where }: OwnsDesired) => {
  const place = namespace.toLowerCase() === defaultNamespace ? '' : `${namespace}:`
  return `${place}${cimClass.name} where ${where}`
})

/** One query for each scope. */
async function readAll(
  reader: CimReader,
  scopes: readonly OwnsDesired[],
  { signal }: ReadContext,
): Promise<ReadonlyMap<string, Observation<OwnsObserved>>> {
  const observations = scopes.map(async (scope) => [identity(scope), await readScope(reader, scope, signal)] as const)
  return new Map(await Promise.all(observations))
}

async function readScope(
  reader: CimReader,
  { namespace, wql }: OwnsDesired,
  signal: AbortSignal,
): Promise<Observation<OwnsObserved>> {
  try {
    return { state: 'present', value: { instances: await queryAll(reader, namespace, wql, { signal }) } }
  } catch (error) {
    // The host answered and said no for this class; its other classes stand. Anything else concerns the whole host.
    if (error instanceof FaultError) return { state: 'error', error }
    throw error
  }
}
