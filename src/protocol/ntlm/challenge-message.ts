import { type AvPair, readAvPairs, writeAvPairs } from './av-pairs.js'
import { decodeText, encodeText, openMessage, readField, writeMessage } from './message.js'
import { hasFlags } from './negotiate-flags.js'
import { NegotiateFlag } from './negotiate-flags.table.js'
import { type NtlmVersion, readVersion, VERSION_SIZE, writeVersion } from './version.js'

/** [MS-NLMP] 2.2.1.2 */
export interface ChallengeMessage {
  readonly flags: number
  /** The domain or server that authenticates; empty when it was not asked for. */
  readonly targetName: string
  /** Eight bytes. */
  readonly serverChallenge: Uint8Array
  /** Without MsvAvEOL. Undefined as NTLMSSP_NEGOTIATE_TARGET_INFO says. */
  readonly targetInfo?: readonly AvPair[]
  readonly version?: NtlmVersion
}

const HEAD_SIZE = 48
/** Bytes; the client sends it back with additions, and the field there holds 65,535. */
const TARGET_INFO_LIMIT = 16_384

/** Raises DecodeError. */
export function readChallengeMessage(bytes: Uint8Array): ChallengeMessage {
  const reader = openMessage('CHALLENGE_MESSAGE', 2, bytes)
  const nameField = reader.sub('TargetNameFields', 8)
  const flags = reader.u32le()
  const name = hasFlags(flags, NegotiateFlag.NTLMSSP_REQUEST_TARGET) || isTyped(flags) ? readField(nameField, bytes).bytes : none
  const serverChallenge = reader.bytes(8)
  // The oldest servers stop here.
  if (reader.remaining === 0) return { flags, targetName: decodeText(name, flags, 'TargetName'), serverChallenge }
  reader.skip(8)
  const infoField = reader.sub('TargetInfoFields', 8)
  const info = hasFlags(flags, NegotiateFlag.NTLMSSP_NEGOTIATE_TARGET_INFO) ? readField(infoField, bytes).bytes : undefined
  if (info !== undefined && info.length > TARGET_INFO_LIMIT) throw infoField.fail(`TargetInfo of ${info.length} bytes`)
  const hasVersion = hasFlags(flags, NegotiateFlag.NTLMSSP_NEGOTIATE_VERSION) && reader.remaining >= VERSION_SIZE
  return {
    flags,
    targetName: decodeText(name, flags, 'TargetName'),
    serverChallenge,
    ...(info === undefined ? {} : { targetInfo: info.length === 0 ? [] : readAvPairs(info, 'TargetInfo') }),
    ...(hasVersion ? { version: readVersion(reader) } : {}),
  }
}

export function writeChallengeMessage(message: ChallengeMessage): Uint8Array {
  const name = encodeText(message.targetName, message.flags)
  const info = message.targetInfo === undefined ? new Uint8Array(0) : writeAvPairs(message.targetInfo)
  return writeMessage(2, HEAD_SIZE + VERSION_SIZE, [name, info], (writer, field) => {
    field(name)
    writer.u32le(message.flags).bytes(message.serverChallenge).zeros(8)
    field(info)
    writeVersion(writer, message.version)
  })
}

const none = new Uint8Array(0)

/** The specification's own examples give a name without NTLMSSP_REQUEST_TARGET, and say of what kind it is. */
function isTyped(flags: number): boolean {
  const kinds = NegotiateFlag.NTLMSSP_TARGET_TYPE_DOMAIN | NegotiateFlag.NTLMSSP_TARGET_TYPE_SERVER
  return (flags & kinds) !== 0
}
