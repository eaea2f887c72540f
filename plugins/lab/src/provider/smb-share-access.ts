import { failedWith, win32Error } from './win32-error.js'

/** What the lists of accounts of CreateShare grant, as a security descriptor in SDDL. */
export interface ShareAccess {
  readonly full: readonly string[]
  readonly change: readonly string[]
  readonly read: readonly string[]
  readonly none: readonly string[]
}

/** Without any list everybody may read. Refuses accounts the host cannot resolve. */
export function shareDescriptor({ full, change, read, none }: ShareAccess): string {
  const entries = [
    ...none.map((account) => `(D;;FA;;;${trusteeOf(account)})`),
    ...full.map((account) => `(A;;FA;;;${trusteeOf(account)})`),
    ...change.map((account) => `(A;;0x1301bf;;;${trusteeOf(account)})`),
    ...read.map((account) => `(A;;0x1200a9;;;${trusteeOf(account)})`),
  ]
  return `O:BAG:SYD:${entries.length === 0 ? '(A;;0x1200a9;;;WD)' : entries.join('')}`
}

export function isDescriptor(text: string): boolean {
  return /^(O:[A-Z0-9-]+)?(G:[A-Z0-9-]+)?D:[A-Z]*(\([^()]*\))*(S:.*)?$/i.test(text)
}

const trustees: Readonly<Record<string, string>> = {
  administrators: 'BA',
  'authenticated users': 'AU',
  'backup operators': 'BO',
  'creator owner': 'CO',
  'domain admins': 'DA',
  'domain users': 'DU',
  everyone: 'WD',
  guests: 'BG',
  'network service': 'NS',
  system: 'SY',
  users: 'BU',
}

/** The SDDL name of a well-known account, with or without its authority. */
function trusteeOf(account: string): string {
  const name = account.slice(account.lastIndexOf('\\') + 1).toLowerCase()
  return trustees[name] ?? failedWith(win32Error.noneMapped, `'${account}' is no account that this host knows`)
}
