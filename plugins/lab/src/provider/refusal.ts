import { CimError, type CimInstance, type CimProperty, type CimValue } from 'wmctl'

/** Refuses a Put as Windows does where a class has nothing to put. */
export function refuseModify(className: string): never {
  throw new CimError('providerNotCapable', `Instances of ${className} cannot be modified`)
}

/** The properties a Put changes: a whole Put names every property, most of them with the value they have. */
export function changedProperties(current: CimInstance, properties: readonly CimProperty[]): readonly CimProperty[] {
  return properties.filter(
    ({ name, value }) => textOfValue(current.properties.get(name.toLowerCase())?.value ?? null) !== textOfValue(value),
  )
}

/** What a Put changes by name, when all of it may be written; refuses every other property, whatever its declared access. */
export function writableChanges(
  current: CimInstance,
  properties: readonly CimProperty[],
  writable: readonly string[],
): Readonly<Record<string, CimValue>> {
  const changes: Record<string, CimValue> = {}
  for (const { name, value } of changedProperties(current, properties)) {
    const known = writable.find((candidate) => candidate.toLowerCase() === name.toLowerCase())
    if (known === undefined) throw new CimError('readOnly', `${current.className}.${name} is read-only`)
    changes[known] = value
  }
  return changes
}

function textOfValue(value: CimValue): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part))
}
