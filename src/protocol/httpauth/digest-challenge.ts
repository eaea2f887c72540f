import { formatHex } from '../../base/hex.js'
import { type Challenge, isScheme, parseChallenges } from './challenge.js'
import { type DigestAlgorithmName, digestAlgorithm, digestAlgorithms } from './digest-response.js'
import { type HeaderValues, headerList } from './header-values.js'

/** A challenge of Digest that can be answered (RFC 7616 3.3). */
export interface DigestChallenge {
  readonly algorithm: DigestAlgorithmName
  readonly realm: string
  readonly nonce: string
  readonly opaque: string | undefined
  /** The nonce was too old; the password may be right. */
  readonly stale: boolean
  /** Names may be sent in UTF-8. */
  readonly utf8: boolean
}

/** The challenge with the strongest algorithm, undefined when there is none that asks for `auth`. Raises DecodeError. */
export function chooseDigestChallenge(headers: HeaderValues): DigestChallenge | undefined {
  const challenges = parseChallenges(headers).flatMap((challenge) => readChallenge(challenge) ?? [])
  return challenges.sort((a, b) => digestAlgorithms.indexOf(a.algorithm) - digestAlgorithms.indexOf(b.algorithm))[0]
}

/** The parameters of `Authentication-Info` (RFC 7616 3.5), none when there is no such header. Raises DecodeError. */
export function authenticationInfo(headers: HeaderValues): ReadonlyMap<string, string> {
  const [value] = headerList(headers, 'authentication-info')
  if (value === undefined) return new Map()
  // It reads like a challenge without its scheme.
  return parseChallenges({ 'www-authenticate': `Digest ${value}` })[0]?.parameters ?? new Map<string, string>()
}

/** A nonce or cnonce of random bytes. */
export function formatNonce(bytes: Uint8Array): string {
  return formatHex(bytes)
}

export function formatCount(count: number): string {
  return count.toString(16).padStart(8, '0')
}

/** Without `qop` an answer could be sent again by anybody who saw it: servers of RFC 2069 are not answered. */
function readChallenge(challenge: Challenge): DigestChallenge | undefined {
  const { parameters } = challenge
  const algorithm = digestAlgorithm(parameters.get('algorithm'))
  const realm = parameters.get('realm')
  const nonce = parameters.get('nonce')
  const qop = (parameters.get('qop') ?? '').split(',').map((each) => each.trim().toLowerCase())
  if (!isScheme(challenge, 'digest') || algorithm === undefined || realm === undefined || nonce === undefined) return undefined
  if (!qop.includes('auth')) return undefined
  return {
    algorithm,
    realm,
    nonce,
    opaque: parameters.get('opaque'),
    stale: parameters.get('stale')?.toLowerCase() === 'true',
    utf8: parameters.get('charset')?.toUpperCase() === 'UTF-8',
  }
}
