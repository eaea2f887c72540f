import { DecodeError } from '../../base/errors.js'
import { formatTag } from './tag.js'

/** An element as far as its bytes are there. */
export interface LooseElement {
  readonly tag: number
  /** As much of the content as there is. */
  readonly content: Uint8Array
  /** Where the content begins and what follows it, from the start of the bytes. */
  readonly start: number
  readonly end: number
  /** Bytes that the length promises beyond those that are there. */
  readonly missing: number
}

/**
 * The element at the front of bytes that may be cut off: for showing what is left of a damaged token, never for acting on it. Its
 * header must be whole. Raises DecodeError.
 */
export function looseElement(structure: string, bytes: Uint8Array): LooseElement {
  const fail = (detail: string): DecodeError => new DecodeError(structure, detail, { offset: 0 })
  const [tag, first] = bytes
  if (tag === undefined) throw fail('ends early')
  if ((tag & 0x1f) === 0x1f) throw fail('a tag number over 30')
  if (first === undefined) throw fail('ends inside a length')
  if (first === 0x80) throw fail('an indefinite length')
  const octets = first < 0x80 ? 0 : first & 0x7f
  if (octets > 4) throw fail('a length of more than four octets')
  const start = 2 + octets
  if (bytes.length < start) throw fail('ends inside a length')
  const length = octets === 0 ? first : bytes.subarray(2, start).reduce((sum, octet) => sum * 256 + octet, 0)
  const end = Math.min(start + length, bytes.length)
  return { tag, content: bytes.subarray(start, end), start, end, missing: start + length - end }
}

/** The same, which must have this tag. */
export function looseElementOf(structure: string, bytes: Uint8Array, wanted: number): LooseElement {
  const found = looseElement(structure, bytes)
  if (found.tag === wanted) return found
  throw new DecodeError(structure, `${formatTag(found.tag)} where ${formatTag(wanted)} was expected`, { offset: 0 })
}
