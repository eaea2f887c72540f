import type { Secret } from '../../base/secret.js'
import type { AccountState } from '../../protocol/kerberos/kdc/kdc-database.js'

/** A user of a domain. */
export interface DomainAccount {
  /** Without the domain: the sAMAccountName. */
  readonly name: string
  readonly password: Secret
  readonly fullName?: string
  /** The last part of its SID. */
  readonly rid: number
  /** The last parts of the SIDs of its groups in the domain, the primary group first. */
  readonly groups: readonly number[]
  readonly state?: AccountState | undefined
  /** Its tickets may not be forwarded. */
  readonly sensitive?: boolean
}

/** Groups every domain has ([MS-DTYP] 2.4.2.4). */
export const domainGroup = { admins: 512, users: 513, computers: 515 } as const

/** A machine that belongs to a domain. */
export interface DomainComputer {
  /** NetBIOS name. */
  readonly name: string
  readonly dnsName: string
  /** Its services may be handed forwarded tickets. */
  readonly trustedForDelegation?: boolean
}
