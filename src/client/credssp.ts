import type { Clock, RandomSource } from '../base/ports.js'
import { openTlsTunnel } from '../io/tls-tunnel.js'
import { accountName } from '../protocol/ntlm/credential.js'
import type { Endpoint, PasswordCredential } from '../session/connection.js'
import { CredsspAuthenticator } from './credssp-authenticator.js'
import { securityContexts } from './security-contexts.js'

export interface CredsspAccount {
  readonly endpoint: Endpoint
  readonly credential: PasswordCredential
  readonly clock: Clock
  readonly random: RandomSource
}

/** Maker of the authenticators of `auth: credssp`, one for each connection. */
export function credsspCreator(account: CredsspAccount): () => CredsspAuthenticator {
  const { endpoint, credential, random } = account
  const { username, password } = credential
  // The binding to the key of the TLS inside takes the place of channel bindings.
  const { negotiate } = securityContexts({ ...account, connection: { certificate: undefined } })
  return () =>
    new CredsspAuthenticator({
      peer: endpoint.host,
      username,
      openTunnel: () => openTlsTunnel(),
      createContext: negotiate,
      credentials: { kind: 'password', ...accountName(username, ''), password },
      random,
      minimumVersion: endpoint.credssp?.minimumVersion ?? defaultMinimumVersion,
      tls: endpoint.tls !== undefined,
    })
}

/** The first version that is safe from CVE-2018-0886. */
const defaultMinimumVersion = 5
