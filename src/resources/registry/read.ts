import type { CimMethodDeclaration } from '../../cim/class.js'
import { CimError } from '../../cim/status.js'
import type { CimProperty, CimValue } from '../../cim/value.js'
import type { Observation } from '../../engine/resource-type.js'
import type { CimReader } from '../../session/cim-session.js'
import { readMethodCall } from '../../session/read-method-call.js'
import { MethodError } from '../shared/method-error.js'
import type { ObservedRegistryValue, RegistryDesired, RegistryObserved } from './desired.js'
import { keptValues } from './plan.js'
import { type RegistryProvider, registryCall } from './provider.js'
import { formatRegistryKey, type RegistryKey } from './registry-key.js'
import { type ValueTypeName, valueTypeOf, valueTypes } from './value-type.table.js'

const notFound = new Set([1, 2])
/** WBEM_E_TYPE_MISMATCH: the value has another type than the method reads. */
const otherType = 0x80041005
const keyNotFound = 2

/**
 * One call for each declared value, in parallel; one EnumValues more where a value is missing, has another type or is to be
 * removed, since only that tells whether the key exists and what it holds.
 */
export async function readKey(
  reader: CimReader,
  provider: RegistryProvider,
  desired: RegistryDesired,
  signal: AbortSignal,
): Promise<Observation<RegistryObserved>> {
  const call = (method: string, inputs: readonly CimProperty[]): Promise<MethodAnswer> =>
    invoke(reader, provider, desired.key, method, inputs, signal)
  const found = new Map<string, ObservedRegistryValue>()
  const values = keptValues(desired)
  const asked = values.flatMap(({ name, wanted }) => (wanted === 'removed' ? [] : [{ name, type: wanted.type }]))
  const answers = await Promise.all(asked.map(({ name, type }) => readValue(call, name, type)))
  answers.forEach((data, index) => {
    const one = asked[index]
    if (one !== undefined && data !== undefined) found.set(one.name.toLowerCase(), { type: one.type, data })
  })
  if (asked.length > 0 && found.size === values.length) return { state: 'present', value: { values: found } }

  const listed = await call('EnumValues', [])
  if (listed.code === keyNotFound) return { state: 'absent' }
  if (listed.code !== 0) throw new MethodError(formatRegistryKey(desired.key), listed.method, listed.code)
  const names = strings(listed.outputs.get('snames')?.value)
  const numbers = listed.outputs.get('types')?.value ?? []
  for (const { name } of values) {
    const index = names.findIndex((other) => other.toLowerCase() === name.toLowerCase())
    if (index < 0 || found.has(name.toLowerCase())) continue
    const type = valueTypeOf(Number((numbers as readonly number[])[index]))
    const data = type === undefined ? null : ((await readValue(call, name, type)) ?? null)
    found.set(name.toLowerCase(), { type, data })
  }
  return { state: 'present', value: { values: found } }
}

interface MethodAnswer {
  readonly method: CimMethodDeclaration
  readonly code: number
  readonly outputs: ReadonlyMap<string, CimProperty>
}

/** The data, or undefined when the value is missing or of another type. */
async function readValue(
  call: (method: string, inputs: readonly CimProperty[]) => Promise<MethodAnswer>,
  name: string,
  type: ValueTypeName,
): Promise<CimValue | undefined> {
  const { read, parameter } = valueTypes[type]
  const answer = await call(read, [{ name: 'sValueName', type: 'string', array: false, value: name }])
  if (answer.code === 0) return answer.outputs.get(parameter.toLowerCase())?.value ?? undefined
  if (notFound.has(answer.code) || answer.code === otherType) return undefined
  throw new MethodError(`value "${name}"`, answer.method, answer.code)
}

async function invoke(
  reader: CimReader,
  provider: RegistryProvider,
  key: RegistryKey,
  method: string,
  inputs: readonly CimProperty[],
  signal: AbortSignal,
): Promise<MethodAnswer> {
  const { call, declaration } = registryCall(provider, key, method, inputs)
  try {
    const { returnValue, outputs } = await reader.invokeRead(readMethodCall(provider.adapter, call), { signal })
    return { method: declaration, code: Number(returnValue?.value ?? 0), outputs }
  } catch (error) {
    if (error instanceof CimError && error.status === 'typeMismatch')
      return { method: declaration, code: otherType, outputs: new Map() }
    throw error
  }
}

function strings(value: CimValue | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : []
}
