import type { HostFacts } from './host-facts.js'

export interface ShareRow {
  readonly name: string
  readonly path: string
  readonly description: string
  /** Win32_Share.Type. */
  readonly type: number
  /** Undefined: as many as the server allows. */
  readonly maximum?: number
}

const adminDisk = 0x8000_0000
const adminIpc = 0x8000_0003

/** The shares a host starts with. */
export function sharesOf(facts: HostFacts): readonly ShareRow[] {
  const random = facts.random('shares')
  const shares: ShareRow[] = [
    { name: 'ADMIN$', path: 'C:\\Windows', description: 'Remote Admin', type: adminDisk },
    { name: 'C$', path: 'C:\\', description: 'Default share', type: adminDisk },
    { name: 'D$', path: 'D:\\', description: 'Default share', type: adminDisk },
    { name: 'IPC$', path: '', description: 'Remote IPC', type: adminIpc },
  ]
  if (facts.role === 'file') {
    shares.push(
      { name: 'Departments', path: 'D:\\Departments', description: 'Department folders', type: 0 },
      { name: 'Public', path: 'D:\\Public', description: 'Everyone may read', type: 0, maximum: 200 },
      { name: 'Profiles$', path: 'D:\\Profiles', description: 'User profiles', type: 0 },
      { name: 'Software', path: 'D:\\Software', description: 'Installation media', type: 0 },
    )
  }
  if (facts.role === 'print') {
    shares.push({ name: 'print$', path: 'C:\\Windows\\system32\\spool\\drivers', description: 'Printer Drivers', type: 0 })
  }
  if (facts.role === 'app') shares.push({ name: 'Exchange', path: 'D:\\Exchange', description: 'Partner file exchange', type: 0 })
  if (facts.role === 'sql') shares.push({ name: 'Backup$', path: 'D:\\Backup', description: 'Database backups', type: 0 })
  if (facts.role === 'web') shares.push({ name: 'Deploy$', path: 'D:\\Deploy', description: 'Web deployments', type: 0 })
  // What somebody shared for a day and forgot.
  if (random.chance(0.5)) shares.push({ name: 'temp$', path: 'C:\\Temp', description: '', type: 0 })
  if (random.chance(0.2)) shares.push({ name: 'Install', path: 'C:\\Install', description: 'temporary', type: 0, maximum: 10 })
  return shares
}
