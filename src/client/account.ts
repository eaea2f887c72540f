import type { AuthName } from '../session/connection.js'

/** The account a user name stands for: one of a domain is the same on every host, one of a host (and every Basic one) is not. */
export function accountIdentity(username: string, where: { readonly host: string; readonly auth: AuthName }): string {
  const { domain, user } = splitUsername(username)
  const local = where.auth === 'basic' || domain === undefined || domain === '.'
  return (local ? `host ${where.host}\\${domain === '.' ? user : username}` : `domain ${domain}\\${user}`).toLowerCase()
}

/** `DOMAIN\user`, `user@realm`, `.\user` or `user`. */
function splitUsername(username: string): { domain: string | undefined; user: string } {
  const backslash = username.indexOf('\\')
  if (backslash >= 0) return { domain: username.slice(0, backslash), user: username.slice(backslash + 1) }
  const at = username.lastIndexOf('@')
  return at < 0 ? { domain: undefined, user: username } : { domain: username.slice(at + 1), user: username.slice(0, at) }
}
