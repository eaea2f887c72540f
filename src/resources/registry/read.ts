import type { CimMethodDeclaration } from '../../cim/class.js'
import { scalarText } from '../../cim/scalar.js'
import { CimError } from '../../cim/status.js'
import type { CimProperty, CimScalar, CimValue } from '../../cim/value.js'
import type { Observation } from '../../engine/resource-type.js'
import type { CimReader } from '../../session/cim-session.js'
import { readMethodCall } from '../../session/read-method-call.js'
import { MethodError } from '../shared/method-error.js'
import type { ObservedRegistryValue, RegistryDesired, RegistryObserved, UndeclaredValue } from './desired.js'
import { keptValues } from './plan.js'
import { type RegistryProvider, registryCall } from './provider.js'
import { formatRegistryKey, type RegistryKey } from './registry-key.js'
import { type ValueTypeName, valueTypeOf, valueTypes } from './value-type.table.js'

const notFound = new Set([1, 2])
/** WBEM_E_TYPE_MISMATCH: the value has another type than the method reads. */
const otherType = 0x80041005
const keyNotFound = 2

/**
 * One call for each declared value, in parallel, and one EnumValues where only that tells what is there: for a value that is
 * missing or is to be removed, and for text, since expandable and plain strings are read by the same methods.
 */
export async function readKey(
  reader: CimReader,
  provider: RegistryProvider,
  desired: RegistryDesired,
  signal: AbortSignal,
): Promise<Observation<RegistryObserved>> {
  const call: CallKey = (method, inputs) => invoke(reader, provider, desired.key, method, inputs, signal)
  const subject = formatRegistryKey(desired.key)
  const values = keptValues(desired)
  const types = values.map(({ wanted }) => (wanted === 'removed' ? undefined : wanted.type))
  const [early, ...answers] = await Promise.all([
    values.length === 0 || desired.purge || types.some(isAmbiguous) ? call('EnumValues', []) : undefined,
    ...values.map(({ name }, index) => {
      const type = types[index]
      return type === undefined ? undefined : readValue(call, subject, name, type)
    }),
  ])
  const listed = early ?? (answers.includes(undefined) ? await call('EnumValues', []) : undefined)
  if (listed?.code === keyNotFound) return { state: 'absent' }
  if (listed !== undefined && listed.code !== 0) throw new MethodError(subject, listed.method, listed.code)

  const there = listed === undefined ? new Map<string, number>() : typeNumbers(listed)
  const found = new Map<string, ObservedRegistryValue>()
  for (const [index, { name }] of values.entries()) {
    const key = name.toLowerCase()
    const number = there.get(key)
    const [asked, data] = [types[index], answers[index]]
    const type = number === undefined ? asked : valueTypeOf(number)
    if (type !== undefined && type === asked && data !== undefined) found.set(key, { type, data })
    else if (number !== undefined) {
      found.set(key, { type, data: type === undefined ? null : ((await readValue(call, subject, name, type)) ?? null) })
    }
  }
  return { state: 'present', value: { values: found, undeclared: undeclaredValues(desired, listed) } }
}

/** What a purge removes, of the values that were listed. */
function undeclaredValues(
  { purge, values, ignored }: RegistryDesired,
  listed: MethodAnswer | undefined,
): readonly UndeclaredValue[] {
  if (!purge || listed === undefined) return []
  const declared = new Set([...ignored, ...values.map(({ name }) => name.toLowerCase())])
  const numbers = typeNumbers(listed)
  return elements(listed.outputs.get('snames')?.value).flatMap((one) => {
    const name = scalarText(one)
    return declared.has(name.toLowerCase()) ? [] : [{ name, type: valueTypeOf(numbers.get(name.toLowerCase()) ?? 0) }]
  })
}

/** What was not asked for can only be listed, and plain text is read where expandable text is, and the reverse. */
function isAmbiguous(type: ValueTypeName | undefined): boolean {
  return type === undefined || type === 'string' || type === 'expandString'
}

/** The number of the type of each value of a key, by lower-cased name. */
function typeNumbers({ outputs }: MethodAnswer): ReadonlyMap<string, number> {
  const names = elements(outputs.get('snames')?.value).map((name) => scalarText(name).toLowerCase())
  const numbers = elements(outputs.get('types')?.value)
  return new Map(names.map((name, index) => [name, Number(numbers[index])]))
}

/** Calls a reading method about the key. */
type CallKey = (method: string, inputs: readonly CimProperty[]) => Promise<MethodAnswer>

interface MethodAnswer {
  readonly method: CimMethodDeclaration
  readonly code: number
  readonly outputs: ReadonlyMap<string, CimProperty>
}

/** The data, or undefined when the value is missing or of another type. */
async function readValue(call: CallKey, subject: string, name: string, type: ValueTypeName): Promise<CimValue | undefined> {
  const { read, parameter, array } = valueTypes[type]
  const answer = await call(read, [{ name: 'sValueName', type: 'string', array: false, value: name }])
  // A list without elements is not told from nothing on the wire; the return code says that the value is there.
  if (answer.code === 0) return answer.outputs.get(parameter.toLowerCase())?.value ?? (array ? [] : undefined)
  if (notFound.has(answer.code) || answer.code === otherType) return undefined
  throw new MethodError(`${subject}, value "${name}",`, answer.method, answer.code)
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

function elements(value: CimValue | undefined): readonly CimScalar[] {
  return Array.isArray(value) ? value : []
}
