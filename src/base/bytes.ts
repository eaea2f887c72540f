import { DecodeError, InternalError } from './errors.js'

/**
 * Reads numbers and byte fields of one structure, front to back. Every short read is a DecodeError naming the structure and
 * the offset from the start of the outermost one. Byte fields are views into the input, not copies.
 */
export class ByteReader {
  readonly structure: string
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #base: number
  #at = 0

  /** `base` is the offset of `bytes` in what encloses it, for error messages. */
  constructor(structure: string, bytes: Uint8Array, base = 0) {
    this.structure = structure
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#base = base
  }

  /** Bytes read so far. */
  get position(): number {
    return this.#at
  }

  get remaining(): number {
    return this.#bytes.length - this.#at
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1))
  }

  u16le(): number {
    return this.#view.getUint16(this.#take(2), true)
  }

  u16be(): number {
    return this.#view.getUint16(this.#take(2))
  }

  u32le(): number {
    return this.#view.getUint32(this.#take(4), true)
  }

  u32be(): number {
    return this.#view.getUint32(this.#take(4))
  }

  u64le(): bigint {
    return this.#view.getBigUint64(this.#take(8), true)
  }

  u64be(): bigint {
    return this.#view.getBigUint64(this.#take(8))
  }

  bytes(length: number): Uint8Array {
    const from = this.#take(length)
    return this.#bytes.subarray(from, from + length)
  }

  /** Everything that is left. */
  rest(): Uint8Array {
    return this.bytes(this.remaining)
  }

  skip(length: number): void {
    this.#take(length)
  }

  /** Skips to the next multiple of `size`, counted from the start of this reader. */
  align(size: number): void {
    this.#take((size - (this.#at % size)) % size)
  }

  /** Goes to `position`, which must lie inside the bytes: for structures whose fields are found by offset. */
  seek(position: number): void {
    if (!(position >= 0 && position <= this.#bytes.length))
      throw this.fail(`an offset of ${position} lies outside its ${this.#bytes.length} bytes`)
    this.#at = position
  }

  /** A reader over the next `length` bytes, which this reader skips. */
  sub(structure: string, length: number): ByteReader {
    const from = this.#take(length)
    return new ByteReader(structure, this.#bytes.subarray(from, from + length), this.#base + from)
  }

  assertEnd(): void {
    if (this.remaining > 0) throw this.fail(`${this.remaining} bytes too many`)
  }

  /** The error to throw when what was read is wrong. */
  fail(detail: string): DecodeError {
    return new DecodeError(this.structure, detail, { offset: this.#base + this.#at })
  }

  #take(length: number): number {
    const from = this.#at
    if (!(length >= 0 && length <= this.#bytes.length - from)) {
      throw this.fail(`${length} bytes wanted, ${this.#bytes.length - from} left`)
    }
    this.#at = from + length
    return from
  }
}

/** Grows as it is written. Numbers must fit their field; the caller has checked what came from outside. */
export class ByteWriter {
  #bytes: Uint8Array
  #view: DataView
  #length = 0

  constructor(capacity = 64) {
    this.#bytes = new Uint8Array(capacity)
    this.#view = new DataView(this.#bytes.buffer)
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length
  }

  u8(value: number): this {
    const at = this.#reserve(1)
    this.#view.setUint8(at, fitting(value, 0xff))
    return this
  }

  u16le(value: number): this {
    const at = this.#reserve(2)
    this.#view.setUint16(at, fitting(value, 0xffff), true)
    return this
  }

  u16be(value: number): this {
    const at = this.#reserve(2)
    this.#view.setUint16(at, fitting(value, 0xffff))
    return this
  }

  u32le(value: number): this {
    const at = this.#reserve(4)
    this.#view.setUint32(at, fitting(value, 0xffff_ffff), true)
    return this
  }

  u32be(value: number): this {
    const at = this.#reserve(4)
    this.#view.setUint32(at, fitting(value, 0xffff_ffff))
    return this
  }

  u64le(value: bigint): this {
    const at = this.#reserve(8)
    this.#view.setBigUint64(at, fitting64(value), true)
    return this
  }

  u64be(value: bigint): this {
    const at = this.#reserve(8)
    this.#view.setBigUint64(at, fitting64(value))
    return this
  }

  bytes(value: Uint8Array): this {
    const at = this.#reserve(value.length)
    this.#bytes.set(value, at)
    return this
  }

  zeros(count: number): this {
    this.#reserve(count)
    return this
  }

  /** Zeros up to the next multiple of `size`. */
  align(size: number): this {
    return this.zeros((size - (this.#length % size)) % size)
  }

  /** Overwrites four bytes already written: for lengths that are known late. */
  setU32le(at: number, value: number): this {
    if (at + 4 > this.#length) throw new InternalError(`there is nothing to overwrite at ${at}`)
    this.#view.setUint32(at, fitting(value, 0xffff_ffff), true)
    return this
  }

  /** A copy of what was written. */
  toBytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  #reserve(count: number): number {
    const at = this.#length
    const needed = at + count
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
      grown.set(this.#bytes)
      this.#bytes = grown
      this.#view = new DataView(grown.buffer)
    }
    this.#length = needed
    return at
  }
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function fitting(value: number, most: number): number {
  if (!(Number.isInteger(value) && value >= 0 && value <= most))
    throw new InternalError(`${value} does not fit a field of at most ${most}`)
  return value
}

function fitting64(value: bigint): bigint {
  if (value < 0n || value > 0xffff_ffff_ffff_ffffn) throw new InternalError('a number does not fit 64 bits')
  return value
}
