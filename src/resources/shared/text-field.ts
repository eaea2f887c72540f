import { scalarText } from '../../cim/scalar.js'
import type { CimScalar, CimValue } from '../../cim/value.js'
import type { PlainObject } from '../../engine/document.js'

/** A field the schema holds to be text. */
export function textField(fields: PlainObject, name: string): string {
  const value = fields[name]
  return typeof value === 'string' ? value : ''
}

/** What a value is called in adapter data: its text in lower case; empty for null and arrays. */
export function caseName(value: CimValue): string {
  return value === null || Array.isArray(value) ? '' : scalarText(value as CimScalar).toLowerCase()
}
