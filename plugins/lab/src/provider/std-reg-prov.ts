import { type CimProperty, type CimType, type CimValue, type ProviderResult, propertyValue } from 'wmctl'
import { expandEnvironment } from '../registry/expand-environment.js'
import type { HiveName } from '../registry/registry-tree.js'
import { type RegistryData, registryTypeNumber } from '../registry/registry-value.js'
import type { HostMethod, HostProvider, MethodCallOnHost } from './host-provider.js'
import { numberInput, textInput } from './inputs.js'
import { arrayOutput, output, returns } from './result.js'
import { cimv2, textOf } from './store.js'

/**
 * Return codes of StdRegProv: Win32 errors, but for two. A value that is not there is 1, and one of another type than the
 * method reads is WBEM_E_TYPE_MISMATCH.
 */
const registryCode = {
  success: 0,
  noValue: 1,
  noKey: 2,
  accessDenied: 5,
  invalidHandle: 6,
  invalidParameter: 87,
  typeMismatch: 0x8004_1005,
} as const

/** StdRegProv, in root/default as ever, and in root/cimv2 since Windows Vista; one registry behind both. */
export const stdRegProvs: readonly HostProvider[] = ['root/default', cimv2].map((namespace) => ({
  namespace,
  className: 'StdRegProv',
  methods: {
    CreateKey: onKey(({ machine }, hive, path) => {
      machine.registry.create(hive, path)
      return returns(registryCode.success)
    }),
    DeleteKey: onKey(({ machine }, hive, path) => {
      const key = machine.registry.find(hive, path)
      if (key === undefined) return returns(registryCode.noKey)
      if (path === '' || key.keys.size > 0) return returns(registryCode.accessDenied)
      machine.registry.remove(hive, path)
      return returns(registryCode.success)
    }),
    EnumKey: onKey(({ machine }, hive, path) => {
      const key = machine.registry.find(hive, path)
      if (key === undefined) return returns(registryCode.noKey)
      const names = [...key.keys.values()].map(({ name }) => name).sort(byName)
      return returns(registryCode.success, arrayOutput('sNames', 'string', names.length === 0 ? null : names))
    }),
    EnumValues: onKey(({ machine }, hive, path) => {
      const key = machine.registry.find(hive, path)
      if (key === undefined) return returns(registryCode.noKey)
      const values = [...key.values.values()]
      return returns(
        registryCode.success,
        arrayOutput('sNames', 'string', values.length === 0 ? null : values.map(({ name }) => name)),
        arrayOutput('Types', 'sint32', values.length === 0 ? null : values.map(({ data }) => registryTypeNumber[data.type])),
      )
    }),
    DeleteValue: onKey(({ machine, inputs }, hive, path) => {
      const name = textInput(inputs, 'sValueName') ?? ''
      if (machine.registry.find(hive, path) === undefined) return returns(registryCode.noKey)
      // RegDeleteValue does not tell a missing value from a missing key.
      if (machine.registry.value(hive, path, name) === undefined) return returns(registryCode.noKey)
      machine.registry.unset(hive, path, name)
      return returns(registryCode.success)
    }),
    CheckAccess: (call) => checkAccess(call),
    GetStringValue: reads('sValue', 'string', ['REG_SZ', 'REG_EXPAND_SZ']),
    GetExpandedStringValue: onKey((call, hive, path) => {
      const found = readData(call, hive, path, ['REG_EXPAND_SZ', 'REG_SZ'])
      if (typeof found === 'number') return returns(found)
      const value = found.type === 'REG_EXPAND_SZ' ? expandEnvironment(found.value, (name) => variable(call, name)) : found.value
      return returns(registryCode.success, output('sValue', 'string', value))
    }),
    GetMultiStringValue: reads('sValue', 'string', ['REG_MULTI_SZ'], { array: true }),
    GetDWORDValue: reads('uValue', 'uint32', ['REG_DWORD']),
    GetQWORDValue: reads('uValue', 'uint64', ['REG_QWORD']),
    GetBinaryValue: reads('uValue', 'uint8', ['REG_BINARY'], { array: true }),
    SetStringValue: writes('sValue', (value) => ({ type: 'REG_SZ', value: typeof value === 'string' ? value : '' })),
    SetExpandedStringValue: writes('sValue', (value) => ({
      type: 'REG_EXPAND_SZ',
      value: typeof value === 'string' ? value : '',
    })),
    SetMultiStringValue: writes('sValue', (value) => ({
      type: 'REG_MULTI_SZ',
      value: Array.isArray(value) ? value.map(String) : [],
    })),
    SetDWORDValue: writes('uValue', (value) => ({ type: 'REG_DWORD', value: typeof value === 'number' ? value : 3 })),
    SetQWORDValue: writes('uValue', (value) => ({ type: 'REG_QWORD', value: typeof value === 'bigint' ? value : 3n })),
    SetBinaryValue: writes('uValue', (value) => ({ type: 'REG_BINARY', value: Array.isArray(value) ? value.map(Number) : [] })),
  },
}))

type KeyMethod = (call: MethodCallOnHost, hive: HiveName, path: string) => ProviderResult

/** Resolves the hive, HKEY_LOCAL_MACHINE when it is left out, and keeps everybody out of what only the system may open. */
function onKey(method: KeyMethod): HostMethod {
  return (call) => {
    const hive = hives.get(numberInput(call.inputs, 'hDefKey') ?? 0x8000_0002)
    if (hive === undefined) return returns(registryCode.invalidHandle)
    const path = textInput(call.inputs, 'sSubKeyName')
    if (path === undefined) return returns(registryCode.invalidParameter)
    if (hive === 'HKLM' && /^\\?(SAM\\SAM|SECURITY)(\\|$)/i.test(path)) return returns(registryCode.accessDenied)
    return method(call, hive, path)
  }
}

const hives: ReadonlyMap<number, HiveName> = new Map([
  [0x8000_0000, 'HKCR'],
  [0x8000_0001, 'HKCU'],
  [0x8000_0002, 'HKLM'],
  [0x8000_0003, 'HKU'],
  [0x8000_0005, 'HKCC'],
])

function reads(
  parameter: string,
  type: CimType,
  types: readonly RegistryData['type'][],
  shape: { readonly array: boolean } = { array: false },
): HostMethod {
  return onKey((call, hive, path) => {
    const found = readData(call, hive, path, types)
    if (typeof found === 'number') return returns(found)
    return returns(registryCode.success, { name: parameter, type, array: shape.array, value: found.value })
  })
}

/** The data of the value a call names, or the code that says why there is none. */
function readData(
  call: MethodCallOnHost,
  hive: HiveName,
  path: string,
  types: readonly RegistryData['type'][],
): RegistryData | number {
  const { registry } = call.machine
  if (registry.find(hive, path) === undefined) return registryCode.noKey
  const value = registry.value(hive, path, textInput(call.inputs, 'sValueName') ?? '')
  if (value === undefined) return registryCode.noValue
  return types.includes(value.data.type) ? value.data : registryCode.typeMismatch
}

function writes(parameter: string, make: (value: CimValue) => RegistryData): HostMethod {
  return onKey(({ machine, inputs }, hive, path) => {
    if (machine.registry.find(hive, path) === undefined) return returns(registryCode.noKey)
    const given: CimProperty | undefined = inputs.get(parameter.toLowerCase())
    machine.registry.set(hive, path, textInput(inputs, 'sValueName') ?? '', make(given?.value ?? null))
    return returns(registryCode.success)
  })
}

function checkAccess(call: MethodCallOnHost): ProviderResult {
  const result = onKey(({ machine }, hive, path) =>
    returns(machine.registry.find(hive, path) === undefined ? registryCode.noKey : registryCode.success),
  )(call)
  return { ...result, outputs: [output('bGranted', 'boolean', result.returnValue?.value === registryCode.success)] }
}

/** A variable of the system, as the expansion of REG_EXPAND_SZ sees it. */
function variable({ context }: MethodCallOnHost, name: string): string | undefined {
  for (const candidate of context.repository.list(cimv2, 'Win32_Environment')) {
    if (textOf(candidate, 'Name').toLowerCase() !== name.toLowerCase()) continue
    if (propertyValue(candidate, 'SystemVariable') === true) return textOf(candidate, 'VariableValue')
  }
  return undefined
}

function byName(a: string, b: string): number {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()]
  return x < y ? -1 : x > y ? 1 : 0
}
