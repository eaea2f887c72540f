import type { Secret } from '../base/secret.js'

/** The accounts of a host, and of the domain it belongs to. */
export interface AccountDirectory {
  /** Undefined for a user that does not exist, or may not log on. */
  find(name: LogonName): ServerAccount | undefined
  /** Told of each password that a client has proven to know, or not. */
  passwordChecked?(name: LogonName, outcome: 'right' | 'wrong'): void
}

/** The two names a client gives, in any case. A user principal name stands whole in `userName`, with an empty domain. */
export interface LogonName {
  /** Empty when the client gives none. */
  readonly domainName: string
  readonly userName: string
}

export interface ServerAccount {
  /** As the server calls it. */
  readonly name: string
  readonly password: Secret
}
