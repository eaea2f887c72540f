import { concatBytes } from '../../../base/bytes.js'
import { DecodeError, PeerError } from '../../../base/errors.js'
import type { RandomSource } from '../../../base/ports.js'
import { equalInConstantTime } from '../../../crypto/constant-time.js'
import { digest, hmac } from '../../../crypto/digest.js'
import { rc4 } from '../../../crypto/rc4.js'
import { lengthOctets, oid } from '../../asn1/der-writer.js'
import { applicationTag } from '../../asn1/tag.js'
import { mechanismOid } from '../../gss/mechanism-oid.js'
import type { SealedBuffers, SecurityBuffer } from '../../gss/security-context.js'
import type { MessageProtection, ProtectionOptions } from './message-protection.js'
import { ReceiveSequence } from './receive-sequence.js'

const confounderLength = 8
/** Token identifier, algorithms and filler; sequence number; checksum. */
const fieldsLength = 24
const mechanism = oid(mechanismOid.kerberos)
/** With a length of one octet; tokens of data over some 80 bytes have a longer one outside of DCE style. */
const signLength = 2 + mechanism.length + fieldsLength

/** Token identifier, SGN_ALG, SEAL_ALG, filler ([RFC 4757] 7.2, 7.3). */
const micFields = Uint8Array.of(0x01, 0x01, 0x11, 0x00, 0xff, 0xff, 0xff, 0xff)
const sealFields = Uint8Array.of(0x02, 0x01, 0x11, 0x00, 0x10, 0x00, 0xff, 0xff)
const wrapFields = Uint8Array.of(0x02, 0x01, 0x11, 0x00, 0xff, 0xff, 0xff, 0xff)
/** What a checksum is for, as the first four bytes it covers. */
const micUse = Uint8Array.of(15, 0, 0, 0)
const wrapUse = Uint8Array.of(13, 0, 0, 0)
const zero = new Uint8Array(4)
const padding = Uint8Array.of(1)
const signatureKey = new TextEncoder().encode('signaturekey\0')

/**
 * Messages of RC4-HMAC ([RFC 4757] 7). Outside of DCE style data is followed by one byte of padding, which the last sealed buffer
 * grows by ([MS-KILE] 4.5); in DCE style there is none and the length in the token leaves the data out.
 */
export class Rc4Protection implements MessageProtection {
  readonly #key: Uint8Array
  readonly #random: RandomSource
  readonly #dceStyle: boolean
  readonly #isInitiator: boolean
  readonly #received: ReceiveSequence
  #sendSequence: number

  constructor({ key, random, role, dceStyle, sendSequence, receiveSequence }: ProtectionOptions) {
    this.#key = key.reveal()
    this.#random = random
    this.#dceStyle = dceStyle
    this.#isInitiator = role === 'initiator'
    this.#sendSequence = sendSequence
    this.#received = new ReceiveSequence(receiveSequence, 32)
  }

  get sizes(): { readonly signature: number; readonly sealToken: number } {
    return { signature: signLength, sealToken: signLength + confounderLength }
  }

  wrap(data: Uint8Array, { confidential }: { readonly confidential: boolean }): Uint8Array {
    const { token, data: parts } = this.#wrap([{ kind: 'data', bytes: data }], confidential ? sealFields : wrapFields)
    return concatBytes(token, ...parts)
  }

  unwrap(token: Uint8Array): Uint8Array {
    const parsed = readToken(token)
    const bytes = parsed.rest.subarray(confounderLength)
    return concatBytes(...this.#unwrap({ ...parsed, rest: parsed.rest.subarray(0, confounderLength) }, [{ kind: 'data', bytes }]))
  }

  seal(buffers: readonly SecurityBuffer[]): SealedBuffers {
    return this.#wrap(buffers, sealFields)
  }

  unseal(token: Uint8Array, buffers: readonly SecurityBuffer[]): readonly Uint8Array[] {
    const parsed = readToken(token)
    if (equalInConstantTime(parsed.fields, wrapFields)) {
      throw new PeerError('Kerberos: a message that must be encrypted is only signed')
    }
    return this.#unwrap(parsed, buffers)
  }

  sign(data: Uint8Array): Uint8Array {
    const checksum = this.#checksum(micUse, [micFields, data])
    return concatBytes(prefix(fieldsLength), micFields, this.#sealSequence(this.#nextSequence(), checksum), checksum)
  }

  verify(data: Uint8Array, signature: Uint8Array): void {
    const { fields, sequence, checksum, rest } = readToken(signature)
    if (!equalInConstantTime(fields, micFields) || rest.length > 0) throw malformed('not a MIC token of RC4-HMAC')
    if (!equalInConstantTime(this.#checksum(micUse, [fields, data]), checksum)) throw changed()
    this.#acceptSequence(sequence, checksum)
  }

  #wrap(buffers: readonly SecurityBuffer[], fields: Uint8Array): SealedBuffers {
    const confounder = this.#random.bytes(confounderLength)
    const padded = this.#dceStyle ? buffers : pad(buffers)
    const checksum = this.#checksum(wrapUse, [fields, confounder, ...padded.map((buffer) => buffer.bytes)])
    const sequence = this.#nextSequence()
    const data = padded.filter((buffer) => buffer.kind === 'data').map((buffer) => buffer.bytes)
    const plain = concatBytes(confounder, ...data)
    const stream = fields === sealFields ? rc4(this.#sealingKey(sequence), plain) : plain
    const counted = this.#dceStyle ? confounderLength : plain.length
    const token = concatBytes(
      prefix(fieldsLength + counted),
      fields,
      this.#sealSequence(sequence, checksum),
      checksum,
      stream.subarray(0, confounderLength),
    )
    return { token, data: split(stream.subarray(confounderLength), data) }
  }

  #unwrap(
    { fields, sequence: sealedSequence, checksum, rest }: Rc4Token,
    buffers: readonly SecurityBuffer[],
  ): readonly Uint8Array[] {
    if (rest.length !== confounderLength) throw malformed('no confounder of eight bytes')
    const sealed = equalInConstantTime(fields, sealFields)
    if (!sealed && !equalInConstantTime(fields, wrapFields)) throw malformed('not a Wrap token of RC4-HMAC')
    const sequence = rc4(this.#sequenceKey(checksum), sealedSequence)
    const data = buffers.filter((buffer) => buffer.kind === 'data').map((buffer) => buffer.bytes)
    const received = concatBytes(rest, ...data)
    const stream = sealed ? rc4(this.#sealingKey(sequence.subarray(0, 4)), received) : received
    const plain = split(stream.subarray(confounderLength), data)
    let next = 0
    const signed = buffers.map((buffer) => (buffer.kind === 'data' ? (plain[next++] ?? zero) : buffer.bytes))
    const expected = this.#checksum(wrapUse, [fields, stream.subarray(0, confounderLength), ...signed])
    if (!equalInConstantTime(expected, checksum)) throw changed()
    this.#acceptSequence(sealedSequence, checksum)
    return this.#dceStyle ? plain : unpad(plain)
  }

  /** SGN_CKSUM ([RFC 4757] 7.2, 7.3). */
  #checksum(use: Uint8Array, parts: readonly Uint8Array[]): Uint8Array {
    return hmac('md5', hmac('md5', this.#key, signatureKey), digest('md5', use, ...parts)).subarray(0, 8)
  }

  #sequenceKey(checksum: Uint8Array): Uint8Array {
    return hmac('md5', hmac('md5', this.#key, zero), checksum)
  }

  #sealingKey(sequence: Uint8Array): Uint8Array {
    const local = this.#key.map((byte) => byte ^ 0xf0)
    return hmac('md5', hmac('md5', local, zero), sequence.subarray(0, 4))
  }

  /** SND_SEQ: the number and the direction, encrypted. */
  #sealSequence(sequence: Uint8Array, checksum: Uint8Array): Uint8Array {
    return rc4(this.#sequenceKey(checksum), sequence)
  }

  #acceptSequence(sealed: Uint8Array, checksum: Uint8Array): void {
    const sequence = rc4(this.#sequenceKey(checksum), sealed)
    const direction = this.#isInitiator ? 0xff : 0
    if (sequence.subarray(4).some((byte) => byte !== direction)) {
      throw new PeerError('Kerberos: a protected message was sent back to its sender')
    }
    this.#received.accept(BigInt(new DataView(sequence.buffer, sequence.byteOffset).getUint32(0)))
  }

  #nextSequence(): Uint8Array {
    const bytes = new Uint8Array(8).fill(this.#isInitiator ? 0 : 0xff)
    new DataView(bytes.buffer).setUint32(0, this.#sendSequence)
    this.#sendSequence = (this.#sendSequence + 1) >>> 0
    return bytes
  }
}

interface Rc4Token {
  /** Token identifier, algorithms and filler. */
  readonly fields: Uint8Array
  readonly sequence: Uint8Array
  readonly checksum: Uint8Array
  readonly rest: Uint8Array
}

/** Framing of [RFC 2743] 3.1 for so many bytes after it, of which most may travel elsewhere. */
function prefix(length: number): Uint8Array {
  const octets = lengthOctets(mechanism.length + length)
  return Uint8Array.of(applicationTag(0), ...octets, ...mechanism)
}

/** The length in the framing is not looked at: it may count bytes that travel elsewhere, or leave them out. */
function readToken(token: Uint8Array): Rc4Token {
  const first = token[1] ?? 0
  const start = 2 + (first < 0x80 ? 0 : first & 0x7f)
  const at = start + mechanism.length
  if (token[0] !== applicationTag(0) || !equalInConstantTime(token.subarray(start, at), mechanism)) {
    throw malformed('no framing of the Kerberos mechanism')
  }
  if (token.length < at + fieldsLength) throw malformed(`${token.length} bytes are too few`)
  return {
    fields: token.subarray(at, at + 8),
    sequence: token.subarray(at + 8, at + 16),
    checksum: token.subarray(at + 16, at + fieldsLength),
    rest: token.subarray(at + fieldsLength),
  }
}

/** One byte of padding after the last data. */
function pad(buffers: readonly SecurityBuffer[]): readonly SecurityBuffer[] {
  const last = buffers.findLastIndex((buffer) => buffer.kind === 'data')
  return buffers.map((buffer, at) => (at === last ? { kind: 'data', bytes: concatBytes(buffer.bytes, padding) } : buffer))
}

/** What the last byte says is padding, taken off the last buffer. */
function unpad(data: readonly Uint8Array[]): readonly Uint8Array[] {
  const last = data.at(-1)
  if (last === undefined) return data
  const count = last.at(-1) ?? 0
  if (count < 1 || count > 8 || count > last.length) throw malformed('data without its padding')
  return [...data.slice(0, -1), last.subarray(0, last.length - count)]
}

function split(bytes: Uint8Array, like: readonly Uint8Array[]): readonly Uint8Array[] {
  let at = 0
  return like.map(({ length }) => {
    const part = bytes.subarray(at, at + length)
    at += length
    return part
  })
}

function malformed(detail: string): DecodeError {
  return new DecodeError('Kerberos per-message token (RC4)', detail)
}

function changed(): PeerError {
  return new PeerError(
    'Kerberos: a protected message does not fit its checksum; it was changed on the way or made with another key',
  )
}
