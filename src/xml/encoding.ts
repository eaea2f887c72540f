import { DecodeError } from '../base/errors.js'

export type XmlEncoding = 'utf-8' | 'utf-16le' | 'utf-16be'

/** Bytes to text, in pieces: the encoding is told by a byte order mark or by how `<` looks ([XML] appendix F). */
export class XmlTextDecoder {
  #pending = new Uint8Array(0)
  #decoder: InstanceType<typeof TextDecoder> | undefined
  #encoding: XmlEncoding = 'utf-8'

  get encoding(): XmlEncoding {
    return this.#encoding
  }

  write(bytes: Uint8Array): string {
    if (this.#decoder !== undefined) return decode(this.#decoder, bytes)
    const head = this.#pending.length === 0 ? bytes : joined(this.#pending, bytes)
    if (head.length < 4) {
      this.#pending = head.slice()
      return ''
    }
    return this.#start(head)
  }

  end(): string {
    const text = this.#decoder === undefined ? this.#start(this.#pending) : ''
    try {
      return text + (this.#decoder?.decode() ?? '')
    } catch (error) {
      throw malformed(error)
    }
  }

  #start(head: Uint8Array): string {
    this.#pending = new Uint8Array(0)
    this.#encoding = detect(head)
    // The decoder drops the byte order mark.
    this.#decoder = new TextDecoder(this.#encoding, { fatal: true })
    return decode(this.#decoder, head)
  }
}

/** Refuses a declared encoding that is not the one the bytes are in. */
export function checkDeclaredEncoding(declared: string, actual: XmlEncoding): void {
  const name = declared.toLowerCase()
  const fits = actual === 'utf-8' ? name === 'utf-8' || name === 'us-ascii' : name === 'utf-16' || name === actual
  if (!fits) throw new DecodeError('XML', `the declared encoding '${declared.slice(0, 40)}' is not the actual one, ${actual}`)
}

function decode(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes, { stream: true })
  } catch (error) {
    throw malformed(error)
  }
}

function detect(head: Uint8Array): XmlEncoding {
  const [first, second] = head
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (first === 0x3c && second === 0) return 'utf-16le'
  if (first === 0 && second === 0x3c) return 'utf-16be'
  return 'utf-8'
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}

function malformed(cause: unknown): DecodeError {
  return new DecodeError('XML', 'the bytes are not valid text in the encoding of the document', { cause })
}
