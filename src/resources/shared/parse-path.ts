import type { CimKeyValue, ObjectPath } from '../../cim/value.js'
import type { PlainValue } from '../../engine/document.js'
import type { Findings } from './findings.js'
import { checkWildcards } from './key-wildcards.js'
import type { ClassReference } from './parse-class.js'
import { parseValue } from './parse-value.js'

/** The path of the object that `key` names: all key properties of the class, and no others. */
export function parsePath(
  { namespace, cimClass }: ClassReference,
  key: PlainValue | undefined,
  findings: Findings,
  place: readonly string[],
): ObjectPath | undefined {
  const base = { kind: 'path', namespace, className: cimClass.name } as const
  if (cimClass.singleton) {
    if (key === undefined) return { ...base, keys: 'singleton' }
    findings.error('Key of a singleton', `There is one ${cimClass.name} on a host: leave \`key\` out.`, [...place, 'key'], 'key')
    return undefined
  }
  if (cimClass.keys.length === 0) {
    findings.error(
      'Class without keys',
      `${cimClass.name} has no documented key properties, so one of its objects cannot be named.`,
      [...place, 'cim'],
    )
    return undefined
  }
  const names = cimClass.keys.join(', ')
  if (typeof key !== 'object' || key === null || Array.isArray(key)) {
    const example = cimClass.keys.map((name) => `${name}: …`).join(', ')
    findings.error('Missing key', `${cimClass.name} is named by ${names}. Write \`key: { ${example} }\`.`, [...place, 'cim'])
    return undefined
  }
  const given = new Map(
    Object.entries(key as Readonly<Record<string, PlainValue>>).map(([name, value]) => [name.toLowerCase(), { name, value }]),
  )
  let misspelt = false
  for (const { name } of given.values()) {
    if (cimClass.keys.some((known) => known.toLowerCase() === name.toLowerCase())) continue
    misspelt = true
    findings.unknown(
      'key',
      name,
      cimClass.keys,
      `${name} is not a key of ${cimClass.name}; its keys are ${names}.`,
      [...place, 'key', name],
      'key',
    )
  }
  const keys: { name: string; value: CimKeyValue }[] = []
  for (const name of cimClass.keys) {
    const entry = given.get(name.toLowerCase())
    if (entry === undefined) {
      // A misspelt key has been reported; that the right one is missing is the same mistake.
      if (misspelt) continue
      findings.error('Missing key', `${cimClass.name} is named by ${names}; ${name} is missing.`, [...place, 'key'], 'key')
      continue
    }
    const declaration = cimClass.properties.get(name.toLowerCase()) ?? {
      type: 'string',
      array: false,
      name,
      key: true,
      access: 'read',
    }
    const value = parseValue(declaration, entry.value, findings, [...place, 'key', entry.name])
    if (value === undefined) continue
    if (value === null) findings.error('Null key', `The key ${name} cannot be null.`, [...place, 'key', entry.name])
    else if (checkWildcards(cimClass.name, name, value, findings, [...place, 'key', entry.name]))
      keys.push({ name, value: value as CimKeyValue })
  }
  return keys.length === cimClass.keys.length ? { ...base, keys } : undefined
}
