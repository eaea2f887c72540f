import { DecodeError } from '../base/errors.js'
import { parseDateTime } from './datetime.js'
import { looksLikeInterval, parseInterval } from './interval.js'
import { integerOfType, integerRange, parseScalar, realOfType, scalarText } from './scalar.js'
import { type CimType, isCimType } from './type.js'
import {
  type CimInstance,
  type CimKeyValue,
  type CimProperty,
  type CimScalar,
  type CimValue,
  cimInstance,
  type ObjectPath,
  type ObjectPathKey,
  type TypedValue,
} from './value.js'

/** A typed value as JSON: `{ "type": "uint64", "value": "5" }`; `array` is there when it is true. */
interface JsonTypedValue {
  readonly type: CimType
  readonly array?: true
  readonly value: JsonValue
}

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue }

/** Embedded instances and paths inside one another. */
const maxDepth = 32

/**
 * The JSON of a typed value, without loss: 64-bit integers, NaN, INF, -INF and -0 as strings, datetimes and intervals in DMTF
 * form, references and embedded instances as objects. `decodeTypedValue` reads it back.
 */
export function encodeTypedValue(typed: TypedValue): JsonTypedValue {
  return { type: typed.type, ...(typed.array ? { array: true as const } : {}), value: encodeValue(typed.value) }
}

/** Checks and reads what `encodeTypedValue` wrote. Throws DecodeError. */
export function decodeTypedValue(json: unknown): TypedValue {
  return decodeTyped(json, 0)
}

function encodeValue(value: CimValue): JsonValue {
  if (value === null) return null
  return Array.isArray(value) ? (value as readonly CimScalar[]).map(encodeScalar) : encodeScalar(value as CimScalar)
}

function encodeScalar(value: CimScalar): JsonValue {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0) ? value : scalarText(value)
  if (typeof value !== 'object') return value
  if (value.kind === 'path') return encodePath(value)
  return value.kind === 'instance' ? encodeInstance(value) : value.dmtf
}

function encodeInstance(instance: CimInstance): JsonValue {
  const properties = [...instance.properties.values()].map((property) => ({ name: property.name, ...encodeTypedValue(property) }))
  return {
    className: instance.className,
    ...(instance.namespace === undefined ? {} : { namespace: instance.namespace }),
    properties,
  }
}

function encodePath(path: ObjectPath): JsonValue {
  const keys = typeof path.keys === 'object' ? path.keys.map(({ name, value }) => ({ name, value: encodeKey(value) })) : path.keys
  return {
    className: path.className,
    ...(path.server === undefined ? {} : { server: path.server }),
    ...(path.namespace === undefined ? {} : { namespace: path.namespace }),
    ...(keys === undefined ? {} : { keys }),
  }
}

function encodeKey(value: CimKeyValue): JsonValue {
  if (typeof value === 'bigint') return { integer: String(value) }
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0) ? value : { real: scalarText(value) }
  if (typeof value !== 'object') return value
  return value.kind === 'path' ? { reference: encodePath(value) } : { datetime: value.dmtf }
}

function decodeTyped(json: unknown, depth: number): TypedValue {
  const fields = objectOf(json, 'typed value')
  const { type, array } = fields
  if (!isCimType(type)) throw wrong('typed value', `'${String(type).slice(0, 40)}' is not a CIM type`)
  if (array !== undefined && typeof array !== 'boolean') throw wrong('typed value', '`array` is neither true nor false')
  const isArray = array === true
  if (fields['value'] === null) return { type, array: isArray, value: null }
  if (isArray !== Array.isArray(fields['value'])) throw wrong(type, isArray ? 'the value is not a list' : 'the value is a list')
  const value = isArray
    ? (fields['value'] as readonly unknown[]).map((element) => decodeScalar(type, element, depth))
    : decodeScalar(type, fields['value'], depth)
  return { type, array: isArray, value }
}

function decodeScalar(type: CimType, json: unknown, depth: number): CimScalar {
  if (integerRange(type) !== undefined) return decodeInteger(type, json)
  if (type === 'boolean') return decodeBoolean(json)
  if (type === 'real32' || type === 'real64') return decodeReal(type, json)
  if (type === 'reference') return decodePath(json, depth)
  if (type === 'object' || type === 'instance') return decodeInstance(json, depth)
  const text = textOf(json, type)
  return type === 'datetime' ? decodeDateTime(text) : parseScalar(type, text)
}

function decodeBoolean(json: unknown): boolean {
  if (typeof json !== 'boolean') throw wrong('boolean', 'the value is not true or false')
  return json
}

function decodeInteger(type: CimType, json: unknown): number | bigint {
  const isLong = type === 'sint64' || type === 'uint64'
  const fits = isLong
    ? typeof json === 'string' && /^-?[0-9]{1,20}$/.test(json)
    : typeof json === 'number' && Number.isInteger(json)
  const value = fits ? integerOfType(type, BigInt(json as string | number)) : undefined
  if (value === undefined)
    throw wrong(type, isLong ? 'the value is not an integer in range, as text' : 'the value is not an integer in range')
  return value
}

function decodeReal(type: 'real32' | 'real64', json: unknown): number {
  if (typeof json === 'string' && ['NaN', 'INF', '-INF', '-0'].includes(json)) return parseScalar(type, json) as number
  const value = typeof json === 'number' ? realOfType(type, json) : undefined
  if (value === undefined) throw wrong(type, 'the value is not a number in range')
  return value
}

function decodeDateTime(text: string): CimScalar {
  return looksLikeInterval(text) ? parseInterval(text) : parseDateTime(text)
}

function decodeInstance(json: unknown, depth: number): CimInstance {
  checkDepth(depth)
  const fields = objectOf(json, 'instance')
  const properties = listOf(fields['properties'], 'instance').map((property): CimProperty => {
    return { name: textOf(objectOf(property, 'property')['name'], 'property'), ...decodeTyped(property, depth + 1) }
  })
  return cimInstance(textOf(fields['className'], 'instance'), properties, optionalText(fields['namespace'], 'instance'))
}

function decodePath(json: unknown, depth: number): ObjectPath {
  checkDepth(depth)
  const fields = objectOf(json, 'reference')
  const server = optionalText(fields['server'], 'reference')
  const namespace = optionalText(fields['namespace'], 'reference')
  const keys = fields['keys'] === undefined ? undefined : decodeKeys(fields['keys'], depth)
  return {
    kind: 'path',
    ...(server === undefined ? {} : { server }),
    ...(namespace === undefined ? {} : { namespace }),
    className: textOf(fields['className'], 'reference'),
    ...(keys === undefined ? {} : { keys }),
  }
}

function decodeKeys(json: unknown, depth: number): readonly ObjectPathKey[] | 'singleton' {
  if (json === 'singleton') return json
  return listOf(json, 'reference').map((key) => {
    const fields = objectOf(key, 'key')
    return { name: textOf(fields['name'], 'key'), value: decodeKey(fields['value'], depth) }
  })
}

function decodeKey(json: unknown, depth: number): CimKeyValue {
  if (typeof json === 'string' || typeof json === 'boolean') return json
  if (typeof json === 'number' && Number.isFinite(json)) return json
  const { integer, real, datetime, reference } = objectOf(json, 'key')
  if (typeof integer === 'string' && /^-?[0-9]{1,40}$/.test(integer)) return BigInt(integer)
  if (real !== undefined) return decodeReal('real64', real)
  if (typeof datetime === 'string') return parseDateTime(datetime)
  return decodePath(reference, depth + 1)
}

function checkDepth(depth: number): void {
  if (depth > maxDepth) throw wrong('typed value', `values are nested more than ${maxDepth} deep`)
}

function objectOf(json: unknown, structure: string): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw wrong(structure, 'an object is expected')
  return json as Readonly<Record<string, unknown>>
}

function listOf(json: unknown, structure: string): readonly unknown[] {
  if (!Array.isArray(json)) throw wrong(structure, 'a list is expected')
  return json
}

function textOf(json: unknown, structure: string): string {
  if (typeof json !== 'string') throw wrong(structure, 'text is expected')
  return json
}

function optionalText(json: unknown, structure: string): string | undefined {
  return json === undefined ? undefined : textOf(json, structure)
}

function wrong(structure: string, detail: string): DecodeError {
  return new DecodeError(structure, detail)
}
