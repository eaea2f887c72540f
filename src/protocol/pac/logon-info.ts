import type { NdrReader } from '../ndr/ndr-reader.js'
import type { NdrWriter } from '../ndr/ndr-writer.js'
import { readSerialized, writeSerialized } from '../ndr/type-serialization.js'
import { readSid, writeSid } from './sid.js'

/** A group by the last part of its SID ([MS-PAC] 2.2.2). */
export interface GroupMembership {
  readonly rid: number
  /** SE_GROUP_ENABLED and the like ([MS-PAC] 2.2.1). */
  readonly attributes: number
}

/** A group by its whole SID ([MS-PAC] 2.2.1). */
export interface SidAndAttributes {
  readonly sid: string
  readonly attributes: number
}

/**
 * KERB_VALIDATION_INFO ([MS-PAC] 2.5): who the user is to the domain. Times are FILETIMEs; 0x7fffffffffffffff is never. Members
 * that are reserved or zero in a PAC are left out.
 */
export interface LogonInfo {
  readonly logonTime: bigint
  readonly logoffTime: bigint
  readonly kickOffTime: bigint
  readonly passwordLastSet: bigint
  readonly passwordCanChange: bigint
  readonly passwordMustChange: bigint
  /** The sAMAccountName. */
  readonly effectiveName: string
  readonly fullName: string
  readonly logonScript: string
  readonly profilePath: string
  readonly homeDirectory: string
  readonly homeDirectoryDrive: string
  readonly logonCount: number
  readonly badPasswordCount: number
  /** The last part of the user's SID, in the domain. */
  readonly userId: number
  readonly primaryGroupId: number
  readonly groups: readonly GroupMembership[]
  readonly userFlags: number
  /** NetBIOS names. */
  readonly logonServer: string
  readonly logonDomainName: string
  readonly logonDomainId: string
  readonly userAccountControl: number
  readonly extraSids: readonly SidAndAttributes[]
  /** Domain-local groups of the domain of the service, where the KDC compresses them ([MS-KILE] 3.3.5.7.1). */
  readonly resourceGroupDomainSid: string | undefined
  readonly resourceGroups: readonly GroupMembership[]
}

/** FILETIME of what never comes ([MS-PAC] 2.5). */
export const never = 0x7fff_ffff_ffff_ffffn

/** SE_GROUP_MANDATORY, SE_GROUP_ENABLED_BY_DEFAULT and SE_GROUP_ENABLED ([MS-PAC] 2.2.1). */
export const groupEnabled = 7

/** Flags of UserFlags ([MS-PAC] 2.5). */
export const userFlag = { extraSids: 0x20, resourceGroups: 0x200 } as const

/** All SIDs: the user's, then those of its groups. */
export function sidsOf(info: LogonInfo): readonly string[] {
  const { logonDomainId: domain, userId, groups, extraSids, resourceGroupDomainSid, resourceGroups } = info
  return [
    `${domain}-${userId}`,
    ...groups.map(({ rid }) => `${domain}-${rid}`),
    ...extraSids.map(({ sid }) => sid),
    ...(resourceGroupDomainSid === undefined ? [] : resourceGroups.map(({ rid }) => `${resourceGroupDomainSid}-${rid}`)),
  ]
}

/** Raises DecodeError. */
export function decodeLogonInfo(bytes: Uint8Array): LogonInfo {
  return readSerialized(bytes, 'KERB_VALIDATION_INFO', (reader) => {
    const times = Array.from({ length: 6 }, () => reader.fileTime())
    const strings = Array.from({ length: 6 }, () => reader.unicodeString())
    const [logonCount, badPasswordCount] = [reader.u16(), reader.u16()]
    const [userId, primaryGroupId, groupCount] = [reader.u32(), reader.u32(), reader.u32()]
    const groups = reader.referent(() => readGroups(reader, groupCount))
    const userFlags = reader.u32()
    // UserSessionKey, which a PAC has no use for.
    reader.bytes(16)
    const [logonServer, logonDomainName] = [reader.unicodeString(), reader.unicodeString()]
    const logonDomainId = reader.referent(() => readSid(reader))
    const required = (sid: string | undefined): string => {
      if (sid === undefined) throw reader.fail('no LogonDomainId')
      return sid
    }
    reader.bytes(8)
    const userAccountControl = reader.u32()
    // SubAuthStatus, LastSuccessfulILogon, LastFailedILogon, FailedILogonCount, Reserved3.
    reader.bytes(4 + 8 + 8 + 4 + 4)
    const sidCount = reader.u32()
    const extraSids = reader.referent(() => readExtraSids(reader, sidCount))
    const resourceGroupDomainSid = reader.referent(() => readSid(reader))
    const resourceGroupCount = reader.u32()
    const resourceGroups = reader.referent(() => readGroups(reader, resourceGroupCount))
    const [effectiveName, fullName, logonScript, profilePath, homeDirectory, homeDirectoryDrive] = strings.map((read) => read())
    const [logonTime, logoffTime, kickOffTime, passwordLastSet, passwordCanChange, passwordMustChange] = times
    return {
      logonTime: logonTime ?? 0n,
      logoffTime: logoffTime ?? 0n,
      kickOffTime: kickOffTime ?? 0n,
      passwordLastSet: passwordLastSet ?? 0n,
      passwordCanChange: passwordCanChange ?? 0n,
      passwordMustChange: passwordMustChange ?? 0n,
      effectiveName: effectiveName ?? '',
      fullName: fullName ?? '',
      logonScript: logonScript ?? '',
      profilePath: profilePath ?? '',
      homeDirectory: homeDirectory ?? '',
      homeDirectoryDrive: homeDirectoryDrive ?? '',
      logonCount,
      badPasswordCount,
      userId,
      primaryGroupId,
      groups: groups() ?? [],
      userFlags,
      logonServer: logonServer(),
      logonDomainName: logonDomainName(),
      logonDomainId: required(logonDomainId()),
      userAccountControl,
      extraSids: extraSids() ?? [],
      resourceGroupDomainSid: resourceGroupDomainSid(),
      resourceGroups: resourceGroups() ?? [],
    }
  })
}

export function encodeLogonInfo(info: LogonInfo): Uint8Array {
  return writeSerialized((writer) => {
    const { groups, extraSids, resourceGroups, resourceGroupDomainSid: resourceDomain } = info
    writer.fileTime(info.logonTime).fileTime(info.logoffTime).fileTime(info.kickOffTime)
    writer.fileTime(info.passwordLastSet).fileTime(info.passwordCanChange).fileTime(info.passwordMustChange)
    writer.unicodeString(info.effectiveName).unicodeString(info.fullName).unicodeString(info.logonScript)
    writer.unicodeString(info.profilePath).unicodeString(info.homeDirectory).unicodeString(info.homeDirectoryDrive)
    writer.u16(info.logonCount).u16(info.badPasswordCount).u32(info.userId).u32(info.primaryGroupId)
    writer.u32(groups.length).pointer(() => writeGroups(writer, groups))
    writer.u32(info.userFlags).bytes(new Uint8Array(16))
    writer.unicodeString(info.logonServer).unicodeString(info.logonDomainName)
    writer.pointer(() => writeSid(writer, info.logonDomainId))
    writer.bytes(new Uint8Array(8)).u32(info.userAccountControl).bytes(new Uint8Array(28))
    writer.u32(extraSids.length).pointer(extraSids.length === 0 ? undefined : () => writeExtraSids(writer, extraSids))
    writer.pointer(resourceDomain === undefined ? undefined : () => writeSid(writer, resourceDomain))
    writer.u32(resourceGroups.length).pointer(resourceGroups.length === 0 ? undefined : () => writeGroups(writer, resourceGroups))
  })
}

function readGroups(reader: NdrReader, expected: number): readonly GroupMembership[] {
  const count = expectedCount(reader, expected, 8)
  return Array.from({ length: count }, () => ({ rid: reader.u32(), attributes: reader.u32() }))
}

function readExtraSids(reader: NdrReader, expected: number): readonly SidAndAttributes[] {
  const count = expectedCount(reader, expected, 8)
  const pending = Array.from({ length: count }, () => ({
    sid: reader.referent(() => readSid(reader)),
    attributes: reader.u32(),
  }))
  return pending.flatMap(({ sid: read, attributes }) => {
    const sid = read()
    return sid === undefined ? [] : [{ sid, attributes }]
  })
}

function expectedCount(reader: NdrReader, expected: number, size: number): number {
  const count = reader.count(size)
  if (count !== expected) throw reader.fail(`an array of ${count} elements where ${expected} were announced`)
  return count
}

function writeGroups(writer: NdrWriter, groups: readonly GroupMembership[]): void {
  writer.u32(groups.length)
  for (const { rid, attributes } of groups) writer.u32(rid).u32(attributes)
}

function writeExtraSids(writer: NdrWriter, sids: readonly SidAndAttributes[]): void {
  writer.u32(sids.length)
  for (const { sid, attributes } of sids) writer.pointer(() => writeSid(writer, sid)).u32(attributes)
}
