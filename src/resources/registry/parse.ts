import {
  isSecretReference,
  type Locate,
  type PlainObject,
  type PlainValue,
  type ResourceDocument,
} from '../../engine/document.js'
import type { Parsed } from '../../engine/resource-type.js'
import { Findings } from '../shared/findings.js'
import { parseValue } from '../shared/parse-value.js'
import { textField } from '../shared/text-field.js'
import type { DesiredRegistryValue, RegistryDesired } from './desired.js'
import { shownName } from './plan.js'
import { formatRegistryKey, hiveNames, parseRegistryKey, type RegistryKey } from './registry-key.js'
import { in32BitView } from './registry-view.js'
import { type ValueTypeName, valueTypes } from './value-type.table.js'

const largestDword = 0xffff_ffffn

/** From the fields of a `registry:` resource to typed values. */
export function parseRegistry(document: ResourceDocument, locate: Locate): Parsed<RegistryDesired> {
  const findings = new Findings(locate)
  const { fields } = document
  const key = parseKey(fields, findings)
  const ensure = fields['ensure'] === 'absent' ? 'absent' : 'present'
  if (ensure === 'absent' && fields['values'] !== undefined) {
    const detail =
      'A key that must not exist has no values. To remove single values write null for each: `values: { Old: null }`.'
    findings.error('Values of an absent key', detail, ['values'], 'key')
  }
  const values = Object.entries((fields['values'] ?? {}) as PlainObject).flatMap(([name, plain]) =>
    parseEntry(name, plain, findings),
  )
  const seen = new Set<string>()
  for (const { name } of values) {
    if (seen.has(name.toLowerCase()))
      findings.error('Value given twice', `${name} is written twice, in different case.`, ['values', name], 'key')
    seen.add(name.toLowerCase())
  }
  const purge = fields['purge'] === true
  if (purge && values.every(({ wanted }) => wanted === 'removed')) {
    const detail =
      'A key is purged of what is not declared, and here no value is. Declare those that are to stay; `ensure: absent` deletes the key.'
    findings.error('Purge of everything', detail, ['purge'], 'key')
  }
  const ignored = parseIgnored(document, values, purge, findings)
  if (key === undefined || findings.failed) return { desired: undefined, diagnostics: findings.diagnostics }
  return { desired: { key, ensure, values, purge, ignored }, diagnostics: findings.diagnostics }
}

function parseKey(fields: PlainObject, findings: Findings): RegistryKey | undefined {
  const key = parseRegistryKey(textField(fields, 'registry'))
  if (key === undefined) {
    const detail = `A key begins with its hive (${hiveNames.join(', ')}) and names a key below it: HKLM\\SOFTWARE\\Example.`
    findings.error('Not a registry key', detail, ['registry'])
  }
  if (key === undefined || fields['view'] !== 32n) return key
  const place = in32BitView(key)
  if (place === undefined) {
    const detail = `32-bit and 64-bit programs share ${formatRegistryKey(key)}: leave \`view\` out.`
    findings.error('View of a key that has one', detail, ['view'], 'key')
  }
  return place
}

function parseIgnored(
  document: ResourceDocument,
  values: readonly DesiredRegistryValue[],
  purge: boolean,
  findings: Findings,
): ReadonlySet<string> {
  const ignored = document.lifecycle.ignoreChanges.map(valueName)
  const known = values.map(shownName)
  for (const name of ignored) {
    // Of a purge, an ignored value is one that may be there.
    if (purge || values.some((value) => value.name.toLowerCase() === name.toLowerCase())) continue
    const detail = `The resource has no value ${name} to ignore.`
    findings.unknown('value', name, known, detail, ['lifecycle', 'ignoreChanges'], 'value')
  }
  return new Set(ignored.map((name) => name.toLowerCase()))
}

/** The unnamed value is written as the registry editor shows it. */
function valueName(written: string): string {
  return written === '(Default)' ? '' : written
}

function parseEntry(written: string, plain: PlainValue, findings: Findings): readonly DesiredRegistryValue[] {
  const name = valueName(written)
  const place = ['values', written]
  if (plain === null) return [{ name, wanted: 'removed' }]
  if (isSecretReference(plain)) return [{ name, wanted: { type: 'string', secret: plain } }]
  const { type, value, valuePlace } = typeAndValue(plain, place)
  if (type === undefined) {
    const detail =
      'Write an integer (dword), text (string), a list of text (multiString), or { type, value } with the type by name.'
    findings.error('Registry value without a type', detail, place)
    return []
  }
  if (type === 'binary') {
    const bytes = typeof value === 'string' ? parseHex(value) : undefined
    if (bytes !== undefined) return [{ name, wanted: { type, data: bytes } }]
    findings.error(
      'Not hex digits',
      'Binary data is written as pairs of hex digits: "00ff10", spaces and commas allowed.',
      valuePlace,
    )
    return []
  }
  if (isSecretReference(value)) {
    if (type === 'string') return [{ name, wanted: { type, secret: value } }]
    findings.error('Secret for a value that is not text', `A secret can be kept in a string value, not in a ${type}.`, valuePlace)
    return []
  }
  const data = parseValue({ type: valueTypes[type].type, array: valueTypes[type].array }, value, findings, valuePlace)
  return data === undefined || data === null ? [] : [{ name, wanted: { type, data } }]
}

function typeAndValue(
  plain: PlainValue,
  place: readonly string[],
): { readonly type: ValueTypeName | undefined; readonly value: PlainValue; readonly valuePlace: readonly string[] } {
  const inline = { value: plain, valuePlace: place }
  if (typeof plain === 'string') return { type: 'string', ...inline }
  if (typeof plain === 'bigint') return { type: plain > largestDword ? 'qword' : 'dword', ...inline }
  if (Array.isArray(plain)) return { type: 'multiString', ...inline }
  if (typeof plain !== 'object' || plain === null) return { type: undefined, ...inline }
  const { type, value } = plain as { readonly type: ValueTypeName; readonly value: PlainValue }
  return { type, value, valuePlace: [...place, 'value'] }
}

function parseHex(text: string): readonly number[] | undefined {
  const digits = text.replace(/[\s,]/g, '')
  if (!/^(?:[0-9a-f]{2})*$/i.test(digits)) return undefined
  return (digits.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))
}
