import { principalText } from '../protocol/kerberos/messages/principal.js'
import type { AuthName, Credential } from '../session/connection.js'
import { ticketsOf } from './kerberos/kerberos-files.js'

/** Who logs on, for messages. */
export function usernameOf(credential: Credential): string {
  if (credential.kind !== 'ccache') return credential.username
  return credential.username ?? principalText(ticketsOf(credential.ccache).client)
}

/**
 * The account a user name stands for: one of a domain is the same on every host, one of a host is not, and so are all of Basic and those
 * that each host maps certificates to.
 */
export function accountIdentity(username: string, where: { readonly host: string; readonly auth: AuthName }): string {
  const { domain, user } = splitUsername(username)
  // Where there is only Kerberos, a name without a domain is one of the default realm.
  const local =
    where.auth === 'basic' ||
    where.auth === 'certificate' ||
    domain === '.' ||
    (domain === undefined && where.auth !== 'kerberos')
  return (local ? `host ${where.host}\\${domain === '.' ? user : username}` : `domain ${domain ?? ''}\\${user}`).toLowerCase()
}

/** `DOMAIN\user`, `user@realm`, `.\user` or `user`. */
function splitUsername(username: string): { domain: string | undefined; user: string } {
  const backslash = username.indexOf('\\')
  if (backslash >= 0) return { domain: username.slice(0, backslash), user: username.slice(backslash + 1) }
  const at = username.lastIndexOf('@')
  return at < 0 ? { domain: undefined, user: username } : { domain: username.slice(at + 1), user: username.slice(0, at) }
}
