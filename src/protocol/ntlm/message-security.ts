import { ByteReader, ByteWriter, concatBytes } from '../../base/bytes.js'
import { MisuseError, PeerError } from '../../base/errors.js'
import { equalInConstantTime } from '../../crypto/constant-time.js'
import { hmac } from '../../crypto/digest.js'
import { Rc4 } from '../../crypto/rc4.js'
import type { SealedBuffers, SecurityBuffer } from '../gss/security-context.js'
import { type Direction, sealKey, signKey } from './keys.js'
import { hasFlags } from './negotiate-flags.js'
import { NegotiateFlag } from './negotiate-flags.table.js'

/** Bytes of NTLMSSP_MESSAGE_SIGNATURE. */
export const SIGNATURE_SIZE = 16

/**
 * Message security with extended session security ([MS-NLMP] 3.4), one instance for each direction. The messages of a
 * direction share one RC4 stream and one sequence number, so they must be processed in the order they are sent: first the
 * data of a message goes through the stream, then (with key exchange) its checksum.
 */
export class MessageSecurity {
  readonly #signKey: Uint8Array
  readonly #flags: number
  #stream: Rc4
  #sequence = 0

  constructor(exportedSessionKey: Uint8Array, direction: Direction, flags: number) {
    this.#signKey = signKey(exportedSessionKey, direction)
    this.#stream = new Rc4(sealKey(exportedSessionKey, direction, flags))
    this.#flags = flags
  }

  get seals(): boolean {
    return hasFlags(this.#flags, NegotiateFlag.NTLMSSP_NEGOTIATE_SEAL)
  }

  /** SEAL and SIGN: every buffer is signed, those of kind `data` are encrypted. */
  protect(buffers: readonly SecurityBuffer[]): SealedBuffers {
    this.#assertCanSign()
    const data: Uint8Array[] = []
    for (const { kind, bytes } of buffers) if (kind === 'data') data.push(this.#encrypt(bytes))
    return { token: this.#signature(buffers.map(({ bytes }) => bytes)), data }
  }

  /** The plain `data` buffers. Raises PeerError; then the stream is out of step for good. */
  unprotect(signature: Uint8Array, buffers: readonly SecurityBuffer[]): readonly Uint8Array[] {
    this.#assertCanSign()
    const data: Uint8Array[] = []
    const plain = buffers.map(({ kind, bytes }) => {
      if (kind === 'sign-only') return bytes
      const decrypted = this.#encrypt(bytes)
      data.push(decrypted)
      return decrypted
    })
    this.#assertSequence(signature)
    if (!equalInConstantTime(signature, this.#signature(plain)))
      throw new PeerError('NTLM: the signature of a message does not fit it')
    return data
  }

  /**
   * Signs SPNEGO's list of mechanisms: the stream is put back afterwards, the sequence number is not ([MS-SPNG] 3.3.5.1).
   * Where no signing was negotiated there is a signature without content ([MS-NLMP] 3.4.4.3).
   */
  signApart(list: Uint8Array): Uint8Array {
    if (!this.#signs) return emptySignature.slice()
    const before = this.#stream.clone()
    const signature = this.#signature([list])
    this.#stream = before
    return signature
  }

  verifyApart(list: Uint8Array, mic: Uint8Array): void {
    if (!equalInConstantTime(mic, this.signApart(list)))
      throw new PeerError('NTLM: the mechListMIC does not fit the list of mechanisms')
  }

  get #signs(): boolean {
    const { NTLMSSP_NEGOTIATE_SIGN, NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY } = NegotiateFlag
    // Sealing implies signing ([MS-NLMP] 3.4.3). Without extended session security there is only a CRC, which nobody should trust.
    return (
      (this.seals || hasFlags(this.#flags, NTLMSSP_NEGOTIATE_SIGN)) &&
      hasFlags(this.#flags, NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY)
    )
  }

  #assertCanSign(): void {
    if (!this.#signs) throw new MisuseError('NTLM: no message security was negotiated')
  }

  #encrypt(bytes: Uint8Array): Uint8Array {
    if (!this.seals) throw new MisuseError('NTLM: no encryption was negotiated')
    return this.#stream.update(bytes)
  }

  /** MAC ([MS-NLMP] 3.4.4.2). */
  #signature(parts: readonly Uint8Array[]): Uint8Array {
    const sequence = new ByteWriter(4).u32le(this.#sequence).toBytes()
    const checksum = hmac('md5', this.#signKey, sequence, ...parts).subarray(0, 8)
    const exchanged = hasFlags(this.#flags, NegotiateFlag.NTLMSSP_NEGOTIATE_KEY_EXCH)
    this.#sequence = (this.#sequence + 1) >>> 0
    return concatBytes(version, exchanged ? this.#stream.update(checksum) : checksum, sequence)
  }

  #assertSequence(signature: Uint8Array): void {
    const reader = new ByteReader('NTLMSSP_MESSAGE_SIGNATURE', signature)
    reader.skip(12)
    const sequence = reader.u32le()
    reader.assertEnd()
    if (sequence === this.#sequence) return
    throw new PeerError(
      `NTLM: message ${sequence} arrived where ${this.#sequence} was due: one was replayed, dropped or reordered`,
    )
  }
}

const version = Uint8Array.of(1, 0, 0, 0)
const emptySignature = concatBytes(version, new Uint8Array(12))
