import type { Secret } from '../../base/secret.js'
import { isSamePassword } from '../gss/same-password.js'
import { type BasicCredentials, parseBasicCredentials } from './basic-credentials.js'
import { formatQuotedString, isScheme, parseAuthorization } from './challenge.js'
import type { HeaderValues } from './header-values.js'
import type { AuthMessage, SyncAcceptor } from './http-authenticator.js'

export interface BasicAcceptorOptions {
  /** Windows says `WSMAN`. */
  readonly realm: string
  /** The password of a user, undefined for a user that does not exist. */
  readonly lookup: (username: string) => Secret | undefined
  /** Told of each password that was tried, of users that do not exist too. */
  readonly passwordChecked?: (username: string, outcome: 'right' | 'wrong') => void
}

/** Basic in the server role (RFC 7617). What cannot be read is challenged like what is wrong. */
export function basicAcceptor({ realm, lookup, passwordChecked }: BasicAcceptorOptions): SyncAcceptor {
  const headers: HeaderValues = { 'www-authenticate': `Basic realm=${formatQuotedString(realm)}` }
  return {
    challenge: () => headers,
    accept(request) {
      const credentials = readCredentials(request)
      if (credentials === undefined) return { state: 'challenge', headers }
      const right = isSamePassword(credentials.password, lookup(credentials.username))
      passwordChecked?.(credentials.username, right ? 'right' : 'wrong')
      if (!right) return { state: 'challenge', headers }
      return { state: 'accepted', username: credentials.username, body: request.body }
    },
    answer(message) {
      return message
    },
  }
}

function readCredentials(request: AuthMessage): BasicCredentials | undefined {
  try {
    const authorization = parseAuthorization(request.headers)
    if (authorization?.token68 === undefined || !isScheme(authorization, 'basic')) return undefined
    return parseBasicCredentials(authorization.token68)
  } catch {
    return undefined
  }
}
