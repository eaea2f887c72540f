import { labDomain } from '../seed/host-facts.js'

/** The NetBIOS name of the lab's domain. */
export const labDomainName = 'CORP'

/** An account of the domain, or one that every host has for itself. */
export interface AccountPlace {
  readonly kind: 'domain' | 'local'
  /** Without the domain. */
  readonly user: string
}

/** `CORP\user` and `user@corp.example` are accounts of the domain, `user` and `.\user` local ones. */
export function accountPlace(username: string): AccountPlace {
  const at = username.indexOf('\\')
  if (at >= 0) {
    const user = username.slice(at + 1)
    return username.slice(0, at) === '.' ? { kind: 'local', user } : { kind: 'domain', user }
  }
  const suffix = `@${labDomain}`
  if (username.toLowerCase().endsWith(suffix)) return { kind: 'domain', user: username.slice(0, -suffix.length) }
  return { kind: 'local', user: username }
}

/** The user principal name in certificates for a local account. */
export function certificateName(user: string): string {
  return `${user}@localhost`
}
