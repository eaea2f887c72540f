import type { ByteReader } from '../../base/bytes.js'
import { decodeOem, encodeOem, openMessage, readField, writeMessage } from './message.js'
import { hasFlags } from './negotiate-flags.js'
import { NegotiateFlag } from './negotiate-flags.table.js'
import { type NtlmVersion, readVersion, VERSION_SIZE, writeVersion } from './version.js'

/** [MS-NLMP] 2.2.1.1 */
export interface NegotiateMessage {
  readonly flags: number
  /** Present as NTLMSSP_NEGOTIATE_OEM_DOMAIN_SUPPLIED says. */
  readonly domainName?: string
  /** Present as NTLMSSP_NEGOTIATE_OEM_WORKSTATION_SUPPLIED says. */
  readonly workstation?: string
  readonly version?: NtlmVersion
}

const HEAD_SIZE = 32

export function readNegotiateMessage(bytes: Uint8Array): NegotiateMessage {
  const reader = openMessage('NEGOTIATE_MESSAGE', 1, bytes)
  const flags = reader.u32le()
  // The oldest clients stop here.
  if (reader.remaining === 0) return { flags }
  const domain = readAnnounced(reader, bytes, hasFlags(flags, NegotiateFlag.NTLMSSP_NEGOTIATE_OEM_DOMAIN_SUPPLIED))
  const workstation = readAnnounced(reader, bytes, hasFlags(flags, NegotiateFlag.NTLMSSP_NEGOTIATE_OEM_WORKSTATION_SUPPLIED))
  const hasVersion = hasFlags(flags, NegotiateFlag.NTLMSSP_NEGOTIATE_VERSION) && reader.remaining >= VERSION_SIZE
  return {
    flags,
    ...(domain === undefined ? {} : { domainName: decodeOem(domain) }),
    ...(workstation === undefined ? {} : { workstation: decodeOem(workstation) }),
    ...(hasVersion ? { version: readVersion(reader) } : {}),
  }
}

/** The flags that announce a name or the version must be set where there is one. */
export function writeNegotiateMessage({ flags, domainName, workstation, version }: NegotiateMessage): Uint8Array {
  const domain = encodeOem(domainName ?? '')
  const station = encodeOem(workstation ?? '')
  return writeMessage(1, HEAD_SIZE + VERSION_SIZE, [domain, station], (writer, field) => {
    writer.u32le(flags)
    field(domain)
    field(station)
    writeVersion(writer, version)
  })
}

/** A field that is not announced must be ignored, also when what it says is wrong. */
function readAnnounced(reader: ByteReader, message: Uint8Array, announced: boolean): Uint8Array | undefined {
  const field = reader.sub('NEGOTIATE_MESSAGE', 8)
  return announced ? readField(field, message).bytes : undefined
}
