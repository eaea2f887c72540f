import { formatObjectPath } from '../../cim/object-path.js'
import type { CimScalar, CimValue, TypedValue } from '../../cim/value.js'
import type { PropertyDelta, ShownValue } from '../../engine/resource-type.js'
import { isSensitive } from '../present/value-text.js'

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue }

/** `{type, value}`, with 64-bit integers, datetimes, paths and NaN as strings; a secret is only marked as one. */
export function jsonShownValue(shown: ShownValue): JsonValue {
  if (isSensitive(shown)) return { sensitive: true }
  return { type: shown.type, ...(shown.array ? { array: true } : {}), value: jsonCimValue(shown.value) }
}

/** A property of a change; `before` and `after` are left out when there is no object. */
export function jsonDelta(delta: PropertyDelta): JsonValue {
  return {
    name: delta.name,
    ...(delta.before === undefined ? {} : { before: jsonShownValue(delta.before) }),
    ...(delta.after === undefined ? {} : { after: jsonShownValue(delta.after) }),
    ...(delta.equal === undefined ? {} : { equal: delta.equal }),
  }
}

function jsonCimValue(value: CimValue): JsonValue {
  if (value === null) return null
  return isArray(value) ? value.map(jsonScalar) : jsonScalar(value)
}

function isArray(value: TypedValue['value']): value is readonly CimScalar[] {
  return Array.isArray(value)
}

function jsonScalar(value: CimScalar): JsonValue {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : jsonReal(value)
  if (typeof value !== 'object') return value
  switch (value.kind) {
    case 'datetime':
    case 'interval':
      return value.dmtf
    case 'path':
      return formatObjectPath(value)
    case 'instance':
      return {
        class: value.className,
        properties: Object.fromEntries(
          [...value.properties.values()].map((property) => [property.name, jsonShownValue(property)]),
        ),
      }
  }
}

/** As xs:double spells them. */
function jsonReal(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'INF' : '-INF'
}
