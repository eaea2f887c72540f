import { DecodeError } from '../base/errors.js'
import type { CimTypeDeclaration } from '../cim/class.js'
import { parseObjectPath } from '../cim/object-path.js'
import { pathIdentity } from '../cim/path-identity.js'
import { CimError } from '../cim/status.js'
import type { CimProperty, CimScalar, CimValue } from '../cim/value.js'

/** A declared property or parameter. */
type Declared = CimTypeDeclaration & { readonly name: string }

/**
 * The value under its declared name in its declared type. Numbers may come as text and a lone value for an array, as the
 * wire has them; what would lose anything is refused with CimError `typeMismatch`. `what` names it in the message.
 */
export function conform(declared: Declared, value: CimValue, what: string): CimProperty {
  const { name, type, array } = declared
  if (value === null) return { name, type, array, value }
  if (!array) {
    if (isArray(value)) throw mismatch(declared, what)
    return { name, type, array, value: conformScalar(declared, value, what) }
  }
  const members = isArray(value) ? value : [value]
  return { name, type, array, value: members.map((member) => conformScalar(declared, member, what)) }
}

/** Whether two values are the same; references by what they name, embedded instances by their properties. */
export function sameValue(a: CimValue, b: CimValue, options: { readonly ignoreCase?: boolean } = {}): boolean {
  if (a === b) return true
  if (a === null || b === null) return false
  if (isArray(a) || isArray(b)) {
    if (!isArray(a) || !isArray(b) || a.length !== b.length) return false
    return a.every((member, index) => sameValue(member, b[index] ?? null, options))
  }
  if (typeof a === 'string' && typeof b === 'string') return options.ignoreCase === true && a.toLowerCase() === b.toLowerCase()
  if (typeof a === 'number' && typeof b === 'number') return Object.is(a, b)
  if (typeof a !== 'object' || typeof b !== 'object' || a.kind !== b.kind) return false
  if (a.kind === 'path') return b.kind === 'path' && pathIdentity(a) === pathIdentity(b)
  if (a.kind === 'instance') return b.kind === 'instance' && sameInstance(a.properties, b.properties)
  return b.kind === a.kind && a.dmtf === b.dmtf
}

function sameInstance(a: ReadonlyMap<string, CimProperty>, b: ReadonlyMap<string, CimProperty>): boolean {
  if (a.size !== b.size) return false
  return [...a].every(([key, property]) => sameValue(property.value, b.get(key)?.value ?? null))
}

function isArray(value: CimValue): value is readonly CimScalar[] {
  return Array.isArray(value)
}

function conformScalar(declared: Declared, value: CimScalar, what: string): CimScalar {
  const found = readScalar(declared, value)
  if (found === undefined) throw mismatch(declared, what)
  return found
}

function readScalar(declared: Declared, value: CimScalar): CimScalar | undefined {
  const { type } = declared
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean' ? value : booleanOf(value)
    case 'string':
      return typeof value === 'string' ? value : undefined
    case 'char16':
      return typeof value === 'string' && value.length === 1 ? value : undefined
    case 'real32':
    case 'real64':
      return realOf(value)
    case 'datetime':
      return typeof value === 'object' && (value.kind === 'datetime' || value.kind === 'interval') ? value : undefined
    case 'reference':
      return referenceOf(value)
    case 'object':
    case 'instance':
      return typeof value === 'object' && value.kind === 'instance' ? value : undefined
    case 'sint8':
    case 'uint8':
    case 'sint16':
    case 'uint16':
    case 'sint32':
    case 'uint32':
    case 'sint64':
    case 'uint64':
      return integerOf(type, value)
  }
}

function booleanOf(value: CimScalar): boolean | undefined {
  if (typeof value !== 'string') return undefined
  const text = value.trim().toLowerCase()
  return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : undefined
}

function realOf(value: CimScalar): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  return typeof value === 'string' && /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$/i.test(value.trim())
    ? Number(value)
    : undefined
}

type IntegerType = 'sint8' | 'uint8' | 'sint16' | 'uint16' | 'sint32' | 'uint32' | 'sint64' | 'uint64'

function integerOf(type: IntegerType, value: CimScalar): number | bigint | undefined {
  const exact = exactInteger(value)
  if (exact === undefined) return undefined
  const bits = Number(type.slice(4))
  if ((type.startsWith('u') ? BigInt.asUintN(bits, exact) : BigInt.asIntN(bits, exact)) !== exact) return undefined
  return bits === 64 ? exact : Number(exact)
}

function exactInteger(value: CimScalar): bigint | undefined {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined
  return typeof value === 'string' && /^\s*[+-]?[0-9]{1,20}\s*$/.test(value) ? BigInt(value.trim().replace(/^\+/, '')) : undefined
}

function referenceOf(value: CimScalar): CimScalar | undefined {
  if (typeof value === 'object') return value.kind === 'path' ? value : undefined
  if (typeof value !== 'string') return undefined
  try {
    return parseObjectPath(value)
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

function mismatch(declared: Declared, what: string): CimError {
  return new CimError(
    'typeMismatch',
    `${what} is ${declared.array ? 'an array of ' : ''}${declared.type}; the value given is not`,
  )
}
