import { encodeUtf16le } from '../../../base/utf16.js'
import { equalInConstantTime } from '../../../crypto/constant-time.js'
import { digest, hmac } from '../../../crypto/digest.js'
import { md4 } from '../../../crypto/md4.js'
import { rc4 } from '../../../crypto/rc4.js'
import type { EncryptionType } from './encryption-type.js'

const signatureKey = new TextEncoder().encode('signaturekey\0')

/**
 * RC4-HMAC ([RFC 4757]): the encryption type of Windows before Vista. The key of a password is its NT hash, without a salt.
 * To be used only where it was asked for.
 */
export const rc4Hmac: EncryptionType = {
  number: 23,
  name: 'rc4-hmac',
  keyLength: 16,
  confounderLength: 8,
  checksumType: -138,
  checksumLength: 16,
  checksumFirst: true,
  iterations: undefined,
  stringToKey(password) {
    return md4(encodeUtf16le(password))
  },
  usageKeys(key, usage) {
    const derived = hmac('md5', key, messageType(usage))
    return { usage, encryption: derived, integrity: derived, checksum: key }
  },
  seal(keys, stream, arrange) {
    const checksum = hmac('md5', keys.integrity, ...arrange(stream))
    return { ciphertext: rc4(hmac('md5', keys.encryption, checksum), stream), checksum }
  },
  open(keys, { ciphertext, checksum }, arrange) {
    const stream = rc4(hmac('md5', keys.encryption, checksum), ciphertext)
    return equalInConstantTime(hmac('md5', keys.integrity, ...arrange(stream)), checksum) ? stream : undefined
  },
  checksum(keys, parts) {
    return hmac('md5', hmac('md5', keys.checksum, signatureKey), digest('md5', messageType(keys.usage), ...parts))
  },
}

/**
 * The key usage as RC4-HMAC counts it, in little-endian order ([RFC 4757] 3; 9 stays 9, other than the text has it, since Windows
 * and MIT krb5 do so).
 */
function messageType(usage: number): Uint8Array {
  const type = usage === 3 ? 8 : usage === 23 ? 13 : usage
  return Uint8Array.of(type, type >>> 8, type >>> 16, type >>> 24)
}
