import { DecodeError } from '../../base/errors.js'
import { protocolName, type SealedBody, type SealedPiece, type SealProtocol } from './sealed-body.js'

/** Whether a Content-Type says that the body is sealed. */
export function isSealed(contentType: string | undefined): boolean {
  return contentType !== undefined && /^\s*multipart\/(x-multi-)?encrypted\s*(;|$)/i.test(contentType)
}

/**
 * Reads a sealed body by its lengths, never by looking for the boundary, which the encrypted bytes may contain. Takes what other
 * implementations write: a TAB or spaces before the headers of a part, a blank line more, a space after the dashes of the boundary.
 * Raises DecodeError.
 */
export function readSealedBody(contentType: string, body: Uint8Array): SealedBody {
  const protocol = protocolOf(contentType)
  const cursor = new Cursor(body, boundaryOf(contentType))
  cursor.skipBlankLines()
  if (cursor.boundary() !== 'next') throw cursor.error('begins with no boundary')
  const pieces: SealedPiece[] = []
  let original: OriginalContent | undefined
  let delimiter: 'next' | 'last' | undefined
  do {
    if (pieces.length === maxPieces) throw cursor.error(`more than ${maxPieces} pieces`)
    original = readOriginalContent(cursor)
    pieces.push(readPiece(cursor, { protocol, length: original.length }))
    delimiter = cursor.boundary()
  } while (delimiter === 'next')
  if (delimiter === undefined) throw cursor.error('no boundary after the encrypted bytes')
  cursor.end()
  return { protocol, contentType: original.type, pieces }
}

/** 64 MiB in pieces of 16 KiB, far beyond the largest envelope. */
const maxPieces = 4096

/** Lines of the parts' headers are short. */
const maxLine = 256

/** No mechanism has longer tokens; also what tells a blank line from a length. */
const maxTokenLength = 1024

const structure = 'multipart/encrypted'

function protocolOf(contentType: string): SealProtocol {
  const protocols: readonly SealProtocol[] = ['SPNEGO', 'Kerberos', 'CredSSP']
  const found = protocols.find((protocol) => contentType.toLowerCase().includes(protocolName(protocol).toLowerCase()))
  if (found === undefined) throw new DecodeError(structure, 'the protocol is not one of SPNEGO, Kerberos and CredSSP')
  return found
}

function boundaryOf(contentType: string): string {
  const found = /;\s*boundary\s*=\s*(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType)
  return found?.[1] ?? found?.[2] ?? 'Encrypted Boundary'
}

interface OriginalContent {
  readonly type: string
  readonly length: number
}

/** The headers of a first part, up to and with the boundary after them. */
function readOriginalContent(cursor: Cursor): OriginalContent {
  let original: OriginalContent | undefined
  for (let lines = 0; lines < 8; lines++) {
    if (cursor.boundary() === 'next') {
      if (original === undefined) throw cursor.error('no OriginalContent')
      return original
    }
    const found = /^originalcontent:\s*type=(.*);\s*length=(\d{1,9})$/i.exec(cursor.line().trim())
    if (found !== null) original = { type: found[1] ?? '', length: Number(found[2]) }
  }
  throw cursor.error('too many headers in a part')
}

/** The part with the encrypted bytes. */
function readPiece(cursor: Cursor, about: { readonly protocol: SealProtocol; readonly length: number }): SealedPiece {
  cursor.skipBlankLines()
  const type = /^content-type:\s*(.*)$/i.exec(cursor.line().trim())?.[1]
  if (type?.toLowerCase() !== 'application/octet-stream') throw cursor.error('a part of type application/octet-stream is due')
  cursor.skipBlankLine()
  const tokenLength = cursor.u32le()
  if (tokenLength > maxTokenLength) throw cursor.error(`a token of ${tokenLength} bytes`)
  const { length } = about
  if (about.protocol !== 'CredSSP') return { length, token: cursor.bytes(tokenLength), data: cursor.bytes(length) }
  const records = cursor.tlsRecords()
  return { length, token: records.subarray(0, tokenLength), data: records.subarray(tokenLength) }
}

class Cursor {
  readonly #bytes: Uint8Array
  readonly #delimiters: readonly Uint8Array[]
  #at = 0

  constructor(bytes: Uint8Array, boundary: string) {
    this.#bytes = bytes
    this.#delimiters = [`--${boundary}`, `-- ${boundary}`].map((text) => new TextEncoder().encode(text))
  }

  /** Takes a boundary, if one is here: the last one, or one with more after it. */
  boundary(): 'next' | 'last' | undefined {
    const start = this.#at
    this.skipBlankLines()
    const delimiter = this.#delimiters.find((candidate) => this.#isAt(this.#at, candidate))
    if (delimiter === undefined) {
      this.#at = start
      return undefined
    }
    this.#at += delimiter.length
    const rest = this.#ended() ? '' : this.line().trim()
    if (rest !== '' && rest !== '--') throw this.error('something after a boundary')
    return rest === '--' ? 'last' : 'next'
  }

  /** The text up to the next line end, which is taken too. */
  line(): string {
    const end = this.#bytes.indexOf(lineFeed, this.#at)
    const stop = end < 0 ? this.#bytes.length : end
    if (stop - this.#at > maxLine) throw this.error(`a line of more than ${maxLine} bytes`)
    if (this.#ended()) throw this.error('ends early')
    const text = new TextDecoder('latin1').decode(this.#bytes.subarray(this.#at, stop))
    this.#at = end < 0 ? stop : end + 1
    return text.replace(/\r$/, '')
  }

  skipBlankLines(): void {
    for (let lines = 0; lines < 4; lines++) this.skipBlankLine()
  }

  skipBlankLine(): void {
    if (this.#bytes[this.#at] === carriageReturn && this.#bytes[this.#at + 1] === lineFeed) this.#at += 2
  }

  u32le(): number {
    const bytes = this.bytes(4)
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true)
  }

  bytes(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) {
      throw this.error(`${length} bytes wanted, ${this.#bytes.length - this.#at} left`)
    }
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  /** As many whole records of TLS as follow one another ([RFC 5246] 6.2.1): a boundary does not begin as they do. */
  tlsRecords(): Uint8Array {
    const start = this.#at
    for (;;) {
      const [type = 0, major, , high = 0, low = 0] = this.#bytes.subarray(this.#at, this.#at + 5)
      if (type < 0x14 || type > 0x17 || major !== 3) break
      this.bytes(5 + high * 256 + low)
    }
    if (this.#at === start) throw this.error('no record of TLS')
    return this.#bytes.subarray(start, this.#at)
  }

  end(): void {
    this.skipBlankLines()
    if (!this.#ended()) throw this.error('something after the last boundary')
  }

  error(detail: string): DecodeError {
    return new DecodeError(structure, detail, { offset: this.#at })
  }

  #ended(): boolean {
    return this.#at >= this.#bytes.length
  }

  #isAt(at: number, text: Uint8Array): boolean {
    return text.every((byte, index) => this.#bytes[at + index] === byte)
  }
}

const carriageReturn = 13
const lineFeed = 10
