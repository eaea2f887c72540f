import type { AccountDirectory, LogonName, Secret, ServerAccount } from 'wmctl'
import { computerName, type HostFacts, labDomain } from '../seed/host-facts.js'

/** The account that the hosts of a lab know. */
export interface LabAccount {
  /** `user` is an account of each host, `DOMAIN\user` one of the domain. */
  readonly username: string
  readonly password: Secret
}

/** What became of the passwords that were tried. */
export interface LogonCount {
  right: number
  wrong: number
}

/** What locks an account: wrong passwords since the last right one. One for each host, or for the domain. */
export interface Lockout {
  /** Undefined: never. */
  readonly after: number | undefined
  wrongInARow: number
}

export function lockout(after: number | undefined): Lockout {
  return { after, wrongInARow: 0 }
}

/** The NetBIOS name of the lab's domain. */
export const labDomainName = 'CORP'

export function isDomainAccount({ username }: LabAccount): boolean {
  return username.includes('\\') && !username.startsWith('.\\')
}

export interface LabAccountsOptions {
  readonly account: LabAccount
  readonly facts: HostFacts
  readonly lockout: Lockout
  readonly logons: LogonCount
}

/** The accounts of one host. Hosts of a workgroup know no accounts of the domain. */
export function labAccounts({ account, facts, lockout: lock, logons }: LabAccountsOptions): AccountDirectory {
  const user = account.username.slice(account.username.indexOf('\\') + 1).toLowerCase()
  const names = isDomainAccount(account) ? domainNames(facts) : ['', '.', computerName(facts).toLowerCase()]
  const principalName = isDomainAccount(account) && facts.domain !== undefined ? `${user}@${labDomain}` : undefined
  const known: ServerAccount = { name: account.username.replace(/^\.\\/, ''), password: account.password }

  function isMeant({ domainName, userName }: LogonName): boolean {
    const [domain, name] = [domainName.toLowerCase(), userName.toLowerCase()]
    return name === user ? names.includes(domain) : domain === '' && name === principalName
  }

  return {
    find: (name) => (isMeant(name) && (lock.after === undefined || lock.wrongInARow < lock.after) ? known : undefined),
    passwordChecked(name, outcome) {
      logons[outcome] += 1
      if (isMeant(name)) lock.wrongInARow = outcome === 'right' ? 0 : lock.wrongInARow + 1
    },
  }
}

function domainNames({ domain }: HostFacts): readonly string[] {
  return domain === undefined ? [] : [labDomainName.toLowerCase(), domain]
}
