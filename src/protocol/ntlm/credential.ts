import type { Secret } from '../../base/secret.js'

/** Who logs on. A hash in place of the password is not taken. */
export type NtlmCredential = NtlmPasswordCredential | { readonly kind: 'anonymous' }

export interface NtlmPasswordCredential {
  readonly kind: 'password'
  /** `user`, `DOMAIN\user`, `user@realm` or `.\user`. */
  readonly username: string
  readonly password: Secret
}

/** The two names of an AUTHENTICATE message. */
export interface AccountName {
  readonly domainName: string
  readonly userName: string
}

/**
 * Splits what people write. `.\user` is an account of the server itself, whose NetBIOS name stands for the domain; a user
 * principal name goes whole into the user, with an empty domain, as Windows sends it.
 */
export function accountName(username: string, serverName: string): AccountName {
  const at = username.indexOf('\\')
  if (at < 0) return { domainName: '', userName: username }
  const domainName = username.slice(0, at)
  return { domainName: domainName === '.' ? serverName : domainName, userName: username.slice(at + 1) }
}

/** `DOMAIN\user`, or the user alone. */
export function formatAccountName({ domainName, userName }: AccountName): string {
  return domainName === '' ? userName : `${domainName}\\${userName}`
}
