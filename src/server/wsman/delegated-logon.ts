import type { TsCredentials } from '../../protocol/credssp/ts-credentials.js'
import { isSamePassword } from '../../protocol/gss/same-password.js'
import type { AccountDirectory } from '../accounts.js'

/** The account that credentials delegated by CredSSP are right for, as the directory calls it; undefined when they are for none. */
export function delegatedLogon(credentials: TsCredentials, accounts: AccountDirectory): string | undefined {
  // There are no smart cards to ask.
  if (credentials.kind !== 'password') return undefined
  const account = accounts.find(credentials)
  if (isSamePassword(credentials.password, account?.password)) return account?.name
  // A right one was counted by the logon that came before.
  accounts.passwordChecked?.(credentials, 'wrong')
  return undefined
}
