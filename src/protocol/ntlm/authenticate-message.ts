import { decodeText, encodeText, openMessage, type PayloadField, readField, writeMessage } from './message.js'
import { hasFlags } from './negotiate-flags.js'
import { NegotiateFlag } from './negotiate-flags.table.js'
import { type NtlmVersion, readVersion, VERSION_SIZE, writeVersion } from './version.js'

/** [MS-NLMP] 2.2.1.3 */
export interface AuthenticateMessage {
  readonly flags: number
  readonly domainName: string
  readonly userName: string
  readonly workstation: string
  readonly lmChallengeResponse: Uint8Array
  readonly ntChallengeResponse: Uint8Array
  /** Empty when no key is exchanged. */
  readonly encryptedRandomSessionKey: Uint8Array
  readonly version?: NtlmVersion
  /** Sixteen bytes; whether they mean anything is said by MsvAvFlags in the response. Undefined when there is no room for them. */
  readonly mic?: Uint8Array
}

const HEAD_SIZE = 64
/** Where the MIC is, when there is one. */
const MIC_OFFSET = HEAD_SIZE + VERSION_SIZE
const MIC_SIZE = 16

/** Raises DecodeError. */
export function readAuthenticateMessage(bytes: Uint8Array): AuthenticateMessage {
  const reader = openMessage('AUTHENTICATE_MESSAGE', 3, bytes)
  const lm = readField(reader, bytes)
  const nt = readField(reader, bytes)
  const domain = readField(reader, bytes)
  const user = readField(reader, bytes)
  const workstation = readField(reader, bytes)
  const keyField = reader.sub('EncryptedRandomSessionKeyFields', 8)
  const flags = reader.u32le()
  const hasKey = hasFlags(flags, NegotiateFlag.NTLMSSP_NEGOTIATE_KEY_EXCH)
  const key = hasKey ? readField(keyField, bytes) : { offset: 0, bytes: new Uint8Array(0) }
  const payload = firstOffset([lm, nt, domain, user, workstation, key], bytes.length)
  const hasVersion = hasFlags(flags, NegotiateFlag.NTLMSSP_NEGOTIATE_VERSION) && payload >= MIC_OFFSET
  return {
    flags,
    domainName: decodeText(domain.bytes, flags, 'DomainName'),
    userName: decodeText(user.bytes, flags, 'UserName'),
    workstation: decodeText(workstation.bytes, flags, 'Workstation'),
    lmChallengeResponse: lm.bytes,
    ntChallengeResponse: nt.bytes,
    encryptedRandomSessionKey: key.bytes,
    ...(hasVersion ? { version: readVersion(reader) } : {}),
    ...(payload >= MIC_OFFSET + MIC_SIZE ? { mic: bytes.subarray(MIC_OFFSET, MIC_OFFSET + MIC_SIZE) } : {}),
  }
}

export function writeAuthenticateMessage(message: AuthenticateMessage): Uint8Array {
  const { flags, mic } = message
  const domain = encodeText(message.domainName, flags)
  const user = encodeText(message.userName, flags)
  const workstation = encodeText(message.workstation, flags)
  // Own views: the writer tells parts of the payload apart by identity.
  const lm = message.lmChallengeResponse.subarray()
  const nt = message.ntChallengeResponse.subarray()
  const key = message.encryptedRandomSessionKey.subarray()
  const headSize = MIC_OFFSET + (mic?.length ?? 0)
  return writeMessage(3, headSize, [domain, user, workstation, lm, nt, key], (writer, field) => {
    for (const part of [lm, nt, domain, user, workstation, key]) field(part)
    writer.u32le(flags)
    writeVersion(writer, message.version)
    if (mic !== undefined) writer.bytes(mic)
  })
}

/** The bytes of a message that has one with zeros in place of its MIC: what the MIC is computed over. */
export function withoutMic(bytes: Uint8Array): Uint8Array {
  return withMic(bytes, new Uint8Array(MIC_SIZE))
}

/** The bytes of a message that has room for one with this MIC. */
export function withMic(bytes: Uint8Array, mic: Uint8Array): Uint8Array {
  const copy = bytes.slice()
  copy.set(mic, MIC_OFFSET)
  return copy
}

function firstOffset(fields: readonly PayloadField[], length: number): number {
  return fields.reduce((first, { offset, bytes }) => (bytes.length === 0 ? first : Math.min(first, offset)), length)
}
