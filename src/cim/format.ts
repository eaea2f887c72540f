import { formatXsDateTime } from './datetime.js'
import { formatXsDuration } from './interval.js'
import { formatObjectPath } from './object-path.js'
import { scalarText } from './scalar.js'
import type { CimType } from './type.js'
import type { CimInstance, CimScalar, CimValue } from './value.js'

/**
 * A value as people read it, on one line: `"Auto"`, `5`, `[1, 2]`, `null`, `2024-05-31T13:30:00Z`,
 * `Win32_Trustee { Name = "x" }`. What a terminal would act on (control characters, changes of writing direction) is escaped.
 * The type matters for real32 alone.
 */
export function formatValue(value: CimValue, type?: CimType): string {
  if (value === null) return 'null'
  if (isArray(value)) return `[${value.map((element) => formatScalar(element, type)).join(', ')}]`
  return formatScalar(value, type)
}

function formatScalar(value: CimScalar, type: CimType | undefined): string {
  if (typeof value === 'string') return `"${printable(value).replaceAll('"', '\\"')}"`
  if (typeof value !== 'object') return scalarText(value, type)
  switch (value.kind) {
    case 'datetime':
      return formatXsDateTime(value) ?? value.dmtf
    case 'interval':
      return formatXsDuration(value) ?? value.dmtf
    case 'path':
      return printable(formatObjectPath(value))
    case 'instance':
      return formatInstance(value)
  }
}

function formatInstance(instance: CimInstance): string {
  const given = [...instance.properties.values()].filter((property) => property.value !== null)
  const properties = given.map((property) => `${property.name} = ${formatValue(property.value, property.type)}`)
  return properties.length === 0 ? `${instance.className} {}` : `${instance.className} { ${properties.join(', ')} }`
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (character) => escapes.get(character) ?? `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
}

function isArray(value: CimValue): value is readonly CimScalar[] {
  return Array.isArray(value)
}
