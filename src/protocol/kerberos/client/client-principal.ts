import type { Principal } from '../messages/principal.js'
import { nameType } from '../messages/principal-name.js'

/**
 * The principal of a user name as people write it: `CORP\user`, `user@corp.example` or, where the realm is known, `user`.
 * Undefined when there is no realm to look it up in. A NetBIOS name serves Windows KDCs as a realm; a UPN with another suffix
 * than its realm is an enterprise name, which the KDC resolves ([RFC 6806] 5).
 */
export function clientPrincipal(
  username: string,
  { realm }: { readonly realm?: string | undefined } = {},
): Principal | undefined {
  const slash = username.indexOf('\\')
  if (slash >= 0) return principal(username.slice(slash + 1), realm ?? username.slice(0, slash))
  const at = username.lastIndexOf('@')
  if (at < 0) return principal(username, realm)
  const suffix = username.slice(at + 1)
  if (realm === undefined || suffix.toLowerCase() === realm.toLowerCase())
    return principal(username.slice(0, at), realm ?? suffix)
  return { name: { type: nameType.enterprise, components: [username] }, realm: realm.toUpperCase() }
}

function principal(name: string, realm: string | undefined): Principal | undefined {
  if (name === '' || realm === undefined || realm === '' || realm === '.') return undefined
  return { name: { type: nameType.principal, components: name.split('/') }, realm: realm.toUpperCase() }
}
