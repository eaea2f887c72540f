import { formatBase64, parseBase64 } from '../../base/base64.js'
import { DecodeError } from '../../base/errors.js'
import { Secret } from '../../base/secret.js'

/** What Basic carries (RFC 7617 2). */
export interface BasicCredentials {
  readonly username: string
  readonly password: Secret
}

/** `user:password` in UTF-8 and base64. The user may hold no colon, neither of them a control character. */
export function formatBasicCredentials(credentials: BasicCredentials): string {
  return formatBase64(new TextEncoder().encode(`${credentials.username}:${credentials.password.reveal()}`))
}

/** Raises DecodeError, which never quotes what was read. */
export function parseBasicCredentials(token: string): BasicCredentials {
  const bytes = parseBase64(token)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw new DecodeError('Basic credentials', 'not UTF-8', { cause: error })
  }
  const colon = text.indexOf(':')
  if (colon < 0) throw new DecodeError('Basic credentials', 'no colon between user and password')
  return { username: text.slice(0, colon), password: new Secret(text.slice(colon + 1)) }
}

/** Whether Basic can carry this text (RFC 7617 2: no control characters). */
export function isPrintable(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x20 || code === 0x7f) return false
  }
  return true
}
