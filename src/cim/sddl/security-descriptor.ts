/** A security descriptor as SDDL says it ([MS-DTYP] 2.5.1), aliases resolved as far as no host is needed for it. */
export interface SecurityDescriptor {
  /** `S-1-5-32-544`, or the alias of an account that only a domain or host knows (`DA`). */
  readonly owner: string | undefined
  readonly group: string | undefined
  readonly dacl: AccessControlList | undefined
  readonly sacl: AccessControlList | undefined
}

export interface AccessControlList {
  /** P, AR, AI, and NO_ACCESS_CONTROL for a list that is null; sorted. */
  readonly flags: readonly string[]
  readonly entries: readonly AccessControlEntry[]
}

export interface AccessControlEntry {
  /** A, D, OA, OD, AU, OU, ML, SP, XA, XD, XU, ZA, RA, … */
  readonly type: string
  /** CI, OI, NP, IO, ID, SA, FA, …; sorted. */
  readonly flags: readonly string[]
  readonly rights: number
  /** GUIDs in lower case, '' when there is none. */
  readonly objectType: string
  readonly inheritedObjectType: string
  readonly sid: string
  /** The condition of a conditional ACE or the data of a resource attribute, as it is written, in parentheses; '' when there is none. */
  readonly condition: string
}
