import type { ByteReader, ByteWriter } from '../../base/bytes.js'

/** [MS-NLMP] 2.2.2.10. For debugging only: nothing may depend on it. */
export interface NtlmVersion {
  readonly major: number
  readonly minor: number
  readonly build: number
  /** NTLMRevisionCurrent: 15 since Windows Server 2003. */
  readonly revision: number
}

/** Says nothing about the product but the revision of NTLM. */
export const unnamedVersion: NtlmVersion = { major: 0, minor: 0, build: 0, revision: 15 }

export const VERSION_SIZE = 8

export function readVersion(reader: ByteReader): NtlmVersion {
  const major = reader.u8()
  const minor = reader.u8()
  const build = reader.u16le()
  reader.skip(3)
  return { major, minor, build, revision: reader.u8() }
}

/** Eight zeros stand for no version. */
export function writeVersion(writer: ByteWriter, version: NtlmVersion | undefined): void {
  if (version === undefined) writer.zeros(VERSION_SIZE)
  else writer.u8(version.major).u8(version.minor).u16le(version.build).zeros(3).u8(version.revision)
}
