import type { Clock, RandomSource } from '../../base/ports.js'
import type { KdcService } from '../../io/kdc-listener.js'
import type { KeytabEntry } from '../../protocol/kerberos/files/keytab.js'
import { Kdc } from '../../protocol/kerberos/kdc/kdc.js'
import type { KdcEvent } from '../../protocol/kerberos/kdc/kdc-options.js'
import type { AccountDirectory } from '../accounts.js'
import { domainAccounts } from './accounts.js'
import type { DomainAccount, DomainComputer } from './domain-account.js'
import { createLockout } from './lockout.js'
import { createPrincipals } from './principals.js'
import { ticketPac } from './ticket-pac.js'

export interface DomainOptions {
  /** DNS name, `corp.example`; in upper case it is the Kerberos realm. */
  readonly name: string
  readonly netbiosName: string
  /** `S-1-5-21-…`, of three numbers. */
  readonly sid: string
  readonly accounts: readonly DomainAccount[]
  /** Wrong passwords in a row, over Kerberos and NTLM together, that lock an account; undefined: it is never locked. */
  readonly lockoutAfter?: number | undefined
  /** Told of every message to the KDC. */
  readonly onKdcAnswer?: (event: KdcEvent) => void
  readonly clock: Pick<Clock, 'now'>
  readonly random: RandomSource
}

/** A domain of Windows hosts, as far as authentication goes: accounts, computers, and the KDC that knows them, for a listener. */
export interface Domain extends KdcService {
  readonly name: string
  readonly netbiosName: string
  readonly sid: string
  readonly realm: string
  /** Its users, for hosts that have it check passwords. */
  readonly accounts: AccountDirectory
  /** AES keys of a computer's services `HTTP`, `host`, `WSMAN` and `RestrictedKrbHost`, which its acceptors need; others each time. */
  join(computer: DomainComputer): readonly KeytabEntry[]
}

export function createDomain(options: DomainOptions): Domain {
  const { name, netbiosName, sid, clock, random } = options
  const realm = name.toUpperCase()
  const lockout = createLockout(options.lockoutAfter)
  const place = { name, netbiosName, realm, sid }
  const principals = createPrincipals({ ...place, accounts: options.accounts, lockout, random })
  const kdc = new Kdc({
    realm,
    clock,
    random,
    lookup: principals.lookup,
    onPreauthentication: ({ client, correct }) => {
      const account = principals.userOf(client.principal.name)
      if (account !== undefined) lockout.passwordChecked(account.name, correct ? 'right' : 'wrong')
    },
    pac: (request) => ticketPac(request, { domain: place, accountOf: ({ client }) => principals.userOf(client.name) }),
    ...(options.onKdcAnswer === undefined ? {} : { onAnswer: options.onKdcAnswer }),
  })
  return {
    ...place,
    accounts: domainAccounts({ ...place, accounts: options.accounts, lockout }),
    join: principals.join,
    answer: (message, from) => kdc.answer(message, from),
    tooLong: () => kdc.tooLong(),
  }
}
