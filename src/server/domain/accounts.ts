import type { AccountDirectory, LogonName } from '../accounts.js'
import type { DomainAccount } from './domain-account.js'
import type { Lockout } from './lockout.js'

export interface DomainAccountsOptions {
  readonly name: string
  readonly netbiosName: string
  readonly sid: string
  readonly accounts: readonly DomainAccount[]
  readonly lockout: Lockout
}

/** The users of a domain by the names NTLM and the others carry: `CORP\user`, `corp.example\user`, `user@corp.example`. */
export function domainAccounts({ name, netbiosName, sid, accounts, lockout }: DomainAccountsOptions): AccountDirectory {
  const find = (logon: LogonName): DomainAccount | undefined => {
    const user = userOf(logon, { name, netbiosName })
    return user === undefined ? undefined : accounts.find((account) => account.name.toLowerCase() === user)
  }
  return {
    find(logon) {
      const account = find(logon)
      if (account === undefined || account.state === 'locked' || lockout.isLocked(account.name)) return undefined
      return {
        name: `${netbiosName}\\${account.name}`,
        password: account.password,
        state: account.state,
        sids: [account.rid, ...account.groups].map((rid) => `${sid}-${rid}`),
      }
    },
    passwordChecked(logon, outcome) {
      const account = find(logon)
      if (account !== undefined) lockout.passwordChecked(account.name, outcome)
    },
  }
}

/** In lower case; undefined for a user of somewhere else. */
function userOf(
  { domainName, userName }: LogonName,
  { name, netbiosName }: Pick<DomainAccountsOptions, 'name' | 'netbiosName'>,
): string | undefined {
  const [domain, user] = [domainName.toLowerCase(), userName.toLowerCase()]
  if (domain === name.toLowerCase() || domain === netbiosName.toLowerCase()) return user
  const suffix = `@${name.toLowerCase()}`
  return domain === '' && user.endsWith(suffix) ? user.slice(0, -suffix.length) : undefined
}
