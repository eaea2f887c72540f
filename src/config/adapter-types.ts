import type { CimTypeDeclaration } from '../cim/class.js'
import { convertValue } from '../cim/convert.js'
import type { CimType } from '../cim/type.js'

/** Whether a parameter can be given a value that an adapter states. */
export function takes(parameter: CimTypeDeclaration, value: string | number | boolean | null): boolean {
  if (value === null) return true
  if (parameter.array) return false
  try {
    convertValue(parameter, value)
    return true
  } catch {
    return false
  }
}

/** Whether every value of a property can be given to a parameter, as it is or by the map. */
export function mapsTo(
  property: CimTypeDeclaration,
  parameter: CimTypeDeclaration,
  map: ReadonlyMap<string, string> | undefined,
): boolean {
  // What the map makes of a value is looked at by itself; what it leaves out is passed on.
  if (property.array !== parameter.array) return map !== undefined && !property.array
  if (map !== undefined) return true
  const [from, to] = [familyOf(property.type), familyOf(parameter.type)]
  return from === to || (to === 'text' && from !== 'structure')
}

type Family = 'text' | 'number' | 'truth' | 'time' | 'structure'

function familyOf(type: CimType): Family {
  return families[type] ?? 'number'
}

const families: Readonly<Partial<Record<CimType, Family>>> = {
  string: 'text',
  char16: 'text',
  boolean: 'truth',
  datetime: 'time',
  reference: 'structure',
  object: 'structure',
  instance: 'structure',
}
