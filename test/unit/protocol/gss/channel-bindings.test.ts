import { X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { concatBytes } from '../../../../src/base/bytes.js'
import { DecodeError } from '../../../../src/base/errors.js'
import { digest } from '../../../../src/crypto/digest.js'
import { element, explicit, oid, sequence } from '../../../../src/protocol/asn1/der-writer.js'
import { subjectPublicKey } from '../../../../src/protocol/credssp/subject-public-key.js'
import { hashChannelBindings } from '../../../../src/protocol/gss/channel-bindings.js'
import { serverEndPointBindings } from '../../../../src/protocol/gss/server-end-point.js'
import { hasOpenssl, signedCertificate } from '../../../harness/certificates.js'
import { hex, utf8 } from '../../../harness/hex.js'

// Computed with struct and hashlib of Python from the definition in RFC 4121 4.1.1.2.
test('the hash is that of the structure without addresses', () => {
  expect(hashChannelBindings({ applicationData: utf8('tls-server-end-point:abc') })).toEqual(
    hex('feb0fffbc725957540b287e8c838dfd9'),
  )
  expect(hashChannelBindings(undefined)).toEqual(new Uint8Array(16))
})

const rsa = ['-newkey', 'rsa:1024']
const p256 = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']

describe.skipIf(!hasOpenssl())('tls-server-end-point [needs openssl]', () => {
  it.each<[string, string[], 'sha256' | 'sha384' | 'sha512']>([
    ['sha1WithRSAEncryption', [...rsa, '-sha1'], 'sha256'],
    ['md5WithRSAEncryption', [...rsa, '-md5'], 'sha256'],
    ['sha256WithRSAEncryption', [...rsa, '-sha256'], 'sha256'],
    ['sha384WithRSAEncryption', [...rsa, '-sha384'], 'sha384'],
    ['sha512WithRSAEncryption', [...rsa, '-sha512'], 'sha512'],
    ['ecdsa-with-SHA1', [...p256, '-sha1'], 'sha256'],
    ['ecdsa-with-SHA256', [...p256, '-sha256'], 'sha256'],
    ['ecdsa-with-SHA384', [...p256, '-sha384'], 'sha384'],
    ['ecdsa-with-SHA512', [...p256, '-sha512'], 'sha512'],
    ['RSASSA-PSS with SHA-256', [...rsa, '-sha256', '-sigopt', 'rsa_padding_mode:pss'], 'sha256'],
    ['RSASSA-PSS with SHA-512', [...rsa, '-sha512', '-sigopt', 'rsa_padding_mode:pss'], 'sha512'],
    ['RSASSA-PSS with SHA-1, the default', [...rsa, '-sha1', '-sigopt', 'rsa_padding_mode:pss'], 'sha256'],
  ])('%s', (_, options, algorithm) => {
    const certificate = signedCertificate(options)
    const expected = concatBytes(utf8('tls-server-end-point:'), digest(algorithm, certificate))
    expect(serverEndPointBindings(certificate)?.applicationData).toEqual(expected)
  })

  it('is not defined for Ed25519', () => {
    expect(serverEndPointBindings(signedCertificate(['-newkey', 'ed25519']))).toBeUndefined()
  })

  it('the public key for CredSSP is the content of the bit string', () => {
    const certificate = signedCertificate([...rsa, '-sha256'])
    const expected = new X509Certificate(certificate).publicKey.export({ type: 'pkcs1', format: 'der' })
    expect(subjectPublicKey(certificate)).toEqual(new Uint8Array(expected))
  })
})

it('a hash that nobody knows gives no binding', () => {
  const certificate = (signature: Uint8Array): Uint8Array => sequence(sequence(), signature, element(3, Uint8Array.of(0)))
  const pss = '1.2.840.113549.1.1.10'
  expect(serverEndPointBindings(certificate(sequence(oid('1.2.3'))))).toBeUndefined()
  expect(serverEndPointBindings(certificate(sequence(oid(pss), sequence(explicit(0, sequence(oid('1.2.3')))))))).toBeUndefined()
})

it('any bytes give a binding, none, or a DecodeError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      for (const read of [serverEndPointBindings, subjectPublicKey]) {
        try {
          read(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError)
        }
      }
    }),
    { numRuns: 1000 },
  )
})
