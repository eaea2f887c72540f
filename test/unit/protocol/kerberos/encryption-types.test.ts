import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatHex } from '../../../../src/base/hex.js'
import {
  defaultEncryptionTypes,
  encryptionType,
  encryptionTypeNumbers,
} from '../../../../src/protocol/kerberos/crypto/encryption-types.js'
import { KerberosKey } from '../../../../src/protocol/kerberos/crypto/kerberos-key.js'
import { defined } from '../../../harness/defined.js'
import { hex } from '../../../harness/hex.js'
import { readVector } from '../../../harness/read-vector.js'

interface StringToKey {
  readonly etype: number
  readonly password: string
  readonly salt: string
  readonly iterations: number
  readonly key: string
}

interface DerivedKeys extends Record<'key' | 'encryptionKey' | 'integrityKey' | 'checksumKey', string> {
  readonly etype: number
  readonly usage: number
}

interface AesSha2 {
  readonly stringToKey: readonly StringToKey[]
  readonly keyDerivation: readonly DerivedKeys[]
  readonly encryption: readonly { etype: number; usage: number; key: string; plaintext: string; message: string }[]
  readonly checksum: readonly { etype: number; usage: number; key: string; plaintext: string; checksum: string }[]
}

const sha1 = readVector<{ stringToKey: StringToKey[]; kile: { codeUnit: string; length: number } & StringToKey }>(
  'rfc-kerberos/aes-sha1.json',
)
const sha2 = readVector<AesSha2>('rfc-kerberos/aes-sha2.json')
const rc4 = readVector<{ stringToKey: StringToKey[] }>('rfc-kerberos/rc4-hmac.json')

const keyOf = (etype: number, digits: string): KerberosKey => KerberosKey.from(etype, hex(digits))!

describe('keys of passwords', () => {
  test.each([...sha1.stringToKey, ...sha2.stringToKey])('RFC 3962 B, RFC 8009 A: $etype $password $iterations', (vector) => {
    const key = KerberosKey.ofPassword(vector.etype, vector.password, hex(vector.salt), vector.iterations)
    expect(formatHex(key.reveal())).toBe(vector.key)
  })

  test.each(rc4.stringToKey)('RFC 4757 2: $password', (vector) => {
    expect(formatHex(KerberosKey.ofPassword(23, vector.password, new Uint8Array()).reveal())).toBe(vector.key)
  })

  test('[MS-KILE] 4.4: a computer password of 120 code units ffff', () => {
    const { kile } = sha1
    const password = String.fromCharCode(Number.parseInt(kile.codeUnit, 16)).repeat(kile.length)
    const key = KerberosKey.ofPassword(kile.etype, password, hex(kile.salt), kile.iterations)
    expect(formatHex(key.reveal())).toBe(kile.key)
  })
})

describe('RFC 8009 A', () => {
  test.each(sha2.keyDerivation)('derived keys of type $etype', (vector) => {
    const keys = encryptionType(vector.etype)!.usageKeys(hex(vector.key), vector.usage)
    expect(formatHex(keys.checksum)).toBe(vector.checksumKey)
    expect(formatHex(keys.encryption)).toBe(vector.encryptionKey)
    expect(formatHex(keys.integrity)).toBe(vector.integrityKey)
  })

  test.each(sha2.encryption)('encryption $etype of "$plaintext"', ({ etype, usage, key: digits, plaintext, message }) => {
    const key = keyOf(etype, digits)
    expect(formatHex(key.decrypt(usage, hex(message))!)).toBe(plaintext)
    const { checksumLength } = key.type
    const sealed = {
      ciphertext: hex(message).subarray(0, -checksumLength),
      checksum: hex(message).subarray(-checksumLength),
    }
    const confounder = key.open(usage, sealed, (stream) => [stream])!.subarray(0, 16)
    expect(formatHex(key.encrypt(usage, hex(plaintext), confounder))).toBe(message)
  })

  test.each(sha2.checksum)('checksum $etype', ({ etype, usage, key: digits, plaintext, checksum }) => {
    const key = keyOf(etype, digits)
    expect(formatHex(key.checksum(usage, hex(plaintext)))).toBe(checksum)
    expect(key.verifyChecksum(usage, hex(checksum), hex(plaintext))).toBe(true)
    expect(key.verifyChecksum(usage + 1, hex(checksum), hex(plaintext))).toBe(false)
  })
})

describe.each([17, 18, 19, 20, 23])('messages of type %i', (number) => {
  const type = encryptionType(number)!
  const key = new KerberosKey(type, new Uint8Array(type.keyLength).fill(7))
  const confounder = new Uint8Array(type.confounderLength).fill(9)

  test('come back as they were; with another usage, key or any bit changed they do not', () => {
    const other = new KerberosKey(type, new Uint8Array(type.keyLength).fill(8))
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(), (plaintext, place) => {
        const message = key.encrypt(11, plaintext, confounder)
        expect(key.decrypt(11, message)).toEqual(plaintext)
        expect(key.decrypt(12, message)).toBeUndefined()
        expect(other.decrypt(11, message)).toBeUndefined()
        const bit = place % (message.length * 8)
        const changed = message.with(bit >> 3, defined(message[bit >> 3]) ^ (1 << (bit & 7)))
        expect(key.decrypt(11, changed)).toBeUndefined()
      }),
    )
  })

  test('any bytes are no message', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (message) => {
        expect(key.decrypt(3, message)).toBeUndefined()
      }),
    )
  })
})

test('RC4 is not offered unless asked for; unknown types have no keys', () => {
  expect(defaultEncryptionTypes).toEqual([18, 17, 20, 19])
  expect(encryptionTypeNumbers('RC4-HMAC')).toEqual([23])
  expect(encryptionTypeNumbers('aes')).toEqual([18, 17, 20, 19])
  expect(encryptionTypeNumbers('des-cbc-md5')).toBeUndefined()
  expect(KerberosKey.from(3, new Uint8Array(8))).toBeUndefined()
  expect(KerberosKey.from(18, new Uint8Array(16))).toBeUndefined()
})

test('a key never shows its bytes', () => {
  const key = keyOf(17, '000102030405060708090a0b0c0d0e0f')
  expect(String(key)).toBe('aes128-cts-hmac-sha1-96 key ***')
  expect(JSON.stringify({ key })).toBe('{"key":"aes128-cts-hmac-sha1-96 key ***"}')
})
