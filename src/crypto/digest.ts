import { createHash, createHmac } from 'node:crypto'

export type DigestAlgorithm = 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512'

/** The digest of all parts, one after the other. */
export function digest(algorithm: DigestAlgorithm, ...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash(algorithm)
  for (const part of parts) hash.update(part)
  return new Uint8Array(hash.digest())
}

/** The HMAC (RFC 2104) of all parts, one after the other. */
export function hmac(algorithm: DigestAlgorithm, key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const code = createHmac(algorithm, key)
  for (const part of parts) code.update(part)
  return new Uint8Array(code.digest())
}
