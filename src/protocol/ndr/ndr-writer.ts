import { ByteWriter } from '../../base/bytes.js'
import { encodeUtf16le } from '../../base/utf16.js'

/** Writes NDR in little-endian order ([C706] 14, [MS-RPCE] 2.2.4). What pointers point to is kept until `referents` puts it down. */
export class NdrWriter {
  readonly #writer = new ByteWriter(512)
  #referents: (() => void)[] = []
  #nextReferent = firstReferent

  u8(value: number): this {
    this.#writer.u8(value)
    return this
  }

  u16(value: number): this {
    this.#writer.align(2).u16le(value)
    return this
  }

  u32(value: number): this {
    this.#writer.align(4).u32le(value)
    return this
  }

  fileTime(value: bigint): this {
    this.#writer.align(4).u64le(value)
    return this
  }

  bytes(value: Uint8Array): this {
    this.#writer.bytes(value)
    return this
  }

  /** A unique pointer; `write` puts down what it points to, later. A null pointer without it. */
  pointer(write?: () => void): this {
    if (write === undefined) return this.u32(0)
    this.u32(this.#nextReferent)
    this.#nextReferent += 4
    this.#referents.push(write)
    return this
  }

  /** RPC_UNICODE_STRING ([MS-DTYP] 2.3.10). */
  unicodeString(text: string): this {
    const bytes = encodeUtf16le(text)
    const count = bytes.length / 2
    this.#writer.align(4)
    return this.u16(bytes.length)
      .u16(bytes.length)
      .pointer(() => void this.u32(count).u32(0).u32(count).bytes(bytes))
  }

  /** What the pointers so far point to, and what pointers in there point to, each behind what holds them. */
  referents(): this {
    while (this.#referents.length > 0) {
      const now = this.#referents
      this.#referents = []
      for (const write of now) {
        write()
        // An array that is pointed to brings what its elements point to with it.
        this.referents()
      }
    }
    return this
  }

  /** Padded to a multiple of eight. */
  toBytes(): Uint8Array {
    return this.#writer.align(8).toBytes()
  }
}

/** As Windows numbers them. */
const firstReferent = 0x00020000
