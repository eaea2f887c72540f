import { aesCtsDecrypt, aesCtsEncrypt } from '../../../crypto/aes-cts.js'
import { equalInConstantTime } from '../../../crypto/constant-time.js'
import { hmac } from '../../../crypto/digest.js'
import { nFold } from '../../../crypto/n-fold.js'
import { pbkdf2 } from '../../../crypto/pbkdf2.js'
import type { EncryptionType } from './encryption-type.js'

/** Bytes of HMAC-SHA1-96. */
const checksumLength = 12
const blockLength = 16

export const aes128Sha1 = aesSha1({ number: 17, name: 'aes128-cts-hmac-sha1-96', keyLength: 16, checksumType: 15 })
export const aes256Sha1 = aesSha1({ number: 18, name: 'aes256-cts-hmac-sha1-96', keyLength: 32, checksumType: 16 })

/** AES in CTS mode with HMAC-SHA1-96 over the plaintext ([RFC 3962], simplified profile of [RFC 3961] 5.3). */
function aesSha1(facts: Pick<EncryptionType, 'number' | 'name' | 'keyLength' | 'checksumType'>): EncryptionType {
  const { keyLength } = facts
  return {
    ...facts,
    confounderLength: blockLength,
    checksumLength,
    checksumFirst: false,
    iterations: 4096,
    stringToKey(password, salt, iterations = 4096) {
      const text = new TextEncoder()
      const options = { algorithm: 'sha1', salt, iterations, length: keyLength } as const
      return derive(pbkdf2(text.encode(password), options), text.encode('kerberos'))
    },
    usageKeys(key, usage) {
      return {
        usage,
        encryption: derive(key, usageConstant(usage, 0xaa)),
        integrity: derive(key, usageConstant(usage, 0x55)),
        checksum: derive(key, usageConstant(usage, 0x99)),
      }
    },
    seal(keys, stream, arrange) {
      const checksum = hmac('sha1', keys.integrity, ...arrange(stream)).subarray(0, checksumLength)
      return { ciphertext: aesCtsEncrypt(keys.encryption, stream), checksum }
    },
    open(keys, { ciphertext, checksum }, arrange) {
      const stream = aesCtsDecrypt(keys.encryption, ciphertext)
      const expected = hmac('sha1', keys.integrity, ...arrange(stream)).subarray(0, checksumLength)
      return equalInConstantTime(expected, checksum) ? stream : undefined
    },
    checksum(keys, parts) {
      return hmac('sha1', keys.checksum, ...parts).subarray(0, checksumLength)
    },
  }
}

/** DK ([RFC 3961] 5.1): the folded constant encrypted again and again, until there are octets enough. */
function derive(key: Uint8Array, constant: Uint8Array): Uint8Array {
  const derived = new Uint8Array(key.length)
  let block = nFold(constant, blockLength)
  for (let at = 0; at < derived.length; at += blockLength) {
    block = aesCtsEncrypt(key, block)
    derived.set(block, at)
  }
  return derived
}

/** The key usage number and what the derived key is for. */
function usageConstant(usage: number, purpose: number): Uint8Array {
  return Uint8Array.of(usage >>> 24, usage >>> 16, usage >>> 8, usage, purpose)
}
