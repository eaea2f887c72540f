import { oncePer } from '../../base/once-per.js'
import { formatRelativePath } from '../../cim/object-path.js'
import type { CimInstance } from '../../cim/value.js'
import type { PlainObject } from '../../engine/document.js'
import type {
  ApplyContext,
  ApplyResult,
  Observation,
  ReadContext,
  ResourceChange,
  ResourceType,
} from '../../engine/resource-type.js'
import type { CimReader, CimSession } from '../../session/cim-session.js'
import { callMethod } from '../shared/call-method.js'
import { liveProperty, secretsOf, sentProperty, showDesired } from '../shared/desired-value.js'
import type { ResourceFacts } from '../shared/facts.js'
import { formatIdentity } from '../shared/format-identity.js'
import { parseOnHost } from '../shared/parse-on-host.js'
import { readInstances } from '../shared/read-instances.js'
import { describeExpected, meets, waitUntil } from '../shared/wait-condition.js'
import { type WantedInstance, wantedInstance } from '../shared/wanted-instance.js'
import type { InvokeDesired } from './desired.js'
import { parseInvoke } from './parse.js'
import { invokeSchema } from './schema.js'

/** A method called once: when other resources changed (the engine decides), or while the live object is in a state. */
export function invokeResourceType(facts: ResourceFacts): ResourceType<CimReader, CimSession, InvokeDesired, CimInstance> {
  return {
    kind: 'invoke',
    schema: invokeSchema,
    parse: (document, locate) => parseInvoke(document, locate, facts),
    parseOn: (reader, document, context) => {
      const fields = document.fields['invoke'] as PlainObject
      return parseOnHost(parseInvoke, document, { fields, facts, reader }, context)
    },
    identity,
    secrets: (desired) => secretsOf(desired.arguments),
    readAll,
    plan,
    apply,
    relevant: (desired, observed) =>
      observed === undefined ? [] : (desired.when ?? []).map(({ declaration }) => liveProperty(observed, declaration)),
  }
}

/** Two documents may call the same method, so the document's name is part of it. */
function identity(desired: InvokeDesired): string {
  return `${formatIdentity(desired.path)}.${desired.method.name}() [${desired.document}]`
}

async function readAll(
  reader: CimReader,
  desired: readonly InvokeDesired[],
  { signal }: ReadContext,
): Promise<ReadonlyMap<string, Observation<CimInstance>>> {
  const results = new Map<string, Observation<CimInstance>>()
  for (const one of desired) results.set(identity(one), { state: 'absent' })
  const conditional = desired.flatMap((one) => wanted(one) ?? [])
  const observations = await readInstances(reader, conditional, { signal })
  for (const one of desired) {
    const condition = wanted(one)
    const observation = condition === undefined ? undefined : observations.get(condition)
    if (observation !== undefined) results.set(identity(one), observation)
  }
  return results
}

/** The object whose state decides; undefined where the engine does. */
const wanted = oncePer(({ cimClass, namespace, path, when }: InvokeDesired): WantedInstance | undefined =>
  when === undefined
    ? undefined
    : wantedInstance({ cimClass, namespace, path, properties: when.map(({ declaration }) => declaration.name) }),
)

function plan(desired: InvokeDesired, observed: CimInstance | undefined): ResourceChange {
  const call: Omit<ResourceChange, 'action'> = { deltas: [], steps: [describeCall(desired)], warnings: [] }
  if (desired.when === undefined) return { ...call, action: 'invoke' }
  if (observed === undefined || !meets(observed, desired.when)) return { ...call, action: 'none', steps: [] }
  return {
    ...call,
    action: 'invoke',
    reason: describeExpected(desired.when),
  }
}

async function apply(
  session: CimSession,
  desired: InvokeDesired,
  _change: ResourceChange,
  _observed: CimInstance | undefined,
  context: ApplyContext,
): Promise<ApplyResult> {
  context.progress(describeCall(desired))
  const { warnings } = await callMethod(session, {
    subject: formatRelativePath(desired.path),
    call: {
      namespace: desired.namespace,
      className: desired.cimClass.name,
      method: desired.method.name,
      arguments: desired.arguments.map(({ declaration, value }) => sentProperty(declaration, value, context)),
      ...(desired.path.keys === undefined ? {} : { path: desired.path }),
    },
    method: desired.method,
    adapter: desired.adapter,
    context,
  })
  if (desired.waitFor !== undefined) await waitUntil(session, desired.path, desired.waitFor, context)
  return { warnings }
}

function describeCall(desired: InvokeDesired): string {
  const values = desired.arguments.map(({ declaration, value }) => `${declaration.name}=${showDesired(value)}`)
  return `${desired.method.name}(${values.join(', ')})`
}
