import { ByteReader, ByteWriter } from '../../base/bytes.js'
import { DecodeError } from '../../base/errors.js'
import { decodeUtf16le, encodeUtf16le } from '../../base/utf16.js'
import { NegotiateFlag } from './negotiate-flags.table.js'

/**
 * What the three messages share ([MS-NLMP] 2.2.1): the signature, the type, and fields of the payload that are found by length
 * and offset, anywhere in the message and in any order.
 */
export type MessageType = 1 | 2 | 3

/** `NTLMSSP` and a zero. */
const signature = Uint8Array.of(0x4e, 0x54, 0x4c, 0x4d, 0x53, 0x53, 0x50, 0)

/** Whether these bytes begin as a message of NTLM does. */
function isNtlmMessage(bytes: Uint8Array): boolean {
  return bytes.length >= signature.length && signature.every((byte, at) => bytes[at] === byte)
}

/** The type of a message. Raises DecodeError. */
export function messageTypeOf(bytes: Uint8Array): number {
  const reader = new ByteReader('NTLM message', bytes)
  if (!isNtlmMessage(bytes)) throw reader.fail('it does not begin with NTLMSSP')
  reader.skip(signature.length)
  return reader.u32le()
}

/** A reader behind the type. Raises DecodeError. */
export function openMessage(structure: string, type: MessageType, bytes: Uint8Array): ByteReader {
  const actual = messageTypeOf(bytes)
  if (actual !== type) throw new DecodeError(structure, `MessageType is ${actual}, not ${type}`)
  const reader = new ByteReader(structure, bytes)
  reader.skip(signature.length + 4)
  return reader
}

/** One field of the payload: where it is and what is in it. */
export interface PayloadField {
  readonly offset: number
  readonly bytes: Uint8Array
}

/** Reads a length, a maximum that is ignored, and an offset. The offset of an empty field means nothing. */
export function readField(reader: ByteReader, message: Uint8Array): PayloadField {
  const length = reader.u16le()
  reader.skip(2)
  const offset = reader.u32le()
  if (length === 0) return { offset, bytes: new Uint8Array(0) }
  if (offset + length > message.length) throw reader.fail(`a field of ${length} bytes at ${offset} lies outside the message`)
  return { offset, bytes: message.subarray(offset, offset + length) }
}

/** Writes a message: `head` gets a function that writes the reference to a part of the payload, which follows in that order. */
export function writeMessage(
  type: MessageType,
  headSize: number,
  payload: readonly Uint8Array[],
  head: (writer: ByteWriter, field: (part: Uint8Array) => void) => void,
): Uint8Array {
  const writer = new ByteWriter(512).bytes(signature).u32le(type)
  const offsetOf = (part: Uint8Array): number => {
    let offset = headSize
    for (const other of payload) {
      if (other === part) break
      offset += other.length
    }
    return offset
  }
  head(writer, (part) => writer.u16le(part.length).u16le(part.length).u32le(offsetOf(part)))
  for (const part of payload) writer.bytes(part)
  return writer.toBytes()
}

/** Bytes: twice what a user principal name may have in characters. */
const NAME_LIMIT = 2048

/** Text in the negotiated character set. Of the OEM sets ASCII is certain; the rest is taken as Latin-1. */
export function decodeText(bytes: Uint8Array, flags: number, structure: string): string {
  if (bytes.length > NAME_LIMIT) throw new DecodeError(structure, `a name of ${bytes.length} bytes`)
  if ((flags & NegotiateFlag.NTLMSSP_NEGOTIATE_UNICODE) !== 0) return decodeUtf16le(bytes, structure)
  return decodeOem(bytes)
}

export function encodeText(text: string, flags: number): Uint8Array {
  return (flags & NegotiateFlag.NTLMSSP_NEGOTIATE_UNICODE) !== 0 ? encodeUtf16le(text) : encodeOem(text)
}

export function decodeOem(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}

/** What Latin-1 does not have becomes a question mark. */
export function encodeOem(text: string): Uint8Array {
  return Uint8Array.from(text, (character) =>
    character.charCodeAt(0) < 256 && character.length === 1 ? character.charCodeAt(0) : 0x3f,
  )
}
