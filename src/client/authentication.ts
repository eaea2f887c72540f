import { AuthError } from '../base/errors.js'
import { basicAuthenticator } from '../protocol/httpauth/basic-authenticator.js'
import type { HttpAuthenticator } from '../protocol/httpauth/http-authenticator.js'
import type { AuthName, Credential, Endpoint } from '../session/connection.js'

/** How a session proves who it is on each of its connections. */
export interface Authentication {
  readonly username: string
  readonly auth: AuthName
  /** A new one for each connection. */
  create(): HttpAuthenticator
}

/** Chooses the mechanism. Raises AuthError when there is none for what the inventory asks. */
export function chooseAuthentication(endpoint: Endpoint, auth: AuthName, credential: Credential | undefined): Authentication {
  const mechanism = auth === 'auto' ? 'basic' : auth
  if (credential === undefined) {
    throw new AuthError(endpoint.host, mechanism, 'no-credential', 'there is no credential for this host', {
      hint: 'Name one in the inventory: `connection: { credential: NAME }`, with NAME under `credentials`.',
    })
  }
  if (mechanism !== 'basic') {
    throw new AuthError(endpoint.host, mechanism, 'unsupported', `authentication by ${mechanism} is not available`, {
      hint: 'Use `auth: basic` with HTTPS.',
    })
  }
  const { username, password } = credential
  const create = (): HttpAuthenticator =>
    basicAuthenticator({
      peer: endpoint.host,
      username,
      password,
      tls: endpoint.tls !== undefined,
      allowUnencrypted: endpoint.allowUnencrypted,
    })
  return { username, auth: mechanism, create }
}
