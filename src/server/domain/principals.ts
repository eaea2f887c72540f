import type { RandomSource } from '../../base/ports.js'
import { encryptionType } from '../../protocol/kerberos/crypto/encryption-types.js'
import type { KerberosKey } from '../../protocol/kerberos/crypto/kerberos-key.js'
import type { KeytabEntry } from '../../protocol/kerberos/files/keytab.js'
import { type KdcPrincipal, passwordKeys } from '../../protocol/kerberos/kdc/kdc-database.js'
import { makeKey } from '../../protocol/kerberos/make-key.js'
import type { Principal } from '../../protocol/kerberos/messages/principal.js'
import { nameType, type PrincipalName, ticketGrantingService } from '../../protocol/kerberos/messages/principal-name.js'
import type { DomainAccount, DomainComputer } from './domain-account.js'
import type { Lockout } from './lockout.js'

export interface PrincipalsOptions {
  readonly name: string
  readonly netbiosName: string
  readonly realm: string
  readonly accounts: readonly DomainAccount[]
  readonly lockout: Lockout
  readonly random: RandomSource
}

/** The accounts of a domain as its KDC knows them. */
export interface Principals {
  /** By any name, in any case: users, computers, services of computers, the ticket-granting service. */
  readonly lookup: (principal: Principal) => KdcPrincipal | undefined
  /** Undefined for what is no user. */
  readonly userOf: (name: PrincipalName) => DomainAccount | undefined
  readonly join: (computer: DomainComputer) => readonly KeytabEntry[]
}

/** AES-256 and AES-128 with SHA-1, as domain controllers offer them. */
const types = [18, 17]

/** Classes under which a computer's services are asked for. */
const serviceClasses = ['HTTP', 'host', 'WSMAN', 'RestrictedKrbHost']

export function createPrincipals({ name, netbiosName, realm, accounts, lockout, random }: PrincipalsOptions): Principals {
  const randomKeys = (): readonly KerberosKey[] =>
    types.map(encryptionType).flatMap((type) => (type === undefined ? [] : [makeKey(type, random)]))
  const krbtgt: KdcPrincipal = { principal: { name: ticketGrantingService(realm), realm }, kvno: 2, keys: randomKeys() }
  const users = new Map(accounts.map((account) => [account.name.toLowerCase(), account]))
  const computers = new Map<string, KdcPrincipal>()
  // Keys of passwords take long to make, and most accounts of a lab never log on.
  const userKeys = new Map<string, Pick<KdcPrincipal, 'keys' | 'salt'>>()

  function keysOf(account: DomainAccount): Pick<KdcPrincipal, 'keys' | 'salt'> {
    const known = userKeys.get(account.name)
    if (known !== undefined) return known
    const salt = new TextEncoder().encode(`${realm}${account.name}`)
    const made = { keys: passwordKeys(account.password.reveal(), salt, types), salt }
    userKeys.set(account.name, made)
    return made
  }

  function userPrincipal(account: DomainAccount, asked: PrincipalName): KdcPrincipal {
    // A client gets the spelling it used, which it compares; an enterprise name is replaced by the account's own.
    const named = asked.type === nameType.enterprise ? { type: nameType.principal, components: [account.name] } : asked
    return {
      principal: { name: named, realm },
      kvno: 2,
      ...keysOf(account),
      state: lockout.isLocked(account.name) ? 'locked' : account.state,
      sensitive: account.sensitive === true,
      userToUserOnly: true,
    }
  }

  function userOf({ components }: PrincipalName): DomainAccount | undefined {
    const [user = '', ...others] = components.map((component) => component.toLowerCase())
    const suffix = `@${name.toLowerCase()}`
    return others.length > 0 ? undefined : users.get(user.endsWith(suffix) ? user.slice(0, -suffix.length) : user)
  }

  function lookup({ name: asked }: Principal): KdcPrincipal | undefined {
    const [first = '', second] = asked.components.map((component) => component.toLowerCase())
    if (first === 'krbtgt') {
      return second === realm.toLowerCase() || second === netbiosName.toLowerCase() ? krbtgt : undefined
    }
    const account = userOf(asked)
    return account === undefined ? computers.get(asked.components.join('/').toLowerCase()) : userPrincipal(account, asked)
  }

  function join({ name: computer, dnsName, trustedForDelegation = false }: DomainComputer): readonly KeytabEntry[] {
    const keys = randomKeys()
    const kvno = (computers.get(`${computer}$`.toLowerCase())?.kvno ?? 1) + 1
    const services = serviceClasses.flatMap((service) => [dnsName, computer].map((host) => [service, host]))
    const names: readonly PrincipalName[] = [
      { type: nameType.principal, components: [`${computer}$`] },
      ...services.map((components) => ({ type: nameType.serviceInstance, components })),
    ]
    return names.flatMap((each) => {
      const principal: Principal = { name: each, realm }
      computers.set(each.components.join('/').toLowerCase(), { principal, kvno, keys, trustedForDelegation })
      return keys.map((key) => ({ principal, kvno, key }))
    })
  }

  return { lookup, join, userOf }
}
