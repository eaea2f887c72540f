import type { CimKeyValue, ObjectPath } from '../../cim/value.js'
import type { PlainValue } from '../../engine/document.js'
import type { Findings } from './findings.js'
import { checkWildcards } from './key-wildcards.js'
import type { ClassReference } from './parse-class.js'
import { parseValue } from './parse-value.js'

/** How documents name the objects of a class. */
export interface NamedClass extends ClassReference {
  /** Other properties than the keys, by which they may name them, as the class's adapter says. */
  readonly namedBy?: readonly string[] | undefined
}

/** The path of the object that `key` names: all key properties of the class, and no others; or all that its adapter names. */
export function parsePath(
  named: NamedClass,
  key: PlainValue | undefined,
  findings: Findings,
  place: readonly string[],
): ObjectPath | undefined {
  const { namespace, cimClass, namedBy } = named
  const base = { kind: 'path', namespace, className: cimClass.name } as const
  if (key === undefined && (cimClass.singleton || namedBy?.length === 0)) return { ...base, keys: 'singleton' }
  if (cimClass.singleton) {
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
  const names = namesFor(named, key)
  const listed = names.join(', ')
  if (typeof key !== 'object' || key === null || Array.isArray(key)) {
    const example = names.map((name) => `${name}: …`).join(', ')
    findings.error('Missing key', `${cimClass.name} is named by ${listed}. Write \`key: { ${example} }\`.`, [...place, 'cim'])
    return undefined
  }
  const given = new Map(
    Object.entries(key as Readonly<Record<string, PlainValue>>).map(([name, value]) => [name.toLowerCase(), { name, value }]),
  )
  let misspelt = false
  for (const { name } of given.values()) {
    if (names.some((known) => known.toLowerCase() === name.toLowerCase())) continue
    misspelt = true
    findings.unknown(
      'key',
      name,
      [...new Set([...names, ...cimClass.keys])],
      `${name} is not a key of ${cimClass.name}; ${namingOf(named)}.`,
      [...place, 'key', name],
      'key',
    )
  }
  const keys: { name: string; value: CimKeyValue }[] = []
  for (const name of names) {
    const entry = given.get(name.toLowerCase())
    if (entry === undefined) {
      // A misspelt key has been reported; that the right one is missing is the same mistake.
      if (misspelt) continue
      findings.error('Missing key', `${cimClass.name} is named by ${listed}; ${name} is missing.`, [...place, 'key'], 'key')
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
    else if (isMadeUp(named, name) || checkWildcards(cimClass.name, name, value, findings, [...place, 'key', entry.name]))
      keys.push({ name, value: value as CimKeyValue })
  }
  return keys.length === names.length ? { ...base, keys } : undefined
}

/** Which of the two ways a document takes: that of the adapter, unless it names keys of the class that this does not have. */
function namesFor({ cimClass, namedBy }: NamedClass, key: PlainValue | undefined): readonly string[] {
  if (namedBy === undefined || namedBy.length === 0) return cimClass.keys
  if (typeof key !== 'object' || key === null || Array.isArray(key)) return namedBy
  const given = Object.keys(key)
  return given.some((name) => !includes(namedBy, name)) && given.every((name) => includes(cimClass.keys, name))
    ? cimClass.keys
    : namedBy
}

/** A key that hosts make up, and that nobody would write as a pattern: the scope of a share is `*`. */
function isMadeUp({ namedBy }: NamedClass, name: string): boolean {
  return namedBy !== undefined && !includes(namedBy, name)
}

function namingOf({ cimClass, namedBy }: NamedClass): string {
  const keys = `its keys are ${cimClass.keys.join(', ')}`
  if (namedBy === undefined) return keys
  return namedBy.length === 0 ? `there is one on a host: leave \`key\` out` : `it is named by ${namedBy.join(', ')}; ${keys}`
}

function includes(names: readonly string[], name: string): boolean {
  return names.some((one) => one.toLowerCase() === name.toLowerCase())
}
