import { concatBytes } from '../../base/bytes.js'
import { type DigestAlgorithm, digest } from '../../crypto/digest.js'
import { DerReader } from '../asn1/der-reader.js'
import { contextTag } from '../asn1/tag.js'
import type { ChannelBindings } from './security-context.js'

/**
 * The binding of type `tls-server-end-point` for a server's certificate in DER ([RFC 5929] 4): its digest by the hash its
 * signature uses, SHA-256 in place of MD5 and SHA-1. Undefined for signatures that use no hash of their own (Ed25519), for which
 * there is no such binding. Raises DecodeError.
 */
export function serverEndPointBindings(certificate: Uint8Array): ChannelBindings | undefined {
  const algorithm = signatureHash(certificate)
  if (algorithm === undefined) return undefined
  const prefix = new TextEncoder().encode('tls-server-end-point:')
  return { applicationData: concatBytes(prefix, digest(algorithm, certificate)) }
}

function signatureHash(certificate: Uint8Array): DigestAlgorithm | undefined {
  const outer = DerReader.of(certificate, 'X.509 certificate')
  const fields = outer.sequence()
  outer.end()
  fields.raw()
  const signature = fields.sequence()
  const algorithm = signature.oid()
  return algorithm === rsassaPss ? pssHash(signature) : signatureHashes[algorithm]
}

/** RSASSA-PSS-params ([RFC 4055] 3.1): the hash is a parameter, SHA-1 when it is left out. */
function pssHash(signature: DerReader): DigestAlgorithm | undefined {
  const parameters = signature.sequence()
  if (parameters.next !== contextTag(0)) return 'sha256'
  const hash = parameters.enter(contextTag(0)).sequence().oid()
  return hashes[hash]
}

const rsassaPss = '1.2.840.113549.1.1.10'

const signatureHashes: Readonly<Record<string, DigestAlgorithm>> = {
  // RSA with MD5, SHA-1, SHA-256, SHA-384, SHA-512.
  '1.2.840.113549.1.1.4': 'sha256',
  '1.2.840.113549.1.1.5': 'sha256',
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  // RSA with SHA-1 as old Microsoft tools name it, DSA with SHA-1 and SHA-256.
  '1.3.14.3.2.29': 'sha256',
  '1.2.840.10040.4.3': 'sha256',
  '2.16.840.1.101.3.4.3.2': 'sha256',
  // ECDSA with SHA-1, SHA-256, SHA-384, SHA-512.
  '1.2.840.10045.4.1': 'sha256',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
}

const hashes: Readonly<Record<string, DigestAlgorithm>> = {
  '1.2.840.113549.2.5': 'sha256',
  '1.3.14.3.2.26': 'sha256',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}
