import type { Clock, RandomSource } from '../../../base/ports.js'
import type { ReplayCache } from '../context/replay-cache.js'
import type { KerberosKey } from '../crypto/kerberos-key.js'
import type { Principal } from '../messages/principal.js'
import type { PrincipalName } from '../messages/principal-name.js'
import type { KdcPrincipal } from './kdc-database.js'

export interface PacRequest {
  readonly client: Principal
  readonly service: Principal
  readonly authTime: number
  /** The PAC of the ticket-granting ticket; undefined in an AS exchange. */
  readonly previous: Uint8Array | undefined
  /** What the PAC is signed with: the service's key and the KDC's. */
  readonly serviceKey: KerberosKey
  readonly kdcKey: KerberosKey
}

/** A message that was answered. */
export interface KdcEvent {
  /** Undefined for what is no request. */
  readonly kind: 'AS' | 'TGS' | undefined
  readonly transport: 'udp' | 'tcp'
  /** As the client named it; undefined when it named none. */
  readonly service: PrincipalName | undefined
  /** Of the KRB-ERROR; 0 for a ticket. */
  readonly errorCode: number
  /** It came before, and got the same ticket again: an answer was lost, late, or too long for UDP. */
  readonly repeated: boolean
}

export interface KdcOptions {
  readonly realm: string
  /**
   * A principal by any of its names, in any case; undefined when there is none. `krbtgt/REALM` of its own realm must be there;
   * `krbtgt/OTHER` of this realm and `krbtgt/REALM` of another one are the keys shared with realms that trust each other.
   */
  readonly lookup: (principal: Principal) => KdcPrincipal | undefined
  readonly clock: Pick<Clock, 'now'>
  readonly random: RandomSource
  /** The PAC for a ticket ([MS-PAC]); undefined for none. */
  readonly pac?: (request: PacRequest) => Uint8Array | undefined
  /** The realm where a service that is not here is to be looked for. */
  readonly referral?: (service: Principal) => string | undefined
  /** The realm an account that is not here belongs to. */
  readonly clientRealm?: (client: Principal) => string | undefined
  /** Told of each proof of a password, right or wrong: counters and lock-out are the account service's. */
  readonly onPreauthentication?: (event: { readonly client: KdcPrincipal; readonly correct: boolean }) => void
  /** Told of every message, those that come again too. */
  readonly onAnswer?: (event: KdcEvent) => void
  /** Milliseconds; ten hours when it is not given. */
  readonly lifetime?: number
  /** Milliseconds by which a client's clock may differ; five minutes when it is not given. */
  readonly maximumSkew?: number
  /** Bytes of the longest answer over UDP; 1465 when it is not given, as Windows has it. */
  readonly maximumDatagram?: number
}

/** What the two services of a KDC work with. */
export interface KdcEnvironment extends KdcOptions {
  readonly replays: ReplayCache
  readonly now: number
}
