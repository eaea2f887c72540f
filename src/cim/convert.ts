import { DecodeError } from '../base/errors.js'
import type { CimTypeDeclaration } from './class.js'
import { integerOfType, integerRanges, isIntegerType, parseScalar, realOfType, scalarText } from './scalar.js'
import type { CimScalar, CimValue } from './value.js'
import { entryOfCode, entryOfLabel } from './value-map.js'

/**
 * Brings a value to the type a declaration asks for, when it can be said without loss: text to numbers, labels of the value
 * map to codes, numbers between widths, any scalar to text, a scalar to an array of one. For values that programs carry from
 * one place to another (adapter data, properties as arguments); what a person wrote goes through `readPlain`, which is strict.
 * Throws DecodeError.
 */
export function convertValue(declaration: CimTypeDeclaration, value: CimValue): CimValue {
  if (value === null) return null
  if (Array.isArray(value)) {
    if (!declaration.array) throw new DecodeError(declaration.type, 'an array cannot become a single value')
    return (value as readonly CimScalar[]).map((element) => convertScalar(declaration, element))
  }
  const scalar = convertScalar(declaration, value as CimScalar)
  return declaration.array ? [scalar] : scalar
}

function convertScalar(declaration: CimTypeDeclaration, value: CimScalar): CimScalar {
  if (typeof value === 'string') return convertText(declaration, value)
  if (typeof value === 'boolean') return declaration.type === 'boolean' ? value : textOnly(declaration, value)
  return typeof value === 'object' ? convertObject(declaration, value) : convertNumber(declaration, value)
}

/** A label stands for its code, unless the text is a code itself. */
function convertText(declaration: CimTypeDeclaration, text: string): CimScalar {
  const code = entryOfCode(declaration, text) === undefined ? entryOfLabel(declaration, text)?.value : undefined
  return parseScalar(declaration.type, code ?? text)
}

function convertNumber(declaration: CimTypeDeclaration, value: number | bigint): CimScalar {
  if (isIntegerType(declaration.type)) {
    const { min, max } = integerRanges[declaration.type]
    const whole =
      typeof value === 'bigint' || Number.isInteger(value) ? integerOfType(declaration.type, BigInt(value)) : undefined
    if (whole === undefined) throw new DecodeError(declaration.type, `${value} is not in ${min} to ${max}`)
    return whole
  }
  if (declaration.type === 'real32' || declaration.type === 'real64') {
    const real = realOfType(declaration.type, Number(value))
    if (real === undefined) throw new DecodeError(declaration.type, `${value} is too large`)
    return real
  }
  return textOnly(declaration, value)
}

function convertObject(declaration: CimTypeDeclaration, value: Extract<CimScalar, object>): CimScalar {
  const fits =
    (declaration.type === 'datetime' && (value.kind === 'datetime' || value.kind === 'interval')) ||
    (declaration.type === 'reference' && value.kind === 'path') ||
    ((declaration.type === 'object' || declaration.type === 'instance') && value.kind === 'instance')
  if (fits) return value
  if (value.kind === 'instance') throw new DecodeError(declaration.type, 'an embedded instance cannot become another type')
  return textOnly(declaration, value)
}

function textOnly(declaration: CimTypeDeclaration, value: CimScalar): string {
  if (declaration.type === 'string') return scalarText(value)
  throw new DecodeError(declaration.type, `${scalarText(value)} is of another type`)
}
