import type { ServedScheme } from 'wmctl'
import type { LabProfile } from '../profile/profile.js'

/** What a lab's inventory can say under `auth`. */
export const labAuths = ['kerberos', 'negotiate', 'ntlm', 'basic', 'digest', 'credssp', 'certificate', 'auto'] as const

export type LabAuth = (typeof labAuths)[number]

/** What a host offers so that clients can log on with `auth`: what its release has on, and what it can have on for this one. */
export function schemesFor(auth: LabAuth, { auth: usual, optionalAuth }: LabProfile): readonly ServedScheme[] {
  // No Windows has it ([MS-WSMAN] note 13, [MS-WSMV] 2.2.4.34); hosts of other makers do.
  if (auth === 'digest') return [...usual, 'digest']
  const added = optionalAuth.find((scheme) => scheme === auth)
  return added === undefined ? usual : [...usual, added]
}
