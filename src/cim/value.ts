import type { CimType } from './type.js'

/** A point in time; `dmtf` is the 25-character form `yyyymmddHHMMSS.mmmmmmsUUU`, `*` marking fields without significance ([DSP0004] 5.2.4). */
export interface CimDateTime {
  readonly kind: 'datetime'
  readonly dmtf: string
}

/** A length of time; `dmtf` is the 25-character form `ddddddddHHMMSS.mmmmmm:000`. */
export interface CimInterval {
  readonly kind: 'interval'
  readonly dmtf: string
}

/** `\\server\namespace:Class.Key="…"`. `keys: 'singleton'` is `=@`; `keys` undefined names a class. Namespaces are written with `/`. */
export interface ObjectPath {
  readonly kind: 'path'
  readonly server?: string
  readonly namespace?: string
  readonly className: string
  readonly keys?: readonly ObjectPathKey[] | 'singleton'
}

export interface ObjectPathKey {
  readonly name: string
  readonly value: CimKeyValue
}

export type CimKeyValue = string | number | bigint | boolean | CimDateTime | ObjectPath

/** sint8…uint32 and reals are numbers, sint64 and uint64 bigints, char16 a string of one UTF-16 unit. */
export type CimScalar = boolean | number | bigint | string | CimDateTime | CimInterval | ObjectPath | CimInstance

/** null is not the empty array, and no array holds null. */
export type CimValue = CimScalar | readonly CimScalar[] | null

/** A value that knows its type: what diffs, plans and events carry. */
export interface TypedValue {
  readonly type: CimType
  readonly array: boolean
  readonly value: CimValue
}

export interface CimProperty extends TypedValue {
  readonly name: string
}

export interface CimInstance {
  readonly kind: 'instance'
  readonly className: string
  readonly namespace?: string
  /** By lower-cased name; the property's own `name` keeps the schema's spelling. */
  readonly properties: ReadonlyMap<string, CimProperty>
}

/** Makes an instance from its properties in order. */
export function cimInstance(className: string, properties: Iterable<CimProperty>, namespace?: string): CimInstance {
  const map = new Map<string, CimProperty>()
  for (const property of properties) map.set(property.name.toLowerCase(), property)
  return { kind: 'instance', className, properties: map, ...(namespace === undefined ? {} : { namespace }) }
}

/** The value of a property, null when the instance has none of that name. */
export function propertyValue(instance: CimInstance, name: string): CimValue {
  return instance.properties.get(name.toLowerCase())?.value ?? null
}
