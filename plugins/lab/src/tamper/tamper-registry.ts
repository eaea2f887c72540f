import { CimError } from 'wmctl'
import type { Machine } from '../provider/machine.js'
import type { HiveName } from '../registry/registry-tree.js'
import type { RegistryData } from '../registry/registry-value.js'
import type { Tampering } from './tampering.js'

/** A change of the registry: `HKLM\SOFTWARE\Key` with values as texts; `delete` removes the key, or the value after `::`. */
export function tamperRegistry({ registry }: Machine, change: Tampering): string {
  const [key = '', valueName] = change.path.split('::', 2)
  const cut = key.indexOf('\\')
  const hive = key.slice(0, cut).toUpperCase() as HiveName
  const path = key.slice(cut + 1)
  if (change.action === 'delete') {
    const there = valueName === undefined ? registry.find(hive, path) : registry.value(hive, path, valueName)
    if (there === undefined) throw new CimError('notFound', `There is no ${change.path} in the registry`)
    if (valueName === undefined) registry.remove(hive, path)
    else registry.unset(hive, path, valueName)
    return `deleted ${change.path}`
  }
  registry.create(hive, path)
  for (const [name, text] of Object.entries(change.values)) {
    registry.set(hive, path, name, readData(text, registry.value(hive, path, name)?.data.type))
  }
  const described = Object.entries(change.values).map(([name, text]) => `${name}=${text}`)
  return `set ${change.path} ${described.join(' ')}`.trimEnd()
}

/** The text in the type the value has; a new value is a number when the text is one. */
function readData(text: string, type: RegistryData['type'] | undefined): RegistryData {
  const wanted = type ?? (/^\d{1,10}$/.test(text) ? 'REG_DWORD' : 'REG_SZ')
  switch (wanted) {
    case 'REG_DWORD':
      return { type: wanted, value: wholeNumber(text, 0xffff_ffff) }
    case 'REG_QWORD':
      return { type: wanted, value: BigInt(wholeNumber(text, Number.MAX_SAFE_INTEGER)) }
    case 'REG_MULTI_SZ':
      return { type: wanted, value: text === '' ? [] : text.split(',') }
    case 'REG_BINARY':
      return { type: wanted, value: [...Buffer.from(text, 'hex')] }
    case 'REG_SZ':
    case 'REG_EXPAND_SZ':
      return { type: wanted, value: text }
  }
}

function wholeNumber(text: string, highest: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!(value <= highest)) throw new CimError('typeMismatch', `'${text}' is no number from 0 to ${highest}`)
  return value
}
