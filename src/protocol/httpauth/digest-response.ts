import { formatHex } from '../../base/hex.js'
import type { Secret } from '../../base/secret.js'
import { equalInConstantTime } from '../../crypto/constant-time.js'
import { type DigestAlgorithm, digest } from '../../crypto/digest.js'

/** Algorithms of Digest (RFC 7616 3.3), the strongest first. */
export const digestAlgorithms = ['SHA-256', 'SHA-256-sess', 'MD5', 'MD5-sess'] as const

export type DigestAlgorithmName = (typeof digestAlgorithms)[number]

/** What a response is computed from, `qop` being `auth` (RFC 7616 3.4). */
export interface DigestInput {
  readonly algorithm: DigestAlgorithmName
  readonly username: string
  readonly realm: string
  readonly password: Secret
  readonly nonce: string
  readonly cnonce: string
  /** Eight hexadecimal digits. */
  readonly nc: string
  readonly method: string
  readonly uri: string
}

/** The client's proof that it knows the password (RFC 7616 3.4.1). */
export function digestResponse(input: DigestInput): string {
  return response(input, `${input.method}:${input.uri}`)
}

/** The server's proof, `rspauth` (RFC 7616 3.5). */
export function digestServerResponse(input: DigestInput): string {
  return response(input, `:${input.uri}`)
}

/** The algorithm of this name, MD5 when a challenge names none; undefined for others. */
export function digestAlgorithm(name: string | undefined): DigestAlgorithmName | undefined {
  if (name === undefined) return 'MD5'
  return digestAlgorithms.find((known) => known.toLowerCase() === name.toLowerCase())
}

/** Whether a proof of the peer is the right one, case of the digits ignored. */
export function isSameProof(given: string, expected: string): boolean {
  const encoder = new TextEncoder()
  return equalInConstantTime(encoder.encode(given.toLowerCase()), encoder.encode(expected))
}

function response(input: DigestInput, a2: string): string {
  const { algorithm, username, realm, password, nonce, cnonce, nc } = input
  const hash = hashes[algorithm]
  const secret = hex(hash, `${username}:${realm}:${password.reveal()}`)
  const a1 = algorithm.endsWith('-sess') ? hex(hash, `${secret}:${nonce}:${cnonce}`) : secret
  return hex(hash, `${a1}:${nonce}:${nc}:${cnonce}:auth:${hex(hash, a2)}`)
}

const hashes = { 'SHA-256': 'sha256', 'SHA-256-sess': 'sha256', MD5: 'md5', 'MD5-sess': 'md5' } as const satisfies Record<
  DigestAlgorithmName,
  DigestAlgorithm
>

function hex(algorithm: DigestAlgorithm, text: string): string {
  return formatHex(digest(algorithm, new TextEncoder().encode(text)))
}
