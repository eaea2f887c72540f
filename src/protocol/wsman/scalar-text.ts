import { DecodeError } from '../../base/errors.js'
import type { CimType } from '../../cim/type.js'
import type { CimScalar } from '../../cim/value.js'
import { trimXml } from '../../xml/element.js'
import { readDateTimeText } from './datetime-text.js'

/** Reads one scalar from the text of an element; throws DecodeError without saying of which property. */
export type ScalarReader = (text: string) => CimScalar

/** Types whose values are text in an element; the others are elements themselves. */
export type TextType = Exclude<CimType, 'reference' | 'object' | 'instance'>

/** XML Schema's lexical forms of CIM's types ([DSP0230] 9.2), with exact ranges. */
export const scalarReaders: Readonly<Record<TextType, ScalarReader>> = {
  string: (text) => text,
  boolean: readBoolean,
  char16: readChar16,
  datetime: (text) => readDateTimeText(trimXml(text)),
  sint8: integerReader('sint8', -128, 127),
  uint8: integerReader('uint8', 0, 255),
  sint16: integerReader('sint16', -32_768, 32_767),
  uint16: integerReader('uint16', 0, 65_535),
  sint32: integerReader('sint32', -2_147_483_648, 2_147_483_647),
  uint32: integerReader('uint32', 0, 4_294_967_295),
  sint64: longReader('sint64', -(2n ** 63n), 2n ** 63n - 1n),
  uint64: longReader('uint64', 0n, 2n ** 64n - 1n),
  real32: (text) => readReal('real32', text),
  real64: (text) => readReal('real64', text),
}

export function isTextType(type: CimType): type is TextType {
  return type in scalarReaders
}

/** The text of a scalar of a text type. Datetimes are elements of their own here, see the value writer. */
export function scalarText(type: CimType, value: boolean | number | bigint | string): string {
  if (typeof value === 'number' && !Number.isInteger(value)) {
    if (Number.isNaN(value)) return 'NaN'
    if (!Number.isFinite(value)) return value > 0 ? 'INF' : '-INF'
    return type === 'real32' ? single(value) : String(value)
  }
  return Object.is(value, -0) ? '-0' : String(value)
}

function readBoolean(text: string): boolean {
  switch (text) {
    case 'true':
      return true
    case 'false':
      return false
    default:
  }
  const word = trimXml(text).toLowerCase()
  if (word === 'true' || word === '1') return true
  if (word === 'false' || word === '0') return false
  throw wrong('boolean', text)
}

/** One character; peers that write the number of the code unit are understood where that is not one character. */
function readChar16(text: string): string {
  if (text.length === 1) return text
  const word = trimXml(text)
  if (word.length === 1) return word
  if (/^\d{2,5}$/.test(word) && Number(word) <= 0xffff) return String.fromCharCode(Number(word))
  throw wrong('char16', text)
}

const decimal = /^[+-]?\d+$/

function integerReader(type: CimType, min: number, max: number): ScalarReader {
  return (text) => {
    const word = decimal.test(text) ? text : trimXml(text)
    const value = Number(word)
    if (!decimal.test(word) || !(value >= min && value <= max)) throw wrong(type, text, `${min} to ${max}`)
    return value === 0 ? 0 : value
  }
}

function longReader(type: CimType, min: bigint, max: bigint): ScalarReader {
  return (text) => {
    const word = trimXml(text).replace(/^\+/, '')
    // A longer number is out of range anyway, and costly to read.
    if (!decimal.test(word) || word.length > 40) throw wrong(type, text, `${min} to ${max}`)
    const value = BigInt(word)
    if (value < min || value > max) throw wrong(type, text, `${min} to ${max}`)
    return value
  }
}

function readReal(type: 'real32' | 'real64', text: string): number {
  const word = trimXml(text)
  if (word === 'INF' || word === '+INF') return Number.POSITIVE_INFINITY
  if (word === '-INF') return Number.NEGATIVE_INFINITY
  if (word === 'NaN') return Number.NaN
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(word)) throw wrong(type, text)
  const value = type === 'real32' ? Math.fround(Number(word)) : Number(word)
  if (!Number.isFinite(value)) throw wrong(type, text)
  return value
}

/** The shortest text that is the same single-precision number. */
function single(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = value.toPrecision(digits)
    if (Math.fround(Number(text)) === Math.fround(value)) return String(Number(text))
  }
  return String(Number(value.toPrecision(9)))
}

function wrong(type: CimType, text: string, range?: string): DecodeError {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text
  return new DecodeError(type, `'${shown}' is not a value of ${type}${range === undefined ? '' : ` (${range})`}`)
}
