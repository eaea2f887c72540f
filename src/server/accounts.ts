import type { Secret } from '../base/secret.js'
import type { AccountState } from '../protocol/kerberos/kdc/kdc-database.js'

/** The accounts of a host, and of the domain it belongs to. */
export interface AccountDirectory {
  /** Undefined for a user that does not exist, or is locked so that no password is right. */
  find(name: LogonName): ServerAccount | undefined
  /** Told of each password that a client has proven to know, or not. */
  passwordChecked?(name: LogonName, outcome: 'right' | 'wrong'): void
  /** Told of each logon that fails although the password is right. */
  logonRefused?(account: string, state: AccountState): void
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
  /** Why it may not log on, which is told to nobody who does not know the password. */
  readonly state?: AccountState | undefined
  /** Its SID and those of its groups, which access rules may name; undefined: none. */
  readonly sids?: readonly string[]
}
