import { AuthError } from '../base/errors.js'
import type { Clock, RandomSource } from '../base/ports.js'
import type { HttpConnection } from '../io/http-connection.js'
import type { PassedOver } from '../protocol/gss/security-context.js'
import { basicAuthenticator } from '../protocol/httpauth/basic-authenticator.js'
import { certificateAuthenticator } from '../protocol/httpauth/certificate-authenticator.js'
import { DigestAuthenticator } from '../protocol/httpauth/digest-authenticator.js'
import type { HttpAuthenticator } from '../protocol/httpauth/http-authenticator.js'
import { NegotiateAuthenticator } from '../protocol/httpauth/negotiate-authenticator.js'
import type { MechanismName } from '../protocol/mechanisms/registry.js'
import type { AuthName, Credential, Endpoint, PasswordCredential } from '../session/connection.js'
import { usernameOf } from './account.js'
import { AutoAuthenticator, offerChoice } from './auto-authenticator.js'
import { credsspCreator } from './credssp.js'
import { HostTickets } from './kerberos/host-tickets.js'
import type { KerberosClient } from './kerberos/kerberos-client.js'
import { TicketAuthenticator } from './kerberos/ticket-authenticator.js'
import { securityContexts } from './security-contexts.js'

/** How a session proves who it is on each of its connections. */
export interface Authentication {
  readonly username: string
  readonly auth: AuthName
  /** An authenticator is bound to the TLS channel, so the connection has to stand before it says anything. */
  readonly bindsChannel: boolean
  /** A new one for each connection. `proven` is told when somebody else than the host has vouched for the account. */
  create(connection: Pick<HttpConnection, 'certificate'>, events?: { readonly proven: () => void }): HttpAuthenticator
}

export interface AuthenticationOptions {
  readonly endpoint: Endpoint
  readonly auth: AuthName
  readonly credential: Credential | undefined
  readonly clock: Clock
  readonly random: RandomSource
  /** One for a run. Without it there is no Kerberos. */
  readonly kerberos?: KerberosClient | undefined
  /** Told when a host was logged on to with less than what was wanted most. */
  readonly fellBack?: ((passedOver: readonly PassedOver[]) => void) | undefined
}

/** Chooses the mechanism. Raises AuthError when there is none for what the inventory asks. */
export function chooseAuthentication(options: AuthenticationOptions): Authentication {
  const { endpoint, auth, credential } = options
  if (credential === undefined) {
    throw new AuthError(endpoint.host, auth, 'no-credential', 'there is no credential for this host', {
      hint: 'Name one in the inventory: `connection: { credential: NAME }`, with NAME under `credentials`.',
    })
  }
  const binds = auth === 'auto' || auth === 'negotiate' || auth === 'ntlm' || auth === 'kerberos'
  return {
    username: usernameOf(credential),
    auth,
    bindsChannel: binds && endpoint.tls !== undefined,
    create: creatorOf(auth, { ...options, credential, tickets: ticketsOf({ ...options, credential }) }),
  }
}

interface Account extends AuthenticationOptions {
  readonly credential: Credential
  readonly tickets: HostTickets | undefined
}

function creatorOf(auth: AuthName, account: Account): Authentication['create'] {
  const { endpoint, credential, random, tickets, fellBack } = account
  const { host: peer, allowUnencrypted } = endpoint
  const common = { peer, username: usernameOf(credential), tls: endpoint.tls !== undefined, allowUnencrypted }
  const negotiating = (mechanism: MechanismName): Authentication['create'] => {
    return (connection, { proven } = { proven: () => undefined }) => {
      const vouched = (): boolean => mechanism !== 'ntlm' && tickets?.present === true
      const createContext = securityContexts({ ...account, connection })[mechanism]
      const inner = new NegotiateAuthenticator({
        ...common,
        mechanism: auth,
        scheme: 'Negotiate',
        createContext,
        fellBack,
        vouched,
      })
      return tickets === undefined || mechanism === 'ntlm' ? inner : new TicketAuthenticator(inner, { tickets, proven })
    }
  }
  switch (auth) {
    case 'basic':
      return () => basicAuthenticator({ ...common, password: passwordOf(account).password })
    case 'digest':
      return () => new DigestAuthenticator({ ...common, password: passwordOf(account).password, random })
    case 'kerberos':
      if (tickets === undefined)
        throw account.kerberos === undefined ? unavailable(account) : unfit(account, 'a password, a keytab or a credential cache')
      return negotiating('kerberos')
    case 'negotiate':
      if (tickets === undefined) passwordOf(account)
      return negotiating('negotiate')
    case 'ntlm':
      passwordOf(account)
      return negotiating('ntlm')
    case 'auto': {
      const choice = offerChoice(peer)
      // What the user allows for the sake of Basic is no reason not to encrypt where it can be done.
      const negotiate = creatorOf('negotiate', { ...account, endpoint: { ...endpoint, allowUnencrypted: false } })
      return (connection, events) =>
        new AutoAuthenticator(choice, {
          negotiate: () => negotiate(connection, events),
          basic: () => creatorOf('basic', account)(connection),
        })
    }
    case 'credssp':
      return credsspCreator({ ...account, credential: passwordOf(account) })
    case 'certificate':
      if (credential.kind !== 'certificate') throw unfit(account, 'a certificate')
      return () => certificateAuthenticator(common)
  }
}

/** The tickets for the host, where the mechanism can use them and the credential can get them. */
function ticketsOf({ auth, credential, kerberos, endpoint, clock, random }: Omit<Account, 'tickets'>): HostTickets | undefined {
  const wanted = auth === 'kerberos' || auth === 'negotiate' || auth === 'auto'
  if (!wanted || kerberos === undefined || credential.kind === 'certificate') return undefined
  return new HostTickets({ endpoint, credential, kerberos, clock, random })
}

function passwordOf(account: Account): PasswordCredential {
  if (account.credential.kind !== 'password') throw unfit(account, 'a password')
  return account.credential
}

function unavailable({ endpoint, auth }: Account): AuthError {
  return new AuthError(endpoint.host, auth, 'unsupported', `authentication by ${auth} is not available`, {
    hint: 'Use `auth: negotiate`, or `auth: basic` with HTTPS.',
  })
}

function unfit({ endpoint, auth }: Account, wanted: string): AuthError {
  return new AuthError(endpoint.host, auth, 'no-credential', `authentication by ${auth} needs ${wanted}`, {
    hint: 'Give the credential of this host another proof in the inventory, or choose another `auth`.',
  })
}
