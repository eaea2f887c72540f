import { encryptionType } from '../crypto/encryption-types.js'
import { KerberosKey } from '../crypto/kerberos-key.js'
import type { EtypeInfo } from '../messages/pa-data.js'
import type { Principal } from '../messages/principal.js'

/** Why an account may not log on now. */
export type AccountState = 'disabled' | 'expired' | 'locked' | 'password-expired' | 'password-must-change'

/** NTSTATUS of a logon that fails for it ([MS-ERREF] 2.3.1). */
export const accountStatus: Readonly<Record<AccountState, number>> = {
  disabled: 0xc0000072,
  expired: 0xc0000193,
  locked: 0xc0000234,
  'password-expired': 0xc0000071,
  'password-must-change': 0xc0000224,
}

/** Whether it is told only to one who knows the password. */
export function isAboutPassword(state: AccountState): boolean {
  return state === 'password-expired' || state === 'password-must-change'
}

/** What a KDC knows of an account, a service, its own ticket-granting service or the one of a realm it trusts. */
export interface KdcPrincipal {
  /** The name tickets carry: its spelling, and the one of aliases it was found by. */
  readonly principal: Principal
  readonly kvno: number
  /** One of each encryption type it may use. */
  readonly keys: readonly KerberosKey[]
  /** What its password was salted with; undefined for a service with random keys. */
  readonly salt?: Uint8Array | undefined
  readonly state?: AccountState | undefined
  /** The account gets its ticket without a proof that it knows its password. */
  readonly withoutPreauthentication?: boolean
  /** It is no service: its key is made from a password, which tickets under it would let anybody guess at leisure. */
  readonly userToUserOnly?: boolean
  /** Its services may be handed forwarded tickets. */
  readonly trustedForDelegation?: boolean
  /** Its tickets may not be forwarded. */
  readonly sensitive?: boolean
}

/** The keys of a password, one of each type ([RFC 3961] 3). */
export function passwordKeys(password: string, salt: Uint8Array, types: readonly number[]): readonly KerberosKey[] {
  return types.map((type) => KerberosKey.ofPassword(type, password, salt))
}

/** ETYPE-INFO2 of the keys a request can use, in its order ([RFC 4120] 5.2.7.5). */
export function etypeInfos({ keys, salt }: KdcPrincipal, etypes: readonly number[]): readonly EtypeInfo[] {
  return etypes
    .filter((etype) => keys.some((key) => key.type.number === etype))
    .map((etype) => ({ etype, salt: encryptionType(etype)?.iterations === undefined ? undefined : salt }))
}
