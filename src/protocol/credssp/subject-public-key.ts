import { DerReader } from '../asn1/der-reader.js'
import { contextTag } from '../asn1/tag.js'

/**
 * The SubjectPublicKey of a certificate in DER ([RFC 5280] 4.1): the content of the bit string inside SubjectPublicKeyInfo, which
 * CredSSP binds to ([MS-CSSP] 3.1.5). Raises DecodeError.
 */
export function subjectPublicKey(certificate: Uint8Array): Uint8Array {
  const outer = DerReader.of(certificate, 'X.509 certificate')
  const fields = outer.sequence()
  outer.end()
  const body = fields.sequence()
  if (body.next === contextTag(0)) body.raw()
  // serialNumber, signature, issuer, validity, subject.
  for (let field = 0; field < 5; field++) body.raw()
  const info = body.sequence()
  info.raw()
  return info.bitString().bytes
}
