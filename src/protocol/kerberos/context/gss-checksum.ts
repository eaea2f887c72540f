import { ByteReader, ByteWriter } from '../../../base/bytes.js'
import type { Tagged } from '../messages/primitives.js'

/** Type of the checksum that carries the GSS flags and channel bindings ([RFC 4121] 4.1.1). */
export const gssChecksumType = 0x8003

/** Context flags ([RFC 4121] 4.1.1.1, [RFC 4757] 7.1, [MS-KILE] 2.2.9). */
export const contextFlag = {
  delegation: 0x1,
  mutual: 0x2,
  replay: 0x4,
  sequence: 0x8,
  confidentiality: 0x10,
  integrity: 0x20,
  dceStyle: 0x1000,
  identify: 0x2000,
  extendedError: 0x4000,
} as const

export interface GssChecksum {
  readonly flags: number
  /** MD5 of the channel bindings; zeros when there are none. */
  readonly bindings: Uint8Array
  /** KRB-CRED that hands on the initiator's ticket. */
  readonly delegation?: Uint8Array | undefined
}

export function writeGssChecksum({ flags, bindings, delegation }: GssChecksum): Tagged {
  const writer = new ByteWriter().u32le(16).bytes(bindings).u32le(flags)
  if (delegation !== undefined) writer.u16le(1).u16le(delegation.length).bytes(delegation)
  return { type: gssChecksumType, bytes: writer.toBytes() }
}

/** Extensions that follow are not looked at. Raises DecodeError. */
export function readGssChecksum(bytes: Uint8Array): GssChecksum {
  const reader = new ByteReader('Authenticator checksum 0x8003', bytes)
  if (reader.u32le() !== 16) throw reader.fail('the channel bindings are not of 16 bytes')
  const bindings = reader.bytes(16)
  const flags = reader.u32le()
  if ((flags & contextFlag.delegation) === 0 || reader.remaining === 0) return { flags, bindings }
  if (reader.u16le() !== 1) throw reader.fail('a delegation option that is not 1')
  return { flags, bindings, delegation: reader.bytes(reader.u16le()) }
}
