import { DecodeError } from '../../base/errors.js'
import { type IntegerType, integerRanges, parseScalar } from '../../cim/scalar.js'
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
  sint8: integerReader('sint8'),
  uint8: integerReader('uint8'),
  sint16: integerReader('sint16'),
  uint16: integerReader('uint16'),
  sint32: integerReader('sint32'),
  uint32: integerReader('uint32'),
  sint64: longReader('sint64'),
  uint64: longReader('uint64'),
  real32: (text) => parseScalar('real32', trimXml(text)),
  real64: (text) => parseScalar('real64', trimXml(text)),
}

export function isTextType(type: CimType): type is TextType {
  return type in scalarReaders
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

function integerReader(type: IntegerType): ScalarReader {
  const { min, max } = integerRanges[type]
  const [least, greatest] = [Number(min), Number(max)]
  return (text) => {
    const word = decimal.test(text) ? text : trimXml(text)
    const value = Number(word)
    if (!decimal.test(word) || !(value >= least && value <= greatest)) throw wrong(type, text, `${min} to ${max}`)
    return value === 0 ? 0 : value
  }
}

function longReader(type: IntegerType): ScalarReader {
  const { min, max } = integerRanges[type]
  return (text) => {
    const word = trimXml(text).replace(/^\+/, '')
    // A longer number is out of range anyway, and costly to read.
    if (!decimal.test(word) || word.length > 40) throw wrong(type, text, `${min} to ${max}`)
    const value = BigInt(word)
    if (value < min || value > max) throw wrong(type, text, `${min} to ${max}`)
    return value
  }
}

function wrong(type: CimType, text: string, range?: string): DecodeError {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text
  return new DecodeError(type, `'${shown}' is not a value of ${type}${range === undefined ? '' : ` (${range})`}`)
}
