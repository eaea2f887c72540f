import type { AccountDirectory, AccountState, Domain, Lockout, LogonName, Secret, ServerAccount } from 'wmctl'
import { computerName, type HostFacts } from '../seed/host-facts.js'
import { accountPlace } from './account-name.js'

/** An account that the hosts of a lab know. */
export interface LabAccount {
  /** `user` is an account of each host, `CORP\user` or `user@corp.example` one of the domain. */
  readonly username: string
  readonly password: Secret
  /** Undefined: an administrator of every host. */
  readonly rights?: LabRights
  /** Why it may not log on. */
  readonly state?: AccountState
  readonly fullName?: string
  /** Its tickets may not be forwarded. */
  readonly sensitive?: boolean
}

/** Administrators may do everything, a member of Remote Management Users may read, and others may log on and no more. */
export type LabRights = 'administrator' | 'reader' | 'none'

/** SIDs of the groups every host has. */
export const builtinGroup = { administrators: 'S-1-5-32-544', remoteManagementUsers: 'S-1-5-32-580' } as const

/** What became of the passwords that were tried. */
export interface LogonCount {
  right: number
  wrong: number
}

/** A logon that failed though the password was right. */
export interface RefusedLogon {
  readonly account: string
  readonly state: AccountState
}

export interface HostAccountsOptions {
  readonly accounts: readonly LabAccount[]
  readonly facts: HostFacts
  /** Of the host's own accounts. */
  readonly lockout: Lockout
  /** Hosts of a workgroup know no accounts of the domain. */
  readonly domain: Domain | undefined
  readonly logons: LogonCount
  readonly refused: (logon: RefusedLogon) => void
}

/** The accounts of one host, and of the domain when it belongs to it. */
export function hostAccounts({ domain, logons, refused, ...options }: HostAccountsOptions): AccountDirectory {
  const local = localAccounts(options)
  return {
    find: (name) => local.find(name) ?? domain?.accounts.find(name),
    passwordChecked(name, outcome) {
      logons[outcome] += 1
      local.passwordChecked?.(name, outcome)
      domain?.accounts.passwordChecked?.(name, outcome)
    },
    logonRefused: (account, state) => refused({ account, state }),
  }
}

function localAccounts({
  accounts,
  facts,
  lockout,
}: Pick<HostAccountsOptions, 'accounts' | 'facts' | 'lockout'>): AccountDirectory {
  const names = ['', '.', computerName(facts).toLowerCase()]
  const known = accounts.flatMap((account, index): ServerAccount[] => {
    const { kind, user } = accountPlace(account.username)
    if (kind === 'domain') return []
    const sids = [`${facts.machineSid}-${firstRid + index}`, ...builtinGroups(account)]
    return [{ name: user, password: account.password, state: account.state, sids }]
  })

  function meant({ domainName, userName }: LogonName): ServerAccount | undefined {
    if (!names.includes(domainName.toLowerCase())) return undefined
    return known.find(({ name }) => name.toLowerCase() === userName.toLowerCase())
  }

  return {
    find(name) {
      const account = meant(name)
      return account === undefined || account.state === 'locked' || lockout.isLocked(account.name) ? undefined : account
    },
    passwordChecked(name, outcome) {
      const account = meant(name)
      if (account !== undefined) lockout.passwordChecked(account.name, outcome)
    },
  }
}

/** The last part of the first SID, after those a host starts with. */
const firstRid = 1101

function builtinGroups({ rights = 'administrator' }: LabAccount): readonly string[] {
  if (rights === 'none') return []
  return [rights === 'administrator' ? builtinGroup.administrators : builtinGroup.remoteManagementUsers]
}
