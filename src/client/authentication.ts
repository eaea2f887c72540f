import { AuthError } from '../base/errors.js'
import type { Clock, RandomSource } from '../base/ports.js'
import type { HttpConnection } from '../io/http-connection.js'
import { basicAuthenticator } from '../protocol/httpauth/basic-authenticator.js'
import { DigestAuthenticator } from '../protocol/httpauth/digest-authenticator.js'
import type { HttpAuthenticator } from '../protocol/httpauth/http-authenticator.js'
import { NegotiateAuthenticator } from '../protocol/httpauth/negotiate-authenticator.js'
import type { AuthName, Credential, Endpoint, PasswordCredential } from '../session/connection.js'
import { AutoAuthenticator, offerChoice } from './auto-authenticator.js'
import { credsspCreator } from './credssp.js'
import { type SecurityContexts, securityContexts } from './security-contexts.js'

/** How a session proves who it is on each of its connections. */
export interface Authentication {
  readonly username: string
  readonly auth: AuthName
  /** An authenticator is bound to the TLS channel, so the connection has to stand before it says anything. */
  readonly bindsChannel: boolean
  /** A new one for each connection. */
  create(connection: Pick<HttpConnection, 'certificate'>): HttpAuthenticator
}

export interface AuthenticationOptions {
  readonly endpoint: Endpoint
  readonly auth: AuthName
  readonly credential: Credential | undefined
  readonly clock: Clock
  readonly random: RandomSource
}

/** Chooses the mechanism. Raises AuthError when there is none for what the inventory asks. */
export function chooseAuthentication(options: AuthenticationOptions): Authentication {
  const { endpoint, auth, credential } = options
  if (credential === undefined) {
    throw new AuthError(endpoint.host, auth, 'no-credential', 'there is no credential for this host', {
      hint: 'Name one in the inventory: `connection: { credential: NAME }`, with NAME under `credentials`.',
    })
  }
  if (credential.kind !== 'password') {
    throw new AuthError(endpoint.host, auth, 'no-credential', `authentication by ${auth} needs a password`, {
      hint: 'Give the credential of this host a `password` in the inventory.',
    })
  }
  const binds = auth === 'auto' || auth === 'negotiate' || auth === 'ntlm'
  return {
    username: credential.username,
    auth,
    bindsChannel: binds && endpoint.tls !== undefined,
    create: creatorOf(auth, { ...options, credential }),
  }
}

interface Account extends AuthenticationOptions {
  readonly credential: PasswordCredential
}

function creatorOf(auth: AuthName, account: Account): Authentication['create'] {
  const { endpoint, credential, random } = account
  const { host: peer, allowUnencrypted } = endpoint
  const { username, password } = credential
  const common = { peer, username, tls: endpoint.tls !== undefined, allowUnencrypted }
  const negotiating = (choose: (contexts: SecurityContexts) => SecurityContexts[keyof SecurityContexts]) => {
    return (connection: Pick<HttpConnection, 'certificate'>): HttpAuthenticator => {
      const createContext = choose(securityContexts({ ...account, connection }))
      return new NegotiateAuthenticator({ ...common, mechanism: auth, scheme: 'Negotiate', createContext })
    }
  }
  switch (auth) {
    case 'basic':
      return () => basicAuthenticator({ ...common, password })
    case 'digest':
      return () => new DigestAuthenticator({ ...common, password, random })
    case 'negotiate':
      return negotiating(({ negotiate }) => negotiate)
    case 'ntlm':
      // The service of Windows has no scheme of that name: it takes bare tokens of NTLM under Negotiate.
      return negotiating(({ ntlm }) => ntlm)
    case 'auto': {
      const choice = offerChoice(peer)
      return (connection) =>
        new AutoAuthenticator(choice, {
          // What the user allows for the sake of Basic is no reason not to encrypt where it can be done.
          negotiate: () => creatorOf('negotiate', { ...account, endpoint: { ...endpoint, allowUnencrypted: false } })(connection),
          basic: () => creatorOf('basic', account)(connection),
        })
    }
    case 'credssp':
      return credsspCreator(account)
    case 'kerberos':
    case 'certificate':
      throw new AuthError(peer, auth, 'unsupported', `authentication by ${auth} is not available`, {
        hint: 'Use `auth: negotiate`, or `auth: basic` with HTTPS.',
      })
  }
}
