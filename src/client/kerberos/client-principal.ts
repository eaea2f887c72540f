import { AuthError } from '../../base/errors.js'
import { clientPrincipal } from '../../protocol/kerberos/client/client-principal.js'
import { type Principal, principalText, sameRealm } from '../../protocol/kerberos/messages/principal.js'
import type { RealmDirectory } from './realm-directory.js'

export interface AccountPlace {
  /** Name of the host in messages. */
  readonly peer: string
  /** The name the host is reached by, whose domain may tell the realm. */
  readonly host: string
}

/**
 * The principal of a user name as people write it. `user@corp.example` and `CORP\user` name a realm that is configured, is in DNS
 * or is the host's own; a suffix that is none of these is an alternative one of the host's realm, whose KDC resolves it; `user`
 * is of the default realm, else of the host's. Raises AuthError for an account of the host itself and where no realm can be told.
 */
export async function findClientPrincipal(username: string, realms: RealmDirectory, place: AccountPlace): Promise<Principal> {
  const { domain, user } = splitAccount(username)
  if (domain === '.') throw localAccount(username, place)
  const realm = domain === undefined ? await realmOfBareName(realms, place) : await realmNamed(domain, username, realms, place)
  const name = realm !== undefined && domain !== undefined && isNamed(realm, domain) ? user : username
  const found = realm === undefined ? undefined : clientPrincipal(name, { realm })
  if (found !== undefined) return found
  throw new AuthError(place.peer, 'Kerberos', 'no-credential', `nothing says which realm ${username} belongs to`, {
    hint: 'Write the user name with the DNS name of its domain (user@corp.example), or name `kerberos: { defaultRealm: REALM }` in the inventory.',
  })
}

/** Whether the account is one of the host itself: `.\user` and `HOST\user`. */
export function isLocalAccount(username: string, hosts: readonly string[]): boolean {
  const { domain } = splitAccount(username)
  if (domain === '.') return true
  return username.includes('\\') && hosts.some((host) => host.split('.', 1)[0]?.toLowerCase() === domain?.toLowerCase())
}

/**
 * The principal among those that a file is for which a user name means: a bare name fits any realm, a NetBIOS name the realm
 * whose first label it is. Undefined when there is none.
 */
export function matchPrincipal(username: string, principals: readonly Principal[]): Principal | undefined {
  const { domain, user } = splitAccount(username)
  const exact = principals.find((each) => principalText(each).toLowerCase() === username.toLowerCase())
  return (
    exact ??
    principals.find(
      ({ name, realm }) =>
        name.components.join('/').toLowerCase() === user.toLowerCase() && (domain === undefined || isNamed(realm, domain)),
    )
  )
}

function splitAccount(username: string): { readonly domain: string | undefined; readonly user: string } {
  const slash = username.indexOf('\\')
  if (slash >= 0) return { domain: username.slice(0, slash), user: username.slice(slash + 1) }
  const at = username.lastIndexOf('@')
  return at < 0 ? { domain: undefined, user: username } : { domain: username.slice(at + 1), user: username.slice(0, at) }
}

async function realmOfBareName(realms: RealmDirectory, { host }: AccountPlace): Promise<string | undefined> {
  return ((await realms.defaultRealm()) ?? (await realms.realmOf(host)))?.realm
}

async function realmNamed(
  domain: string,
  username: string,
  realms: RealmDirectory,
  { host }: AccountPlace,
): Promise<string | undefined> {
  const configured = await realms.configuredRealms()
  const known = configured.find((realm) => sameRealm(realm, domain)) ?? configured.find((realm) => isNamed(realm, domain))
  if (known !== undefined) return known
  if (domain.includes('.') && (await realms.isInDns(domain))) return domain
  const ofHost = await realms.realmOf(host)
  if (ofHost !== undefined && isNamed(ofHost.realm, domain)) return ofHost.realm
  const certain = ofHost?.source === 'convention' ? undefined : ofHost
  const other = certain ?? (await realms.defaultRealm()) ?? ofHost
  if (!domain.includes('.')) {
    // A NetBIOS name that is not the first label: domain controllers take it as a realm of theirs.
    if (other === undefined) return domain
    if (username.includes('@')) return other.realm
    realms.alias(domain, other.realm)
    return domain
  }
  if (username.includes('\\')) return domain
  return certain === undefined && other?.source !== 'inventory' ? domain : other?.realm
}

function isNamed(realm: string, domain: string): boolean {
  return sameRealm(realm, domain) || sameRealm(realm.split('.', 1)[0] ?? '', domain)
}

function localAccount(username: string, { peer }: AccountPlace): AuthError {
  return new AuthError(
    peer,
    'Kerberos',
    'unsupported',
    `${username} is an account of the host itself, which Kerberos does not know`,
    {
      hint: 'Use an account of a domain, or `auth: negotiate`.',
    },
  )
}
