import { concatBytes } from '../../../base/bytes.js'
import { DecodeError, PeerError } from '../../../base/errors.js'
import type { RandomSource } from '../../../base/ports.js'
import type { SealedBuffers, SecurityBuffer } from '../../gss/security-context.js'
import type { KerberosKey } from '../crypto/kerberos-key.js'
import { keyUsage } from '../crypto/key-usage.js'
import type { MessageProtection, ProtectionOptions } from './message-protection.js'
import { ReceiveSequence } from './receive-sequence.js'

const headerLength = 16
/** TOK_ID of Wrap and MIC tokens ([RFC 4121] 4.2.6). */
const tokenId = { wrap: 0x0504, mic: 0x0404 } as const
/** Flags of a token ([RFC 4121] 4.2.2). */
const flag = { sentByAcceptor: 1, sealed: 2, acceptorSubkey: 4 } as const

interface Header {
  readonly flags: number
  readonly extraCount: number
  readonly rotation: number
  readonly sequence: bigint
  readonly bytes: Uint8Array
}

/**
 * Messages of all encryption types but RC4 ([RFC 4121] 4.2). Beside data whose length must not change the token holds the rest,
 * rotated to the front ([MS-KILE] 3.4.5.4.1): as Windows sends it, with RRC the length of encrypted header and checksum, EC one
 * block in DCE style and nothing otherwise. What is received may be rotated in any way.
 */
export class CfxProtection implements MessageProtection {
  readonly #key: KerberosKey
  readonly #random: RandomSource
  readonly #dceStyle: boolean
  readonly #sendFlags: number
  readonly #receiveFlags: number
  readonly #usage: Readonly<Record<'send' | 'receive', { readonly seal: number; readonly sign: number }>>
  readonly #received: ReceiveSequence
  #sendSequence: bigint

  constructor({ key, random, role, dceStyle, acceptorSubkey, sendSequence, receiveSequence }: ProtectionOptions) {
    this.#key = key
    this.#random = random
    this.#dceStyle = dceStyle
    const common = acceptorSubkey ? flag.acceptorSubkey : 0
    const initiator = { seal: keyUsage.initiatorSeal, sign: keyUsage.initiatorSign }
    const acceptor = { seal: keyUsage.acceptorSeal, sign: keyUsage.acceptorSign }
    const isInitiator = role === 'initiator'
    this.#sendFlags = common | (isInitiator ? 0 : flag.sentByAcceptor)
    this.#receiveFlags = common | (isInitiator ? flag.sentByAcceptor : 0)
    this.#usage = isInitiator ? { send: initiator, receive: acceptor } : { send: acceptor, receive: initiator }
    this.#sendSequence = BigInt(sendSequence)
    this.#received = new ReceiveSequence(receiveSequence, 64)
  }

  get sizes(): { readonly signature: number; readonly sealToken: number } {
    const { checksumLength, confounderLength } = this.#key.type
    const sealToken = headerLength + confounderLength + this.#fillerLength + headerLength + checksumLength
    return { signature: headerLength + checksumLength, sealToken }
  }

  wrap(data: Uint8Array, { confidential }: { readonly confidential: boolean }): Uint8Array {
    if (confidential) {
      const { token, data: sealed } = this.#seal([{ kind: 'data', bytes: data }], { rotation: 0, fillerLength: 0 })
      return concatBytes(token, ...sealed)
    }
    const flags = this.#sendFlags
    const sequence = this.#nextSequence()
    const { checksumLength } = this.#key.type
    const signed = wrapHeader({ flags, extraCount: 0, rotation: 0, sequence })
    const checksum = this.#key.checksum(this.#usage.send.seal, data, signed)
    return concatBytes(wrapHeader({ flags, extraCount: checksumLength, rotation: 0, sequence }), data, checksum)
  }

  unwrap(token: Uint8Array): Uint8Array {
    const header = this.#readWrapHeader(token)
    if ((header.flags & flag.sealed) !== 0) {
      return this.#open(header, token.subarray(headerLength), { layout: [], rotation: header.rotation })
    }
    const body = rotateLeft(token.subarray(headerLength), header.rotation)
    const { checksumLength } = this.#key.type
    if (header.extraCount !== checksumLength || body.length < checksumLength)
      throw malformed('EC is not the length of a checksum')
    const data = body.subarray(0, body.length - checksumLength)
    const signed = wrapHeader({ ...header, extraCount: 0, rotation: 0 })
    if (!this.#key.verifyChecksum(this.#usage.receive.seal, body.subarray(data.length), data, signed)) throw changed()
    this.#received.accept(header.sequence)
    return data
  }

  seal(buffers: readonly SecurityBuffer[]): SealedBuffers {
    const rotation = headerLength + this.#key.type.checksumLength
    return this.#seal(buffers, { rotation, fillerLength: this.#fillerLength })
  }

  unseal(token: Uint8Array, buffers: readonly SecurityBuffer[]): readonly Uint8Array[] {
    const header = this.#readWrapHeader(token)
    if ((header.flags & flag.sealed) === 0) throw new PeerError('Kerberos: a message that must be encrypted is only signed')
    const data = buffers.filter((buffer) => buffer.kind === 'data').map((buffer) => buffer.bytes)
    // In DCE style EC is rotated too ([MS-KILE] 3.4.5.4.1).
    const rotation = header.rotation + (this.#dceStyle ? header.extraCount : 0)
    const plain = this.#open(header, concatBytes(token.subarray(headerLength), ...data), { layout: buffers, rotation })
    return split(plain, data)
  }

  sign(data: Uint8Array): Uint8Array {
    const header = micHeader(this.#sendFlags, this.#nextSequence())
    return concatBytes(header, this.#key.checksum(this.#usage.send.sign, data, header))
  }

  verify(data: Uint8Array, signature: Uint8Array): void {
    const header = readHeader(signature, tokenId.mic)
    if (!isFilled(signature.subarray(3, 8))) throw malformed('a MIC token without its filler')
    this.#checkFlags(header.flags)
    if (!this.#key.verifyChecksum(this.#usage.receive.sign, signature.subarray(headerLength), data, header.bytes)) throw changed()
    this.#received.accept(header.sequence)
  }

  get #fillerLength(): number {
    return this.#dceStyle ? headerLength : 0
  }

  /** Confounder, data, filler and header are one stream; buffers that are only signed lie between them for the checksum. */
  #seal(buffers: readonly SecurityBuffer[], form: { readonly rotation: number; readonly fillerLength: number }): SealedBuffers {
    const { fillerLength, rotation } = form
    const { confounderLength } = this.#key.type
    const fields = { flags: this.#sendFlags | flag.sealed, extraCount: fillerLength, sequence: this.#nextSequence() }
    const data = buffers.filter((buffer) => buffer.kind === 'data').map((buffer) => buffer.bytes)
    const confounder = this.#random.bytes(confounderLength)
    const filler = new Uint8Array(fillerLength)
    const stream = concatBytes(confounder, ...data, filler, wrapHeader({ ...fields, rotation: 0 }))
    const arrange = (bytes: Uint8Array): readonly Uint8Array[] => arranged(bytes, buffers, confounderLength)
    const { ciphertext, checksum } = this.#key.seal(this.#usage.send.seal, stream, arrange)
    const header = wrapHeader({ ...fields, rotation })
    const end = ciphertext.length - fillerLength - headerLength
    const tail = concatBytes(ciphertext.subarray(end), checksum)
    const encrypted = ciphertext.subarray(confounderLength, end)
    if (rotation === 0) return { token: concatBytes(header, ciphertext.subarray(0, confounderLength)), data: [encrypted, tail] }
    return { token: concatBytes(header, tail, ciphertext.subarray(0, confounderLength)), data: split(encrypted, data) }
  }

  /** The data of a sealed token's body, rotated by so much. */
  #open(
    header: Header,
    rotated: Uint8Array,
    { layout, rotation }: { readonly layout: readonly SecurityBuffer[]; readonly rotation: number },
  ): Uint8Array {
    const { confounderLength, checksumLength } = this.#key.type
    const { extraCount } = header
    const body = rotateLeft(rotated, rotation)
    if (body.length < confounderLength + extraCount + headerLength + checksumLength)
      throw malformed('shorter than what it must hold')
    const border = body.length - checksumLength
    const sealed = { ciphertext: body.subarray(0, border), checksum: body.subarray(border) }
    const arrange = (bytes: Uint8Array): readonly Uint8Array[] => arranged(bytes, layout, confounderLength)
    const stream = this.#key.open(this.#usage.receive.seal, sealed, arrange)
    if (stream === undefined) throw changed()
    // The copy inside is what the checksum covers; RRC may be changed on the way.
    const inner = readHeader(stream.subarray(stream.length - headerLength), tokenId.wrap)
    if (inner.flags !== header.flags || inner.extraCount !== extraCount || inner.sequence !== header.sequence) throw changed()
    this.#received.accept(header.sequence)
    return stream.subarray(confounderLength, stream.length - headerLength - extraCount)
  }

  #readWrapHeader(token: Uint8Array): Header {
    const header = readHeader(token, tokenId.wrap)
    if (token[3] !== 0xff) throw malformed('a Wrap token without its filler')
    this.#checkFlags(header.flags & ~flag.sealed)
    return header
  }

  #checkFlags(flags: number): void {
    if (((flags ^ this.#receiveFlags) & flag.sentByAcceptor) !== 0) {
      throw new PeerError('Kerberos: a protected message was sent back to its sender')
    }
    if (((flags ^ this.#receiveFlags) & flag.acceptorSubkey) !== 0) {
      throw new PeerError('Kerberos: a protected message was made with another key than the one agreed on')
    }
  }

  #nextSequence(): bigint {
    return this.#sendSequence++
  }
}

/** The parts the checksum covers: the stream, with buffers that are only signed in their places. */
function arranged(stream: Uint8Array, buffers: readonly SecurityBuffer[], confounderLength: number): readonly Uint8Array[] {
  const parts = [stream.subarray(0, confounderLength)]
  let at = confounderLength
  for (const { kind, bytes } of buffers) {
    parts.push(kind === 'data' ? stream.subarray(at, at + bytes.length) : bytes)
    if (kind === 'data') at += bytes.length
  }
  parts.push(stream.subarray(at))
  return parts
}

function split(bytes: Uint8Array, like: readonly Uint8Array[]): readonly Uint8Array[] {
  let at = 0
  return like.map(({ length }) => {
    const part = bytes.subarray(at, at + length)
    at += length
    return part
  })
}

function rotateLeft(bytes: Uint8Array, count: number): Uint8Array {
  const places = bytes.length === 0 ? 0 : count % bytes.length
  return places === 0 ? bytes : concatBytes(bytes.subarray(places), bytes.subarray(0, places))
}

function wrapHeader({ flags, extraCount, rotation, sequence }: Omit<Header, 'bytes'>): Uint8Array {
  const bytes = new Uint8Array(headerLength)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, tokenId.wrap)
  view.setUint8(2, flags)
  view.setUint8(3, 0xff)
  view.setUint16(4, extraCount)
  view.setUint16(6, rotation)
  view.setBigUint64(8, sequence)
  return bytes
}

function micHeader(flags: number, sequence: bigint): Uint8Array {
  const bytes = new Uint8Array(headerLength).fill(0xff)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, tokenId.mic)
  view.setUint8(2, flags)
  view.setBigUint64(8, sequence)
  return bytes
}

function readHeader(token: Uint8Array, id: number): Header {
  if (token.length < headerLength) throw malformed(`${token.length} bytes are no header`)
  const view = new DataView(token.buffer, token.byteOffset, headerLength)
  if (view.getUint16(0) !== id) throw malformed(`TOK_ID ${view.getUint16(0).toString(16).padStart(4, '0')}`)
  return {
    flags: view.getUint8(2),
    extraCount: view.getUint16(4),
    rotation: view.getUint16(6),
    sequence: view.getBigUint64(8),
    bytes: token.subarray(0, headerLength),
  }
}

function isFilled(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0xff)
}

function malformed(detail: string): DecodeError {
  return new DecodeError('Kerberos per-message token', detail)
}

function changed(): PeerError {
  return new PeerError(
    'Kerberos: a protected message does not fit its checksum; it was changed on the way or made with another key',
  )
}
