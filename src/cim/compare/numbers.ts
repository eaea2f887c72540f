import type { CimTypeDeclaration } from '../class.js'
import { scalarText } from '../scalar.js'
import type { CimScalar, CimValue } from '../value.js'
import { entryOfLabel } from '../value-map.js'
import { type Comparison, different, equalBy, exact } from './comparison.js'
import { compareByValueMap } from './labels.js'

export function compareIntegers(declaration: CimTypeDeclaration, a: CimScalar, b: CimScalar): Comparison {
  const [x, y] = [integerOf(a), integerOf(b)]
  if (x !== undefined && y !== undefined) return x === y ? sameNumber(a, b) : different
  return compareLabels(declaration, a, b)
}

export function compareReals(type: 'real32' | 'real64', a: CimScalar, b: CimScalar): Comparison {
  const [x, y] = [realOf(a), realOf(b)]
  if (x === undefined || y === undefined) return scalarText(a) === scalarText(b) ? exact : different
  if (Object.is(x, y) || x === y) return sameNumber(a, b)
  return type === 'real32' && Math.fround(x) === Math.fround(y) ? equalBy('as real32') : different
}

/** The bits of a bit map given as a number, a label, or a list of them; undefined when one of them says nothing. */
export function bitsOf(declaration: CimTypeDeclaration, value: CimValue): bigint | undefined {
  let bits = 0n
  for (const element of Array.isArray(value) ? (value as readonly CimScalar[]) : [value as CimScalar]) {
    const bit =
      integerOf(element) ?? (typeof element === 'string' ? integerOf(entryOfLabel(declaration, element)?.value ?? '') : undefined)
    if (bit === undefined) return undefined
    bits |= bit
  }
  return bits
}

/** At least one of the two is no number: a label stands for its code. */
function compareLabels(declaration: CimTypeDeclaration, a: CimScalar, b: CimScalar): Comparison {
  const [x, y] = [scalarText(a), scalarText(b)]
  return x === y ? exact : compareByValueMap(declaration, x, y)
}

function sameNumber(a: CimScalar, b: CimScalar): Comparison {
  return typeof a === 'string' || typeof b === 'string' || isNegativeZero(a) !== isNegativeZero(b) ? asNumbers : exact
}

const asNumbers = equalBy('as numbers')

function isNegativeZero(value: CimScalar): boolean {
  return Object.is(value, -0)
}

function integerOf(value: CimScalar): bigint | undefined {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined
  if (typeof value !== 'string' || !/^[+-]?[0-9]{1,40}$/.test(value.trim())) return undefined
  const text = value.trim()
  return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text.replace('+', ''))
}

function realOf(value: CimScalar): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  if (text === 'NaN') return Number.NaN
  if (/^[+-]?INF$/.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/.test(text) ? Number(text) : undefined
}
