import { fileTimeOf } from '../../base/file-time.js'
import type { Principal } from '../../protocol/kerberos/messages/principal.js'
import { formatName } from '../../protocol/kerberos/messages/principal-name.js'
import { type ClientInfo, encodeClientInfo } from '../../protocol/pac/client-info.js'
import { encodeLogonInfo, groupEnabled, never, userFlag } from '../../protocol/pac/logon-info.js'
import { type PacBuffer, pacType } from '../../protocol/pac/pac.js'
import { encodeUpnDnsInfo } from '../../protocol/pac/upn-dns-info.js'
import { type DomainAccount, domainGroup } from './domain-account.js'

export interface PacSubject {
  readonly account: DomainAccount
  /** As the ticket names it. */
  readonly client: Principal
  /** Milliseconds since 1970. */
  readonly authTime: number
  readonly domain: { readonly name: string; readonly netbiosName: string; readonly sid: string; readonly realm: string }
}

/** The parts of a PAC that say who the user is ([MS-PAC] 2.5, 2.7, 2.10), without signatures. */
export function composePac({ account, client, authTime, domain }: PacSubject): readonly PacBuffer[] {
  const [primaryGroupId = domainGroup.users] = account.groups
  const logonInfo = encodeLogonInfo({
    logonTime: fileTimeOf(authTime),
    logoffTime: never,
    kickOffTime: never,
    passwordLastSet: fileTimeOf(authTime - passwordAge),
    passwordCanChange: fileTimeOf(authTime - passwordAge),
    passwordMustChange: never,
    effectiveName: account.name,
    fullName: account.fullName ?? account.name,
    logonScript: '',
    profilePath: '',
    homeDirectory: '',
    homeDirectoryDrive: '',
    logonCount: 0,
    badPasswordCount: 0,
    userId: account.rid,
    primaryGroupId,
    groups: account.groups.map((rid) => ({ rid, attributes: groupEnabled })),
    userFlags: userFlag.extraSids,
    logonServer: domainController,
    logonDomainName: domain.netbiosName,
    logonDomainId: domain.sid,
    userAccountControl: normalAccount,
    extraSids: [{ sid: authenticationAuthorityAsserted, attributes: groupEnabled }],
    resourceGroupDomainSid: undefined,
    resourceGroups: [],
  })
  return [
    { type: pacType.logonInfo, bytes: logonInfo },
    { type: pacType.clientInfo, bytes: encodeClientInfo(clientInfoOf({ client, authTime })) },
    {
      type: pacType.upnDnsInfo,
      bytes: encodeUpnDnsInfo({ upn: `${account.name}@${domain.name}`, dnsDomainName: domain.realm }),
    },
  ]
}

/** Ties a PAC to a ticket: by the client's name and the time it has logged on, of which tickets know whole seconds. */
export function clientInfoOf({ client, authTime }: Pick<PacSubject, 'client' | 'authTime'>): ClientInfo {
  return { authTime: fileTimeOf(Math.floor(authTime / 1000) * 1000), name: formatName(client.name) }
}

/** NetBIOS name of the KDC. */
const domainController = 'DC1'

/** Milliseconds. */
const passwordAge = 30 * 86_400_000

/** USER_NORMAL_ACCOUNT ([MS-SAMR] 2.2.1.12). */
const normalAccount = 0x10

/** The user has proven who it is to the domain ([MS-SFU] 3.2.5.1.2): what tells it from a logon a service made up. */
const authenticationAuthorityAsserted = 'S-1-18-1'
