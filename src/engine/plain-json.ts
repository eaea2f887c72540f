import { DecodeError } from '../base/errors.js'
import type { JsonValue } from '../cim/json.js'
import type { PlainObject, PlainValue } from './document.js'

/**
 * JSON for the values of documents. What JSON has is written as it is; the rest as `{type, value}` with text: integers (bigint),
 * numbers JSON has no digits for, and, so that reading back is unambiguous, objects that themselves have a member `type`.
 */
export function plainToJson(value: PlainValue): JsonValue {
  if (typeof value === 'bigint') return { type: 'integer', value: value.toString() }
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) {
    return { type: 'number', value: Object.is(value, -0) ? '-0' : String(value) }
  }
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return (value as readonly PlainValue[]).map(plainToJson)
  const members = Object.fromEntries(Object.entries(value as PlainObject).map(([name, member]) => [name, plainToJson(member)]))
  return Object.hasOwn(value, 'type') ? { type: 'object', value: members } : members
}

/** Deepest nesting that is read. */
const deepest = 100

/** The value back; raises DecodeError. */
export function plainFromJson(json: unknown, depth = 0): PlainValue {
  if (depth > deepest) throw new DecodeError('PlainValue', `nested deeper than ${deepest}`)
  if (json === null || typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean') return json
  if (Array.isArray(json)) return json.map((element) => plainFromJson(element, depth + 1))
  if (typeof json !== 'object') throw new DecodeError('PlainValue', `${typeof json} is no value`)
  const members = new Map<string, unknown>(Object.entries(json))
  if (!members.has('type')) return plainObject(members, depth)
  const value = members.get('value')
  if (members.size !== 2) throw new DecodeError('PlainValue', 'a typed value has type and value')
  switch (members.get('type')) {
    case 'integer':
      if (typeof value === 'string' && /^-?\d{1,400}$/.test(value)) return BigInt(value)
      break
    case 'number':
      if (value === 'NaN' || value === 'Infinity' || value === '-Infinity' || value === '-0') return Number(value)
      break
    case 'object':
      if (typeof value === 'object' && value !== null && !Array.isArray(value))
        return plainObject(new Map(Object.entries(value)), depth)
  }
  throw new DecodeError('PlainValue', 'a typed value is not what its type says')
}

/** The fields of a document. */
export function plainObjectFromJson(json: unknown): PlainObject {
  const value = plainFromJson(json)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DecodeError('PlainValue', 'it must be an object')
  }
  return value as PlainObject
}

function plainObject(members: ReadonlyMap<string, unknown>, depth: number): PlainObject {
  return Object.fromEntries([...members].map(([name, member]) => [name, plainFromJson(member, depth + 1)]))
}
