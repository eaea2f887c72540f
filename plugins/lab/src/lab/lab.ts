import type { Clock, FaultInjector, LogonEvent, ObjectManager, RequestLog, Secret, ServedScheme } from 'wmctl'
import type { LabProfile, ProfileName } from '../profile/profile.js'
import type { Machine } from '../provider/machine.js'
import type { HostFacts } from '../seed/host-facts.js'
import type { LabAddresses } from './addresses.js'
import type { ClientCertificate } from './certificates.js'
import type { LabInventoryDocument } from './inventory.js'
import type { KdcRequests } from './kdc-counter.js'
import type { LabAccount, LogonCount, RefusedLogon } from './lab-accounts.js'
import type { LabAuth } from './lab-auth.js'

export interface LabOptions {
  /** 1 to 2,000. */
  readonly hosts: number
  /** One for all hosts, or several that take turns; undefined: 2022. */
  readonly profiles?: readonly [ProfileName, ...ProfileName[]]
  /** The same seed gives the same hosts; undefined: `lab`. */
  readonly seed?: string
  readonly clock?: Clock
  /** HTTPS with certificates made for this run. */
  readonly tls?: boolean
  /** Undefined: all on 127.0.0.1, each on a free port. */
  readonly addresses?: LabAddresses
  /**
   * The account that may do everything on every host; undefined: `labadmin`, of the domain when `auth` is `kerberos`.
   * `CORP\\user` and `user@corp.example` are of the domain, which the hosts know that belong to it.
   */
  readonly username?: string
  /** Undefined: a random one. */
  readonly password?: Secret
  /** Further accounts. */
  readonly accounts?: readonly LabAccount[]
  /**
   * What the inventory says under `auth`, which hosts offer as far as their release can; undefined: `basic`. With `kerberos` all hosts
   * belong to the domain. `certificate` needs `tls` and `folder`.
   */
  readonly auth?: LabAuth
  readonly security?: LabSecurity
  /** Folder for inventory.yaml, the password, certificates and their keys; undefined: nothing is written. */
  readonly folder?: string
}

/** How the hosts look at who logs on. */
export interface LabSecurity {
  /** What every host offers, in place of what its release does and what `auth` needs. */
  readonly schemes?: readonly ServedScheme[]
  /** CbtHardeningLevel; undefined: `relaxed`. */
  readonly channelBindings?: 'none' | 'relaxed' | 'strict'
  /** 2 to 6: that of hosts without the updates of 2018 is lower ([MS-CSSP] notes 10, 25); undefined: the newest. */
  readonly credsspVersion?: number
  /** Serves clients of Negotiate over HTTP that do not encrypt. */
  readonly allowUnencrypted?: boolean
  /**
   * Wrong passwords in a row that lock an account; undefined: it is never locked. The domain counts for all of its hosts and its
   * KDC together, other accounts count on each host for themselves.
   */
  readonly lockoutAfter?: number
  /** Milliseconds by which the clock of the KDC and of the hosts' Kerberos is ahead of the lab's; undefined: 0. */
  readonly clockOffset?: number
}

/** Simulated hosts that listen, until `close`. */
export interface Lab {
  readonly hosts: readonly LabHost[]
  readonly username: string
  readonly password: Secret
  /** PEM of the authority behind the hosts' certificates. */
  readonly ca: string | undefined
  /**
   * A certificate of that authority for a local account, with which its owner logs on to hosts that offer `certificate`; undefined
   * without HTTPS.
   */
  readonly issueClient: ((username: string, options?: { readonly validTo?: number }) => Promise<ClientCertificate>) | undefined
  readonly inventory: LabInventory
  readonly kdc: LabKdc
  requests(): LabRequests
  close(): Promise<void>
}

export interface LabHost {
  readonly name: string
  readonly url: string
  readonly facts: HostFacts
  readonly profile: LabProfile
  /** The host's CIM Object Manager, with all rights. */
  readonly cim: ObjectManager
  readonly machine: Machine
  readonly faults: FaultInjector
  readonly requests: RequestLog
  /** Passwords that were tried on this host. */
  readonly logons: Readonly<LogonCount>
  /** The last logons with NTLM, Kerberos or a certificate. */
  readonly accepted: readonly LogonEvent[]
  /** The last logons that failed though the password was right. */
  readonly refused: readonly RefusedLogon[]
}

/** The KDC of the lab's domain. */
export interface LabKdc {
  readonly realm: string
  /** `127.0.0.1:port`, for UDP and TCP. */
  readonly address: string
  requests(): KdcRequests
}

export interface LabInventory {
  readonly document: LabInventoryDocument
  readonly yaml: string
  /** Where it was written. */
  readonly path: string | undefined
}

/** How many WS-Management requests were answered since the start; those that did not authenticate do not count. */
export interface LabRequests {
  readonly total: number
  readonly byHost: ReadonlyMap<string, number>
}
