import { mechanismOid } from '../gss/mechanism-oid.js'
import type { SecurityContext } from '../gss/security-context.js'

/** A mechanism that SPNEGO may choose. */
export interface SpnegoMechanism {
  /** As its contexts name it. */
  readonly name: string
  /** Identifiers it goes by, the one to offer first at the front. */
  readonly oids: readonly string[]
  /** A new context. Throws the error that says why there can be none: no ticket, no password. */
  readonly create: () => SecurityContext
}

/** What two sides that know no MIC over the list of mechanisms (Windows Server 2003 and older) leave out. */
export type MissingMic = 'refuse' | 'tolerate'

/** Kerberos goes by its own identifier and by the one Windows 2000 made of it; both mean the same ([MS-SPNG] 3.1.5.2). */
export const kerberosOids = [mechanismOid.kerberos, mechanismOid.microsoftKerberos] as const

export const ntlmOids = [mechanismOid.ntlm] as const

/** A name for people. */
export function nameOfOid(oid: string): string {
  const names: Readonly<Record<string, string>> = {
    [mechanismOid.kerberos]: 'Kerberos',
    [mechanismOid.microsoftKerberos]: 'Kerberos',
    [mechanismOid.ntlm]: 'NTLM',
    [mechanismOid.negoex]: 'NegoEx',
  }
  return names[oid] ?? oid
}
