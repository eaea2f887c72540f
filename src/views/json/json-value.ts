import { encodeTypedValue, type JsonValue } from '../../cim/json.js'
import type { PropertyDelta, ShownValue } from '../../engine/resource-type.js'
import { isSensitive } from '../present/value-text.js'

/** `{type, value}`; a secret is only marked as one. */
export function jsonShownValue(shown: ShownValue): JsonValue {
  return isSensitive(shown) ? { sensitive: true } : { ...encodeTypedValue(shown) }
}

/** A property of a change; `before` and `after` are left out when there is no object. */
export function jsonDelta(delta: PropertyDelta): JsonValue {
  return {
    name: delta.name,
    ...(delta.before === undefined ? {} : { before: jsonShownValue(delta.before) }),
    ...(delta.after === undefined ? {} : { after: jsonShownValue(delta.after) }),
    ...(delta.equal === undefined ? {} : { equal: delta.equal }),
    ...(delta.undeclared === undefined ? {} : { undeclared: delta.undeclared }),
  }
}
