import { AuthError } from '../../base/errors.js'
import type { Secret } from '../../base/secret.js'
import { formatBasicCredentials, isPrintable } from './basic-credentials.js'
import { offeredSchemes } from './challenge.js'
import type { HeaderValues } from './header-values.js'
import type { AuthAnswer, SyncAuthenticator } from './http-authenticator.js'

export interface BasicAuthenticatorOptions {
  /** Name of the host in messages. */
  readonly peer: string
  readonly username: string
  readonly password: Secret
  /** Whether the connection is encrypted. */
  readonly tls: boolean
  /** The user accepts by name that anybody on the way reads the password. */
  readonly allowUnencrypted: boolean
}

/**
 * Basic in the client role (RFC 7617). It goes out with the first request, which saves the leg a challenge would cost.
 * Raises AuthError `insecure` where the password would travel in clear.
 */
export function basicAuthenticator(options: BasicAuthenticatorOptions): SyncAuthenticator {
  const { peer, tls, allowUnencrypted, password } = options
  if (!tls && !allowUnencrypted) {
    throw new AuthError(peer, 'basic', 'insecure', 'Basic over plain HTTP would send the password in clear', {
      hint: 'Use HTTPS (port 5986), or set `allowUnencrypted: true` in the connection of this host.',
    })
  }
  // `.\user` is how Windows says "an account of the host"; Basic knows no other.
  const username = options.username.startsWith('.\\') ? options.username.slice(2) : options.username
  if (username.includes(':') || !isPrintable(username) || !isPrintable(password.reveal())) {
    throw new AuthError(peer, 'basic', 'unsupported', 'Basic cannot carry this user name or password', {
      hint: 'The user name must have no colon, and neither may have control characters (a line end at the end of a password file?).',
    })
  }
  const authorization = `Basic ${formatBasicCredentials({ username, password })}`
  // Of the request before: they are mostly the same.
  let plain: HeaderValues | undefined
  let authorized: HeaderValues = {}
  return {
    scheme: 'Basic',
    authorize({ headers, body }) {
      if (headers !== plain) {
        plain = headers
        authorized = { ...headers, authorization }
      }
      return { headers: authorized, body }
    },
    receive(answer) {
      if (answer.status !== 401) return { state: 'done', body: answer.body }
      return { state: 'refused', error: refusal(answer, { peer, username }) }
    },
  }
}

function refusal(answer: AuthAnswer, { peer, username }: { peer: string; username: string }): AuthError {
  const offered = offeredSchemes(answer.headers)
  if (offered.length > 0 && !offered.some((scheme) => scheme.toLowerCase() === 'basic')) {
    return new AuthError(peer, 'basic', 'unsupported', `the host accepts ${offered.join(', ')}, not Basic`, {
      hint: 'Choose one of these with `auth`, or allow Basic on the host: `winrm set winrm/config/service/auth @{Basic="true"}`.',
    })
  }
  return new AuthError(peer, 'basic', 'rejected', `the host refused the user name or password of ${username}`, {
    hint: 'It was tried once and is not tried again, so that the account is not locked. Basic knows only accounts of the host itself.',
  })
}
