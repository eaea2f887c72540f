import { DecodeError } from '../base/errors.js'
import { formatObjectPath, parseObjectPath } from './object-path.js'
import { parseTemporal } from './temporal.js'
import type { CimType } from './type.js'
import type { CimScalar } from './value.js'

interface IntegerRange {
  readonly min: bigint
  readonly max: bigint
}

/** The least and the greatest value of each integer type. */
export const integerRanges = {
  sint8: { min: -128n, max: 127n },
  uint8: { min: 0n, max: 255n },
  sint16: { min: -32_768n, max: 32_767n },
  uint16: { min: 0n, max: 65_535n },
  sint32: { min: -2_147_483_648n, max: 2_147_483_647n },
  uint32: { min: 0n, max: 4_294_967_295n },
  sint64: { min: -9_223_372_036_854_775_808n, max: 9_223_372_036_854_775_807n },
  uint64: { min: 0n, max: 18_446_744_073_709_551_615n },
} as const satisfies Partial<Record<CimType, IntegerRange>>

export type IntegerType = keyof typeof integerRanges

export function isIntegerType(type: CimType): type is IntegerType {
  return type in integerRanges
}

/** Undefined for types that are no integers. */
export function integerRange(type: CimType): IntegerRange | undefined {
  return isIntegerType(type) ? integerRanges[type] : undefined
}

/** The form an integer of a type has in a CimValue: bigint for 64 bits, number below. Undefined when out of range. */
export function integerOfType(type: CimType, value: bigint): number | bigint | undefined {
  const range = integerRange(type)
  if (range === undefined || value < range.min || value > range.max) return undefined
  return isLong(type) ? value : Number(value)
}

/** The nearest real32 or real64; undefined when a finite number is too large for real32. */
export function realOfType(type: CimType, value: number): number | undefined {
  if (type !== 'real32') return value
  const rounded = Math.fround(value)
  return Number.isFinite(value) && !Number.isFinite(rounded) ? undefined : rounded
}

/**
 * Reads text as a value of a type: decimal or `0x` integers with exact ranges, reals with `NaN`, `INF` and `-INF`, `true` and
 * `false` in any case, datetimes and intervals in every form, references as object paths, char16 as one UTF-16 unit. Strings
 * are themselves. Throws DecodeError.
 */
export function parseScalar(type: CimType, text: string): CimScalar {
  if (isIntegerType(type)) return parseInteger(type, text)
  switch (type) {
    case 'string':
      return text
    case 'boolean':
      return parseBoolean(text)
    case 'char16':
      if (text.length !== 1) throw wrong(type, text, 'one character')
      return text
    case 'datetime':
      return parseTemporal(text)
    case 'real32':
    case 'real64':
      return parseReal(type, text)
    case 'reference':
      return parseObjectPath(text)
    case 'object':
    case 'instance':
      throw new DecodeError(type, 'an embedded instance is not written as text')
  }
}

/** The text of a value: what parseScalar reads, except that an embedded instance is named by its class. */
export function scalarText(value: CimScalar, type?: CimType): string {
  if (typeof value === 'number') return numberText(value, type)
  if (typeof value !== 'object') return String(value)
  if (value.kind === 'path') return formatObjectPath(value)
  return value.kind === 'instance' ? value.className : value.dmtf
}

function isLong(type: CimType): boolean {
  return type === 'sint64' || type === 'uint64'
}

function parseBoolean(text: string): boolean {
  const word = text.trim().toLowerCase()
  if (word !== 'true' && word !== 'false') throw wrong('boolean', text, 'true or false')
  return word === 'true'
}

function parseInteger(type: IntegerType, text: string): number | bigint {
  const word = text.trim()
  const digits = /^([+-]?)(0[xX][0-9A-Fa-f]{1,16}|[0-9]{1,40})$/.exec(word)
  if (digits === null) throw wrong(type, text, 'an integer')
  const magnitude = BigInt(digits[2] ?? '')
  const value = integerOfType(type, digits[1] === '-' ? -magnitude : magnitude)
  if (value === undefined) throw wrong(type, text, `${integerRanges[type].min} to ${integerRanges[type].max}`)
  return value
}

function parseReal(type: 'real32' | 'real64', text: string): number {
  const word = text.trim()
  const special = specials.get(word.toLowerCase())
  if (special !== undefined) return special
  if (word.length > 1100 || !/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/.test(word)) throw wrong(type, text, 'a number')
  const value = realOfType(type, Number(word))
  if (value === undefined || !Number.isFinite(value)) throw wrong(type, text, 'a number in range')
  return value
}

const specials: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['+inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
])

function wrong(type: CimType, text: string, expected: string): DecodeError {
  return new DecodeError(type, `'${text.slice(0, 60)}' is not ${/^-?[0-9]/.test(expected) ? `in ${expected}` : expected}`)
}

function numberText(value: number, type: CimType | undefined): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'INF' : '-INF'
  if (Object.is(value, -0)) return '-0'
  return type === 'real32' ? shortestSingle(value) : String(value)
}

/** The fewest digits that read back as the same real32: 0.1, not 0.10000000149011612. */
function shortestSingle(value: number): string {
  for (let digits = 1; digits <= 9; digits++) {
    const candidate = Number(value.toPrecision(digits))
    if (Math.fround(candidate) === Math.fround(value)) return String(candidate)
  }
  return String(value)
}
