import { oncePer } from '../../base/once-per.js'
import type { MethodStep, PropertyWrite } from '../../cim/class-adapter.js'
import { CimError } from '../../cim/status.js'
import type { CimInstance, TypedValue } from '../../cim/value.js'
import type { Observation, ReadContext, ResourceType } from '../../engine/resource-type.js'
import type { CimReader, CimSession } from '../../session/cim-session.js'
import { liveProperty, secretsOf } from '../shared/desired-value.js'
import type { ResourceFacts } from '../shared/facts.js'
import { formatIdentity } from '../shared/format-identity.js'
import { readInstances } from '../shared/read-instances.js'
import { wantedInstance } from '../shared/wanted-instance.js'
import { applyCim } from './apply.js'
import type { CimDesired } from './desired.js'
import { parseCim } from './parse.js'
import { planCim } from './plan.js'
import { cimSchema } from './schema.js'

/** An object of any CIM class, kept as its document says. */
export function cimResourceType(facts: ResourceFacts): ResourceType<CimReader, CimSession, CimDesired, CimInstance> {
  return {
    kind: 'cim',
    schema: cimSchema,
    parse: (document, locate) => parseCim(document, locate, facts),
    identity,
    absent: ({ ensure }) => ensure === 'absent',
    secrets,
    readAll,
    plan: planCim,
    apply: applyCim,
    relevant,
  }
}

async function readAll(
  reader: CimReader,
  desired: readonly CimDesired[],
  { signal }: ReadContext,
): Promise<ReadonlyMap<string, Observation<CimInstance>>> {
  const observations = await readInstances(reader, desired.map(wanted), { signal })
  const results = new Map<string, Observation<CimInstance>>()
  for (const one of desired) {
    const observation = observations.get(wanted(one))
    if (observation !== undefined)
      results.set(identity(one), isAsGoodAsAbsent(one, observation) ? { state: 'absent' } : observation)
  }
  return results
}

const identity = oncePer(({ path }: CimDesired) => formatIdentity(path))

const secrets = oncePer(({ properties }: CimDesired) => secretsOf(properties))

const wanted = oncePer((desired: CimDesired) => {
  const { cimClass, namespace, path } = desired
  return wantedInstance({ cimClass, namespace, path, properties: neededProperties(desired) })
})

/** Where a host does not know the class, none of its objects exist. */
function isAsGoodAsAbsent(desired: CimDesired, observation: Observation<CimInstance>): boolean {
  if (desired.ensure !== 'absent' || observation.state !== 'error') return false
  const { error } = observation
  return error instanceof CimError && (error.status === 'invalidClass' || error.status === 'invalidNamespace')
}

/** The named properties, and what the adapter's calls take from the live object. */
function neededProperties({ properties, adapter }: CimDesired): readonly string[] {
  const deletion = adapter?.delete
  const calls = [
    ...properties.flatMap(({ write }) => methodsOf(write)),
    ...(deletion === undefined || 'unsupported' in deletion ? [] : [deletion]),
  ]
  const passed = calls.flatMap((call) => call.arguments.flatMap(({ from }) => ('property' in from ? [from.property] : [])))
  return [...new Set([...properties.map(({ declaration }) => declaration.name), ...passed])]
}

function methodsOf(write: PropertyWrite): readonly MethodStep[] {
  if (write.by === 'method') return [write]
  return write.by === 'value' ? [...write.cases.values()] : []
}

function relevant(desired: CimDesired, observed: CimInstance | undefined): readonly (readonly [string, TypedValue])[] {
  if (observed === undefined) return []
  return desired.properties
    .filter(({ declaration, value }) => !('secret' in value || desired.ignored.has(declaration.name.toLowerCase())))
    .map(({ declaration }) => liveProperty(observed, declaration))
}
