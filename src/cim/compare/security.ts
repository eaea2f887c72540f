import { DecodeError } from '../../base/errors.js'
import { parseSddl } from '../sddl/parse.js'
import type { AccessControlEntry, AccessControlList, SecurityDescriptor } from '../sddl/security-descriptor.js'

/** Whether two texts are SDDL for one security descriptor; what is no SDDL is not. */
export function sameSecurity(a: string, b: string): boolean {
  const x = canonicalOf(a)
  return x !== undefined && x === canonicalOf(b)
}

function canonicalOf(text: string): string | undefined {
  try {
    return canonical(parseSddl(text))
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

function canonical({ owner, group, dacl, sacl }: SecurityDescriptor): string {
  return JSON.stringify([owner, group, listText(dacl, accessRuns), listText(sacl, oneRun)])
}

function listText(list: AccessControlList | undefined, runsOf: typeof accessRuns): unknown {
  if (list === undefined) return null
  return [list.flags, runsOf(list.entries).map((run) => [...new Set(run.map((entry) => JSON.stringify(fieldsOf(entry))))].sort())]
}

function fieldsOf({ type, flags, rights, objectType, inheritedObjectType, sid, condition }: AccessControlEntry): unknown {
  // An object ACE without any GUID is the plain one ([MS-DTYP] 2.4.4.3: both fields are optional).
  const plain = objectType === '' && inheritedObjectType === '' ? plainTypes.get(type) : undefined
  return [plain ?? type, flags, rights, objectType, inheritedObjectType, sid, condition]
}

const plainTypes: ReadonlyMap<string, string> = new Map([
  ['OA', 'A'],
  ['OD', 'D'],
  ['OU', 'AU'],
])

/**
 * Entries are evaluated in order until all rights are granted or one is denied ([MS-DTYP] 2.5.3.2), so order says something
 * between an entry that grants and one that denies, and nothing among neighbours that do the same.
 */
function accessRuns(entries: readonly AccessControlEntry[]): readonly (readonly AccessControlEntry[])[] {
  const runs: AccessControlEntry[][] = []
  let last: boolean | undefined
  for (const entry of entries) {
    const denies = ['D', 'OD', 'XD'].includes(entry.type)
    if (denies === last) runs.at(-1)?.push(entry)
    else runs.push([entry])
    last = denies
  }
  return runs
}

/** Every entry of a SACL is looked at, in whatever order. */
function oneRun(entries: readonly AccessControlEntry[]): readonly (readonly AccessControlEntry[])[] {
  return [entries]
}
