import { DecodeError } from '../../base/errors.js'
import { parseGeneralizedTime } from './generalized-time.js'
import { formatOidContent } from './oid.js'
import { applicationTag, contextTag, formatTag, tag } from './tag.js'

export interface DerLimits {
  /** Bytes of the whole value. */
  readonly size: number
  /** Values inside one another. */
  readonly depth: number
  /** Elements read in all. */
  readonly count: number
}

export interface BitString {
  readonly unusedBits: number
  readonly bytes: Uint8Array
}

const defaults: DerLimits = { size: 1 << 20, depth: 32, count: 20_000 }

/** What the readers over one value share. */
interface Budget {
  readonly structure: string
  readonly depth: number
  count: number
}

/**
 * Reads the elements of one DER value in order ([X.690] 8, 10). What is not DER (indefinite or overlong lengths, tag numbers
 * over 30, integers with spare octets) and what is beyond the limits is a DecodeError naming the structure. The bytes it
 * returns are views of those it was given.
 */
export class DerReader {
  readonly #bytes: Uint8Array
  readonly #budget: Budget
  readonly #depth: number
  /** Offset of `#bytes` in the whole value, for errors. */
  readonly #base: number
  #at = 0

  private constructor(bytes: Uint8Array, budget: Budget, place: { readonly depth: number; readonly base: number }) {
    this.#bytes = bytes
    this.#budget = budget
    this.#depth = place.depth
    this.#base = place.base
  }

  static of(bytes: Uint8Array, structure: string, limits: Partial<DerLimits> = {}): DerReader {
    const { size, depth, count } = { ...defaults, ...limits }
    if (bytes.length > size) throw new DecodeError(structure, `${bytes.length} bytes, more than the ${size} allowed`)
    return new DerReader(bytes, { structure, depth, count }, { depth: 0, base: 0 })
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length
  }

  /** The tag of the next element, undefined at the end. */
  get next(): number | undefined {
    return this.#bytes[this.#at]
  }

  /** Everything was read; what follows the last known element is an error. */
  end(): void {
    if (!this.done) throw this.#error(`${this.#bytes.length - this.#at} bytes after the last element`)
  }

  /** Leaves the rest unread: fields of later versions ([X.680] extensibility), or bytes that are not of this value. */
  rest(): Uint8Array {
    const rest = this.#bytes.subarray(this.#at)
    this.#at = this.#bytes.length
    return rest
  }

  /** The content of the next element, which must have this tag. */
  content(wanted: number): Uint8Array {
    const { content, end } = this.#element(wanted)
    this.#at = end
    return content
  }

  /** The next element whole, with its tag and length. */
  raw(wanted?: number): Uint8Array {
    const { end } = this.#element(wanted)
    const raw = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return raw
  }

  /** A reader of the next element, which must be constructed and have this tag. */
  enter(wanted: number): DerReader {
    const { content, end } = this.#element(wanted)
    const { depth } = this.#budget
    if (this.#depth >= depth) throw this.#error(`more than ${depth} elements inside one another`)
    const base = this.#base + end - content.length
    this.#at = end
    return new DerReader(content, this.#budget, { depth: this.#depth + 1, base })
  }

  sequence(): DerReader {
    return this.enter(tag.sequence)
  }

  /** The elements of a SEQUENCE OF. */
  sequenceOf<T>(read: (element: DerReader) => T): T[] {
    const list = this.sequence()
    const values: T[] = []
    while (!list.done) values.push(read(list))
    return values
  }

  application<T>(number: number, read: (element: DerReader) => T): T {
    return this.#only(applicationTag(number), read)
  }

  /** What is inside `[number]`. */
  explicit<T>(number: number, read: (element: DerReader) => T): T {
    return this.#only(contextTag(number), read)
  }

  /** What is inside `[number]`, undefined when the next element is another one. */
  optional<T>(number: number, read: (element: DerReader) => T): T | undefined {
    return this.next === contextTag(number) ? this.explicit(number, read) : undefined
  }

  integer(): bigint {
    return this.#integer(tag.integer)
  }

  /** An INTEGER that fits 32 bits, signed or unsigned: Microsoft's implementations send both for the same fields. */
  int32(): number {
    return this.#int32(tag.integer)
  }

  enumerated(): number {
    return this.#int32(tag.enumerated)
  }

  boolean(): boolean {
    const content = this.content(tag.boolean)
    if (content.length !== 1) throw this.#error('a boolean is not one octet')
    return content[0] !== 0
  }

  octetString(): Uint8Array {
    return this.content(tag.octetString)
  }

  bitString(): BitString {
    const content = this.content(tag.bitString)
    const unusedBits = content[0]
    if (unusedBits === undefined || unusedBits > 7 || (content.length === 1 && unusedBits > 0)) {
      throw this.#error('a bit string with a wrong number of unused bits')
    }
    return { unusedBits, bytes: content.subarray(1) }
  }

  /** Dotted decimal. */
  oid(): string {
    return this.#convert(formatOidContent(this.content(tag.oid)), 'not an object identifier')
  }

  /** GeneralString as Kerberos uses it: UTF-8 ([MS-KILE] 3.1.1.5, [RFC 6806]). */
  generalString(): string {
    return this.#utf8(tag.generalString)
  }

  utf8String(): string {
    return this.#utf8(tag.utf8String)
  }

  /** Milliseconds since 1970. */
  generalizedTime(): number {
    const text = String.fromCharCode(...this.content(tag.generalizedTime).subarray(0, 32))
    return this.#convert(parseGeneralizedTime(text), 'a time that is not `YYYYMMDDHHMMSSZ`')
  }

  #only<T>(wanted: number, read: (element: DerReader) => T): T {
    const inner = this.enter(wanted)
    const value = read(inner)
    inner.end()
    return value
  }

  #utf8(wanted: number): string {
    const content = this.content(wanted)
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content)
    } catch (cause) {
      throw this.#error('a string that is not UTF-8', cause)
    }
  }

  #integer(wanted: number): bigint {
    const content = this.content(wanted)
    const [first, second] = content
    if (first === undefined) throw this.#error('an integer without octets')
    if (second !== undefined && (first === 0 || first === 0xff) && first >> 7 === second >> 7) {
      throw this.#error('an integer with spare octets')
    }
    if (content.length > 512) throw this.#error(`an integer of ${content.length} octets`)
    const digits = Array.from(content, (octet) => octet.toString(16).padStart(2, '0')).join('')
    return BigInt.asIntN(content.length * 8, BigInt(`0x${digits}`))
  }

  #int32(wanted: number): number {
    const value = this.#integer(wanted)
    if (value < -0x8000_0000n || value > 0xffff_ffffn) throw this.#error('an integer of more than 32 bits')
    return Number(value)
  }

  #convert<T>(value: T | undefined, detail: string): T {
    if (value === undefined) throw this.#error(detail)
    return value
  }

  /** Where the next element's content is and where it ends. */
  #element(wanted?: number): { readonly content: Uint8Array; readonly end: number } {
    const found = this.next
    if (found === undefined)
      throw this.#error(wanted === undefined ? 'ends early' : `ends where ${formatTag(wanted)} was expected`)
    if (wanted !== undefined && found !== wanted) throw this.#error(`${formatTag(found)} where ${formatTag(wanted)} was expected`)
    if ((found & 0x1f) === 0x1f) throw this.#error('a tag number over 30')
    if (this.#budget.count-- <= 0) throw this.#error('too many elements')
    const { start, length } = this.#length(this.#at + 1)
    const end = start + length
    if (end > this.#bytes.length)
      throw this.#error(`${formatTag(found)} of ${length} bytes, ${this.#bytes.length - start} are there`)
    return { content: this.#bytes.subarray(start, end), end }
  }

  #length(at: number): { readonly start: number; readonly length: number } {
    const first = this.#bytes[at]
    if (first === undefined) throw this.#error('ends inside a length')
    if (first < 0x80) return { start: at + 1, length: first }
    if (first === 0x80) throw this.#error('an indefinite length')
    const octets = first & 0x7f
    if (octets > 4) throw this.#error('a length of more than four octets')
    let length = 0
    for (let offset = 1; offset <= octets; offset++) {
      const octet = this.#bytes[at + offset]
      if (octet === undefined) throw this.#error('ends inside a length')
      length = length * 256 + octet
    }
    if (length < 0x80 || length < 256 ** (octets - 1)) throw this.#error('a length with spare octets')
    return { start: at + 1 + octets, length }
  }

  #error(detail: string, cause?: unknown): DecodeError {
    const offset = this.#base + this.#at
    return new DecodeError(this.#budget.structure, detail, cause === undefined ? { offset } : { offset, cause })
  }
}
