import { describe, expect, it } from 'vitest'
import { DecodeError, MisuseError } from '../../../src/base/errors.js'
import { aesCtsDecrypt, aesCtsEncrypt } from '../../../src/crypto/aes-cts.js'
import { equalInConstantTime } from '../../../src/crypto/constant-time.js'
import { desEncrypt } from '../../../src/crypto/des.js'
import { digest, hmac } from '../../../src/crypto/digest.js'
import { md4 } from '../../../src/crypto/md4.js'
import { nFold } from '../../../src/crypto/n-fold.js'
import { pbkdf2 } from '../../../src/crypto/pbkdf2.js'
import { Rc4, rc4 } from '../../../src/crypto/rc4.js'
import { hex, utf8 } from '../../harness/hex.js'

describe('MD4 (RFC 1320 A.5)', () => {
  it.each([
    ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
    ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
    ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
    ['message digest', 'd9130a8164549fe818874806e1c7014b'],
    ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', '043f8582f241db351ce627e153e7f0e4'],
    ['12345678901234567890123456789012345678901234567890123456789012345678901234567890', 'e33b4ddc9c38f2199c3e7b164fcc0536'],
  ])('%j', (text, expected) => {
    expect(md4(utf8(text))).toEqual(hex(expected))
  })
})

describe('RC4 (RFC 6229 2)', () => {
  it.each([
    ['0102030405', 'b2396305f03dc027ccc3524a0a1118a8 6982944f18fc82d589c403a47a0d0919'],
    ['0102030405060708090a0b0c0d0e0f10', '9ac7cc9a609d1ef7b2932899cde41b97 5248c4959014126a6e8a84f11d1a9e1c'],
  ])('key %s', (key, expected) => {
    expect(rc4(hex(key), new Uint8Array(32))).toEqual(hex(expected))
  })

  it('continues the stream, and a clone continues it beside', () => {
    const stream = new Rc4(hex('0102030405'))
    stream.update(new Uint8Array(7))
    const beside = stream.clone()
    const next = stream.update(new Uint8Array(9))
    expect(next).toEqual(hex('27ccc3524a0a1118a8'))
    expect(beside.update(new Uint8Array(9))).toEqual(next)
    expect(beside.update(new Uint8Array(16))).toEqual(hex('6982944f18fc82d589c403a47a0d0919'))
  })
})

describe('HMAC (RFC 2202)', () => {
  it.each([
    ['md5', '4a656665', '750c783e6ab0b503eaa86e310a5db738'],
    ['sha1', '4a656665', 'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79'],
  ] as const)('%s of parts', (algorithm, key, expected) => {
    expect(hmac(algorithm, hex(key), utf8('what do ya want '), utf8('for nothing?'))).toEqual(hex(expected))
  })
})

describe('digest', () => {
  it.each([
    ['md5', '900150983cd24fb0d6963f7d28e17f72'],
    ['sha1', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['sha256', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ] as const)('%s of parts', (algorithm, expected) => {
    expect(digest(algorithm, utf8('a'), utf8('bc'))).toEqual(hex(expected))
  })
})

describe('single DES (FIPS 81 B.1)', () => {
  it('encrypts block by block', () => {
    const expected = '3fa40e8a984d4815 6a271787ab8883f9 893d51ec4b563b53'
    expect(desEncrypt(hex('0123456789abcdef'), utf8('Now is the time for all '))).toEqual(hex(expected))
  })
})

describe('n-fold (RFC 3961 A.1)', () => {
  it.each([
    [64, '012345', 'be072631276b1955'],
    [56, 'password', '78a07b6caf85fa'],
    [64, 'Rough Consensus, and Running Code', 'bb6ed30870b7f0e0'],
    [168, 'password', '59e4a8ca7c0385c3c37b3f6d2000247cb6e6bd5b3e'],
    [192, 'MASSACHVSETTS INSTITVTE OF TECHNOLOGY', 'db3b0d8f0b061e603282b308a50841229ad798fab9540c1b'],
    [168, 'Q', '518a54a215a8452a518a54a215a8452a518a54a215'],
    [168, 'ba', 'fb25d531ae8974499f52fd92ea9857c4ba24cf297e'],
    [64, 'kerberos', '6b65726265726f73'],
    [128, 'kerberos', '6b65726265726f737b9b5b2b93132b93'],
    [168, 'kerberos', '8372c236344e5f1550cd0747e15d62ca7a5a3bcea4'],
    [256, 'kerberos', '6b65726265726f737b9b5b2b93132b935c9bdcdad95c9899c4cae4dee6d6cae4'],
  ])('%d-fold(%j)', (bits, text, expected) => {
    expect(nFold(utf8(text), bits / 8)).toEqual(hex(expected))
  })
})

describe('PBKDF2 (RFC 6070)', () => {
  it.each([
    [1, 20, '0c60c80f961f0e71f3a9b524af6012062fe037a6'],
    [4096, 20, '4b007901b765489abead49d926f721d065a429c1'],
  ])('%d iterations', (iterations, length, expected) => {
    const key = pbkdf2(utf8('password'), { algorithm: 'sha1', salt: utf8('salt'), iterations, length })
    expect(key).toEqual(hex(expected))
  })
})

describe('AES with ciphertext stealing (RFC 3962 B)', () => {
  const key = utf8('chicken teriyaki')
  const plain = utf8("I would like the General Gau's Chicken, please, and wonton soup.")

  it.each([
    [17, 'c6353568f2bf8cb4d8a580362da7ff7f 97'],
    [31, 'fc00783e0efdb2c1d445d4c8eff7ed22 97687268d6ecccc0c07b25e25ecfe5'],
    [32, '39312523a78662d5be7fcbcc98ebf5a8 97687268d6ecccc0c07b25e25ecfe584'],
    [47, '97687268d6ecccc0c07b25e25ecfe584 b3fffd940c16a18c1b5549d2f838029e 39312523a78662d5be7fcbcc98ebf5'],
    [48, '97687268d6ecccc0c07b25e25ecfe584 9dad8bbb96c4cdc03bc103e1a194bbd8 39312523a78662d5be7fcbcc98ebf5a8'],
    [
      64,
      '97687268d6ecccc0c07b25e25ecfe584 39312523a78662d5be7fcbcc98ebf5a8 4807efe836ee89a526730dbc2f7bc840 9dad8bbb96c4cdc03bc103e1a194bbd8',
    ],
  ])('%d bytes', (length, expected) => {
    expect(aesCtsEncrypt(key, plain.subarray(0, length))).toEqual(hex(expected))
    expect(aesCtsDecrypt(key, hex(expected))).toEqual(plain.slice(0, length))
  })

  it.each([16, 17, 33, 100])('takes an initial vector and 256 bits (%d bytes)', (length) => {
    const long = digest('sha256', key)
    const iv = digest('md5', key)
    const data = new Uint8Array(length).fill(7)
    const sealed = aesCtsEncrypt(long, data, iv)
    expect(sealed).not.toEqual(aesCtsEncrypt(long, data))
    expect(aesCtsDecrypt(long, sealed, iv)).toEqual(data)
  })

  it('needs a block', () => {
    expect(() => aesCtsEncrypt(key, new Uint8Array(15))).toThrow(MisuseError)
    expect(() => aesCtsDecrypt(key, new Uint8Array(15))).toThrow(DecodeError)
  })
})

describe('comparison in constant time', () => {
  it('is equality', () => {
    expect(equalInConstantTime(hex('0102'), hex('0102'))).toBe(true)
    expect(equalInConstantTime(hex('0102'), hex('0103'))).toBe(false)
    expect(equalInConstantTime(hex('0102'), hex('010203'))).toBe(false)
  })
})
