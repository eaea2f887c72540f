import { ByteReader } from '../../base/bytes.js'
import type { DecodeError } from '../../base/errors.js'
import { decodeUtf16le } from '../../base/utf16.js'

/**
 * Reads NDR in little-endian order ([C706] 14, [MS-RPCE] 2.2.4): numbers aligned to their size, arrays with their counts in
 * front. What pointers point to stands behind the structure that holds them, in the order of the pointers: whoever reads a
 * structure reads its fixed part first and then calls what that gave.
 */
export class NdrReader {
  readonly #reader: ByteReader

  constructor(structure: string, bytes: Uint8Array) {
    this.#reader = new ByteReader(structure, bytes)
  }

  get remaining(): number {
    return this.#reader.remaining
  }

  u8(): number {
    return this.#reader.u8()
  }

  u16(): number {
    this.#reader.align(2)
    return this.#reader.u16le()
  }

  u32(): number {
    this.#reader.align(4)
    return this.#reader.u32le()
  }

  /** FILETIME: two numbers of 32 bits, so it is aligned to four bytes ([MS-DTYP] 2.3.3). */
  fileTime(): bigint {
    this.#reader.align(4)
    return this.#reader.u64le()
  }

  bytes(length: number): Uint8Array {
    return this.#reader.bytes(length)
  }

  /** Whether a unique pointer points to something. */
  pointer(): boolean {
    return this.u32() !== 0
  }

  /**
   * The pointer to something that stands behind the structure: the function reads it, when its turn has come. Nothing is read for
   * a null pointer.
   */
  referent<T>(read: () => T): () => T | undefined {
    const present = this.pointer()
    return () => (present ? read() : undefined)
  }

  /** The maximum count of a conformant array, whose elements take at least `size` bytes each, which must be there. */
  count(size: number): number {
    const count = this.u32()
    if (count * size > this.remaining) throw this.fail(`an array of ${count} elements, ${this.remaining} bytes left`)
    return count
  }

  /** RPC_UNICODE_STRING ([MS-DTYP] 2.3.10): the fixed part; the function reads the characters. The empty string for a null pointer. */
  unicodeString(): () => string {
    // A pointer is in it, which it is aligned to.
    this.#reader.align(4)
    const length = this.u16()
    this.u16()
    const characters = this.referent(() => this.#characters(length))
    return () => characters() ?? ''
  }

  /** What is left may only be padding. */
  assertEnd(): void {
    if (this.remaining > 7) throw this.fail(`${this.remaining} bytes too many`)
  }

  fail(detail: string): DecodeError {
    return this.#reader.fail(detail)
  }

  /** A conformant varying array of 16-bit characters ([C706] 14.3.3.4), of which `length` bytes count. */
  #characters(length: number): string {
    const most = this.u32()
    const offset = this.u32()
    const actual = this.u32()
    if (offset !== 0 || actual > most) throw this.fail(`characters ${offset} to ${offset + actual} of ${most}`)
    const bytes = this.bytes(actual * 2)
    if (length > bytes.length) throw this.fail(`a text of ${length} bytes in ${bytes.length}`)
    return decodeUtf16le(bytes.subarray(0, length), 'RPC_UNICODE_STRING')
  }
}
