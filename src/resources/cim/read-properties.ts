import { InternalError } from '../../base/errors.js'
import type { CimClass } from '../../cim/class.js'
import type { PropertyRead } from '../../cim/class-adapter.js'
import { convertValue } from '../../cim/convert.js'
import { type CimInstance, type CimProperty, type CimValue, cimInstance, propertyValue } from '../../cim/value.js'
import type { CimReader } from '../../session/cim-session.js'
import { readMethodCall } from '../../session/read-method-call.js'
import { methodError } from '../shared/call-method.js'
import type { ResourceFacts } from '../shared/facts.js'
import { formatIdentity } from '../shared/format-identity.js'
import { meaningOf, returnCodeOf } from '../shared/return-code.js'
import { caseName } from '../shared/text-field.js'
import type { LiveObject } from './live-object.js'
import type { ReadPlan } from './read-plan.js'
import { stepValues } from './step-values.js'

export interface ReadOrder {
  readonly plan: ReadPlan
  readonly live: LiveObject
  readonly facts: ResourceFacts
  readonly signal: AbortSignal
}

/** The instance with what the adapter reads otherwise than by a query; undefined when the object has gone in between. */
export async function readProperties(reader: CimReader, order: ReadOrder): Promise<CimInstance | undefined> {
  const { plan, live, signal } = order
  const reads = plan.otherwise
  const names = reads.flatMap(({ declaration, read }) => (read.by === 'get' ? [declaration.name] : []))
  const [got, ...values] = await Promise.all([
    names.length === 0 ? live.instance : reader.getInstance(live.path, { properties: names, signal }),
    ...reads.map(({ read }) => (read.by === 'method' ? callRead(reader, order, read) : undefined)),
  ])
  if (got === undefined) return undefined
  const properties = new Map(live.instance.properties)
  for (const [index, { declaration, read }] of reads.entries()) {
    const { name, type, array } = declaration
    const plain = read.by === 'get' ? propertyValue(got, name) : propertyValue(live.instance, name)
    const value = read.by === 'method' ? (values[index] ?? null) : plain
    const shown = read.by === 'elements' ? ofKind(value) : value
    properties.set(name.toLowerCase(), { name, type, array, value: shown === null ? null : convertValue(declaration, shown) })
  }
  return cimInstance(live.instance.className, [...properties.values()], live.instance.namespace)
}

/** Adapters list the addresses of all families; its methods write those of IPv4. */
function ofKind(value: CimValue): CimValue {
  if (!Array.isArray(value)) return value
  return (value as readonly CimValue[]).filter((one) => typeof one === 'string' && /^\d+(\.\d+){3}$/.test(one)) as CimValue
}

async function callRead(
  reader: CimReader,
  { plan: { desired }, live, facts, signal }: ReadOrder,
  read: Extract<PropertyRead, { by: 'method' }>,
): Promise<CimValue> {
  const { namespace, className } = read.of ?? { namespace: desired.namespace, className: desired.cimClass.name }
  const cimClass: CimClass | undefined = facts.classes.find(namespace, className)
  const adapter = facts.adapters.find(namespace, className)
  const method = cimClass?.methods.get(read.method.toLowerCase())
  if (cimClass === undefined || method === undefined) throw new InternalError(`${className} has no method ${read.method}`)
  const values = stepValues(read.arguments, {
    passes: 'all',
    own: new Set(),
    source: {
      written: new Set(),
      wanted: () => undefined,
      key: () => undefined,
      live: (name) => {
        const value = propertyValue(live.instance, name)
        return value === null ? undefined : { plain: value }
      },
    },
  })
  const inputs = values.flatMap(({ parameter, value }): readonly CimProperty[] => {
    const declared = method.parameters.find(({ name }) => name.toLowerCase() === parameter.toLowerCase())
    if (declared === undefined || 'secret' in value) return []
    const plain = value.plain === null ? null : convertValue(declared, value.plain)
    return [{ name: declared.name, type: declared.type, array: declared.array, value: plain }]
  })
  const call = readMethodCall(adapter, {
    namespace,
    className: cimClass.name,
    method: method.name,
    arguments: inputs,
    ...(method.static ? {} : { path: live.path }),
  })
  const result = await reader.invokeRead(call, { signal })
  const code = returnCodeOf(result)
  const answers = adapter?.methods.get(method.name.toLowerCase())
  const meaning = meaningOf(
    code,
    [answers?.returnCodes, adapter?.returnCodes].filter((table) => table !== undefined),
  )
  // What is not there has no value, which is an answer too.
  if (code !== undefined && meaning === 'already') return read.default ?? null
  if (code !== undefined && meaning !== 'success') {
    throw methodError(
      { subject: formatIdentity(live.path), method, adapter, ...(answers === undefined ? {} : { answers }) },
      code,
    )
  }
  const value = result.outputs.get(read.output.toLowerCase())?.value ?? null
  return read.map?.get(caseName(value)) ?? value
}
