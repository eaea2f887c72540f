import { AuthError } from '../../base/errors.js'
import type { ClientSecret } from '../../protocol/kerberos/client/client-secret.js'
import type { KerberosError } from '../../protocol/kerberos/kerberos-error.js'
import { type Principal, principalText } from '../../protocol/kerberos/messages/principal.js'
import { TicketCache } from '../../protocol/kerberos/ticket-cache.js'
import type { CredentialCacheCredential, KeytabCredential, PasswordCredential } from '../../session/connection.js'
import { type AccountPlace, findClientPrincipal, matchPrincipal } from './client-principal.js'
import { keysOf, ticketsOf } from './kerberos-files.js'
import type { RealmDirectory } from './realm-directory.js'

export type KerberosCredential = PasswordCredential | KeytabCredential | CredentialCacheCredential

/** Who logs on, with what, and the tickets that were got so far. */
export interface KerberosAccount {
  readonly client: Principal
  /** Undefined: there is only what the cache holds. */
  readonly secret: ClientSecret | undefined
  readonly cache: TicketCache
  /** The KDC said no to the password or the key, which is not tried again. */
  refusal: KerberosError | undefined
}

/** The accounts of a run. The same account with the same secret is one, whichever host it is for. */
export class KerberosAccounts {
  readonly #realms: RealmDirectory
  readonly #known = new Map<string, { readonly credential: KerberosCredential; readonly account: KerberosAccount }[]>()

  constructor(realms: RealmDirectory) {
    this.#realms = realms
  }

  /** Raises AuthError when there is no principal for the credential. */
  async find(credential: KerberosCredential, place: AccountPlace): Promise<KerberosAccount> {
    const client = await this.#principalOf(credential, place)
    const key = principalText(client).toLowerCase()
    const same = this.#known.get(key) ?? []
    this.#known.set(key, same)
    const known = same.find((each) => isSameProof(each.credential, credential))
    if (known !== undefined) return known.account
    const account = openAccount(client, credential)
    same.push({ credential, account })
    return account
  }

  async #principalOf(credential: KerberosCredential, place: AccountPlace): Promise<Principal> {
    switch (credential.kind) {
      case 'password':
        return findClientPrincipal(credential.username, this.#realms, place)
      case 'keytab':
        return keytabPrincipal(credential, place)
      case 'ccache':
        return cachePrincipal(credential, place)
    }
  }
}

function keytabPrincipal({ username, file, keytab }: KeytabCredential, { peer }: AccountPlace): Principal {
  const principals = keysOf(keytab).map(({ principal }) => principal)
  const found = matchPrincipal(username, principals)
  if (found !== undefined) return found
  const names = [...new Set(principals.map(principalText))]
  throw new AuthError(peer, 'Kerberos', 'no-credential', `${file} has no key of ${username}, but of ${listOf(names)}`, {
    hint: 'Give the user name as the keytab has it; `klist -k FILE` lists its names.',
  })
}

function cachePrincipal({ username, file, ccache }: CredentialCacheCredential, { peer }: AccountPlace): Principal {
  const { client } = ticketsOf(ccache)
  if (username === undefined || matchPrincipal(username, [client]) !== undefined) return client
  throw new AuthError(
    peer,
    'Kerberos',
    'no-credential',
    `${file} has the tickets of ${principalText(client)}, not of ${username}`,
    {
      hint: 'Run `kinit` as that user, or leave `username` out of the credential.',
    },
  )
}

function openAccount(client: Principal, credential: KerberosCredential): KerberosAccount {
  switch (credential.kind) {
    case 'password':
      return { client, secret: credential, cache: new TicketCache(), refusal: undefined }
    case 'keytab':
      return { client, secret: { kind: 'keys', keys: keysOf(credential.keytab) }, cache: new TicketCache(), refusal: undefined }
    case 'ccache': {
      const { credentials, clockOffset } = ticketsOf(credential.ccache)
      const cache = TicketCache.of(credentials)
      cache.setClockOffset(client.realm, clockOffset)
      return { client, secret: undefined, cache, refusal: undefined }
    }
  }
}

function isSameProof(one: KerberosCredential, other: KerberosCredential): boolean {
  if (one.kind === 'password') return other.kind === 'password' && one.password.reveal() === other.password.reveal()
  if (one.kind === 'keytab') return other.kind === 'keytab' && one.keytab === other.keytab
  return other.kind === 'ccache' && one.ccache === other.ccache
}

/** Some names are enough to see what is wrong. */
function listOf(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ')
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown
}
