import { concatBytes } from '../../../base/bytes.js'
import { aesCtsDecrypt, aesCtsEncrypt } from '../../../crypto/aes-cts.js'
import { equalInConstantTime } from '../../../crypto/constant-time.js'
import { type DigestAlgorithm, hmac } from '../../../crypto/digest.js'
import { pbkdf2 } from '../../../crypto/pbkdf2.js'
import type { EncryptionType } from './encryption-type.js'

const iv = new Uint8Array(16)

export const aes128Sha256 = aesSha2(
  { number: 19, name: 'aes128-cts-hmac-sha256-128', keyLength: 16, checksumType: 19, checksumLength: 16 },
  'sha256',
)
export const aes256Sha384 = aesSha2(
  { number: 20, name: 'aes256-cts-hmac-sha384-192', keyLength: 32, checksumType: 20, checksumLength: 24 },
  'sha384',
)

type Facts = Pick<EncryptionType, 'number' | 'name' | 'keyLength' | 'checksumType' | 'checksumLength'>

/** AES in CTS mode with an HMAC of SHA-2 over the ciphertext ([RFC 8009]). */
function aesSha2(facts: Facts, algorithm: DigestAlgorithm): EncryptionType {
  const { keyLength, checksumLength, name } = facts
  const text = new TextEncoder()
  const derive = (key: Uint8Array, label: Uint8Array, length: number): Uint8Array =>
    hmac(algorithm, key, Uint8Array.of(0, 0, 0, 1), label, Uint8Array.of(0), bitLength(length)).subarray(0, length)
  const sign = (key: Uint8Array, parts: readonly Uint8Array[]): Uint8Array =>
    hmac(algorithm, key, ...parts).subarray(0, checksumLength)
  return {
    ...facts,
    confounderLength: 16,
    checksumFirst: false,
    iterations: 32_768,
    stringToKey(password, salt, iterations = 32_768) {
      const named = concatBytes(text.encode(name), Uint8Array.of(0), salt)
      const key = pbkdf2(text.encode(password), { algorithm, salt: named, iterations, length: keyLength })
      return derive(key, text.encode('kerberos'), keyLength)
    },
    usageKeys(key, usage) {
      return {
        usage,
        encryption: derive(key, usageLabel(usage, 0xaa), keyLength),
        integrity: derive(key, usageLabel(usage, 0x55), checksumLength),
        checksum: derive(key, usageLabel(usage, 0x99), checksumLength),
      }
    },
    seal(keys, stream, arrange) {
      const ciphertext = aesCtsEncrypt(keys.encryption, stream)
      return { ciphertext, checksum: sign(keys.integrity, [iv, ...arrange(ciphertext)]) }
    },
    open(keys, { ciphertext, checksum }, arrange) {
      const expected = sign(keys.integrity, [iv, ...arrange(ciphertext)])
      return equalInConstantTime(expected, checksum) ? aesCtsDecrypt(keys.encryption, ciphertext) : undefined
    },
    checksum(keys, parts) {
      return sign(keys.checksum, parts)
    },
  }
}

/** The key usage number and what the derived key is for. */
function usageLabel(usage: number, purpose: number): Uint8Array {
  return Uint8Array.of(usage >>> 24, usage >>> 16, usage >>> 8, usage, purpose)
}

/** A length in bits, as 32 bits. */
function bitLength(bytes: number): Uint8Array {
  return Uint8Array.of(0, 0, (bytes * 8) >> 8, bytes * 8)
}
