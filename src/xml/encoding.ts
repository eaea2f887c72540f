import { DecodeError } from '../base/errors.js'

export type XmlEncoding = 'utf-8' | 'utf-16le' | 'utf-16be'

/** Bytes to text, in pieces: the encoding is told by a byte order mark or by how `<` looks ([XML] appendix F). */
export class XmlTextDecoder {
  /** Bytes kept back: too few to tell the encoding, or the beginning of a character. */
  #pending = nothing
  #decoder: InstanceType<typeof TextDecoder> | undefined
  #encoding: XmlEncoding = 'utf-8'

  get encoding(): XmlEncoding {
    return this.#encoding
  }

  write(bytes: Uint8Array): string {
    const all = this.#pending.length === 0 ? bytes : joined(this.#pending, bytes)
    if (this.#decoder === undefined && all.length < 4) {
      this.#pending = all.slice()
      return ''
    }
    const content = this.#decoder === undefined ? this.#start(all) : all
    const complete = content.length - incompleteTail(content, this.#encoding)
    if (complete === content.length) {
      this.#pending = nothing
      return this.#decode(content)
    }
    this.#pending = content.slice(complete)
    return this.#decode(content.subarray(0, complete))
  }

  end(): string {
    const rest = this.#decoder === undefined ? this.#start(this.#pending) : this.#pending
    this.#pending = nothing
    return this.#decode(rest)
  }

  /** Tells the encoding, and drops the byte order mark. */
  #start(head: Uint8Array): Uint8Array {
    const { encoding, mark } = detect(head)
    this.#encoding = encoding
    this.#decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
    return mark === 0 ? head : head.subarray(mark)
  }

  /** Whole characters only: decoding without `stream` is several times faster. */
  #decode(bytes: Uint8Array): string {
    try {
      return this.#decoder?.decode(bytes) ?? ''
    } catch (error) {
      throw new DecodeError('XML', `the bytes are not valid ${this.#encoding}`, { cause: error })
    }
  }
}

const nothing = new Uint8Array(0)

/** Refuses a declared encoding that is not the one the bytes are in. */
export function checkDeclaredEncoding(declared: string, actual: XmlEncoding): void {
  const name = declared.toLowerCase()
  const fits = actual === 'utf-8' ? name === 'utf-8' || name === 'us-ascii' : name === 'utf-16' || name === actual
  if (!fits) throw new DecodeError('XML', `the declared encoding '${declared.slice(0, 40)}' is not the actual one, ${actual}`)
}

function detect(head: Uint8Array): { encoding: XmlEncoding; mark: number } {
  const [first, second, third] = head
  if (first === 0xff && second === 0xfe) return { encoding: 'utf-16le', mark: 2 }
  if (first === 0xfe && second === 0xff) return { encoding: 'utf-16be', mark: 2 }
  if (first === 0x3c && second === 0) return { encoding: 'utf-16le', mark: 0 }
  if (first === 0 && second === 0x3c) return { encoding: 'utf-16be', mark: 0 }
  return { encoding: 'utf-8', mark: first === 0xef && second === 0xbb && third === 0xbf ? 3 : 0 }
}

/** How many bytes at the end may be the beginning of a character whose rest is still to come. */
function incompleteTail(bytes: Uint8Array, encoding: XmlEncoding): number {
  return encoding === 'utf-8' ? incompleteUtf8(bytes) : incompleteUtf16(bytes, encoding)
}

function incompleteUtf8(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] as number
    if (byte < 0x80) return 0
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return needed > back ? back : 0
    }
  }
  return 0
}

function incompleteUtf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): number {
  const odd = bytes.length % 2
  const last = bytes.length - odd - 2
  if (last < 0) return bytes.length
  const high = bytes[encoding === 'utf-16le' ? last + 1 : last] as number
  return high >= 0xd8 && high <= 0xdb ? odd + 2 : odd
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}
