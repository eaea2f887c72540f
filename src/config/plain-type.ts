import type { PlainValue } from '../engine/document.js'
import type { VariableType } from './schema/configuration.js'

/** The type of a value in the words of a variable declaration. */
export function plainType(value: PlainValue): Exclude<VariableType, 'any'> | 'null' {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'bigint') return 'integer'
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'boolean'
  return 'secret' in value ? 'secret' : 'map'
}

export function hasType(value: PlainValue, type: VariableType): boolean {
  const actual = plainType(value)
  return type === 'any' || actual === type || (type === 'number' && actual === 'integer')
}

/** The same value, whatever object holds it. */
export function plainEqual(a: PlainValue, b: PlainValue): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [left, right] = [Object.entries(a), Object.entries(b)]
  const other = b as { readonly [name: string]: PlainValue }
  return (
    left.length === right.length &&
    left.every(([name, value]) => Object.hasOwn(b, name) && plainEqual(value as PlainValue, other[name] ?? null))
  )
}

/** A value as a message shows it; long ones are cut. */
export function showPlain(value: PlainValue): string {
  const text =
    typeof value === 'string'
      ? `'${value}'`
      : (JSON.stringify(value, (_, field: unknown) => (typeof field === 'bigint' ? Number(field) : field)) ?? '')
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
