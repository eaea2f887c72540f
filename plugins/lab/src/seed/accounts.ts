import type { HostFacts } from './host-facts.js'

export interface UserRow {
  readonly name: string
  readonly fullName: string
  readonly description: string
  readonly rid: number
  readonly disabled: boolean
  readonly passwordExpires: boolean
}

export interface GroupRow {
  readonly name: string
  readonly description: string
  readonly sid: string
  /** Local users in it. */
  readonly members: readonly string[]
}

/** The local users a host starts with. */
export function usersOf(facts: HostFacts): readonly UserRow[] {
  const random = facts.random('users')
  const users: UserRow[] = [
    {
      name: 'Administrator',
      fullName: '',
      description: 'Built-in account for administering the computer/domain',
      rid: 500,
      disabled: random.chance(0.2),
      passwordExpires: false,
    },
    {
      name: 'DefaultAccount',
      fullName: '',
      description: 'A user account managed by the system.',
      rid: 503,
      disabled: true,
      passwordExpires: false,
    },
    {
      name: 'Guest',
      fullName: '',
      description: 'Built-in account for guest access to the computer/domain',
      rid: 501,
      disabled: !random.chance(0.1),
      passwordExpires: false,
    },
  ]
  const extra = [
    ['svc-deploy', 'Deployment service', 0.5],
    ['svc-monitor', 'Monitoring service', 0.4],
    ['localadmin', 'Local administration', 0.5],
    ['vendor', 'Vendor remote support', 0.25],
  ] as const
  let rid = 1001
  for (const [name, fullName, probability] of extra) {
    if (!random.chance(probability)) continue
    users.push({
      name,
      fullName,
      description: '',
      rid,
      disabled: name === 'vendor' && random.chance(0.5),
      passwordExpires: random.chance(0.4),
    })
    rid += 1
  }
  return users
}

/** The local groups a host starts with. */
export function groupsOf(facts: HostFacts): readonly GroupRow[] {
  const names = usersOf(facts).map(({ name }) => name)
  const present = (...wanted: string[]): string[] => wanted.filter((name) => names.includes(name))
  const builtin = (rid: number): string => `S-1-5-32-${rid}`
  return [
    {
      name: 'Administrators',
      description: 'Administrators have complete and unrestricted access to the computer/domain',
      sid: builtin(544),
      members: present('Administrator', 'localadmin', 'svc-deploy'),
    },
    {
      name: 'Backup Operators',
      description: 'Backup Operators can override security restrictions for the sole purpose of backing up or restoring files',
      sid: builtin(551),
      members: [],
    },
    {
      name: 'Event Log Readers',
      description: 'Members of this group can read event logs from local machine',
      sid: builtin(573),
      members: present('svc-monitor'),
    },
    {
      name: 'Guests',
      description: 'Guests have the same access as members of the Users group by default',
      sid: builtin(546),
      members: present('Guest'),
    },
    { name: 'IIS_IUSRS', description: 'Built-in group used by Internet Information Services.', sid: builtin(568), members: [] },
    {
      name: 'Performance Monitor Users',
      description: 'Members of this group can access performance counter data locally and remotely',
      sid: builtin(558),
      members: present('svc-monitor'),
    },
    {
      name: 'Power Users',
      description: 'Power Users are included for backwards compatibility and possess limited administrative powers',
      sid: builtin(547),
      members: [],
    },
    {
      name: 'Remote Desktop Users',
      description: 'Members in this group are granted the right to logon remotely',
      sid: builtin(555),
      members: present('localadmin', 'vendor'),
    },
    {
      name: 'Remote Management Users',
      description: 'Members of this group can access WMI resources over management protocols',
      sid: builtin(580),
      members: [],
    },
    {
      name: 'Users',
      description: 'Users are prevented from making accidental or intentional system-wide changes',
      sid: builtin(545),
      members: present('svc-deploy', 'svc-monitor', 'localadmin', 'vendor'),
    },
  ]
}
