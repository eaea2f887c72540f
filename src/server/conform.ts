import { DecodeError } from '../base/errors.js'
import type { CimTypeDeclaration } from '../cim/class.js'
import { samePath } from '../cim/path-identity.js'
import { integerOfType, parseScalar, realOfType } from '../cim/scalar.js'
import { CimError } from '../cim/status.js'
import type { CimType } from '../cim/type.js'
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

export interface SameOptions {
  readonly ignoreCase?: boolean
  /** That of references without one. */
  readonly namespace?: string
}

/** Whether two values are the same; references by what they name, embedded instances by their properties. */
export function sameValue(a: CimValue, b: CimValue, options: SameOptions = {}): boolean {
  if (a === b) return true
  if (a === null || b === null) return false
  if (isArray(a) || isArray(b)) {
    if (!isArray(a) || !isArray(b) || a.length !== b.length) return false
    return a.every((member, index) => sameValue(member, b[index] ?? null, options))
  }
  if (typeof a === 'string' && typeof b === 'string') return options.ignoreCase === true && a.toLowerCase() === b.toLowerCase()
  if (typeof a === 'number' && typeof b === 'number') return Object.is(a, b)
  if (typeof a !== 'object' || typeof b !== 'object' || a.kind !== b.kind) return false
  if (a.kind === 'path') return b.kind === 'path' && samePath(a, b, options)
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
  const found = readScalar(declared.type, value)
  if (found === undefined) throw mismatch(declared, what)
  return found
}

function readScalar(type: CimType, value: CimScalar): CimScalar | undefined {
  if (typeof value === 'string') return readText(type, value)
  if (typeof value === 'boolean') return type === 'boolean' ? value : undefined
  if (typeof value === 'object') return isOfType(type, value.kind) ? value : undefined
  if (type === 'real32' || type === 'real64') return realOfType(type, Number(value))
  if (typeof value === 'bigint') return integerOfType(type, value)
  return Number.isInteger(value) ? integerOfType(type, BigInt(value)) : undefined
}

function readText(type: CimType, text: string): CimScalar | undefined {
  try {
    return parseScalar(type, text)
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

function isOfType(type: CimType, kind: 'datetime' | 'interval' | 'path' | 'instance'): boolean {
  if (kind === 'path') return type === 'reference'
  return kind === 'instance' ? type === 'object' || type === 'instance' : type === 'datetime'
}

function mismatch(declared: Declared, what: string): CimError {
  return new CimError(
    'typeMismatch',
    `${what} is ${declared.array ? 'an array of ' : ''}${declared.type}; the value given is not`,
  )
}
