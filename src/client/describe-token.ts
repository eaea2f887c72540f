import { DecodeError } from '../base/errors.js'
import { applicationTag, contextTag, tag } from '../protocol/asn1/tag.js'
import { describeCredssp, isCredssp } from '../protocol/credssp/describe.js'
import { describeTlsRecords, isTlsRecord } from '../protocol/credssp/describe-tls.js'
import { describeInitialToken } from '../protocol/gss/describe-initial-token.js'
import { type DescribedField, damageOf } from '../protocol/gss/described-field.js'
import { mechanismOid } from '../protocol/gss/mechanism-oid.js'
import { describeContextToken, describeKerberos } from '../protocol/kerberos/describe.js'
import { describeNtlm } from '../protocol/ntlm/describe.js'
import { describeNegToken } from '../protocol/spnego/describe.js'

/**
 * A token of NTLM, SPNEGO, Kerberos or CredSSP, or records of TLS, as a tree with the tokens inside it. Takes any bytes: what is
 * damaged is shown as far as it can be read, and what is no token is damage from its first byte on.
 */
export function describeToken(bytes: Uint8Array): DescribedField {
  return describeAt(bytes, 0)
}

/** Tokens inside one another; no mechanism nests more than CredSSP, SPNEGO and Kerberos. */
const deepest = 8

function describeAt(bytes: Uint8Array, depth: number): DescribedField {
  const inner = (token: Uint8Array): DescribedField => describeAt(token, depth + 1)
  try {
    if (depth > deepest) throw new DecodeError('token', `more than ${deepest} tokens inside one another`, { offset: 0 })
    return describeKnown(bytes, inner)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return { name: 'token', value: `${bytes.length} bytes`, damage: damageOf(error, 0) }
  }
}

function describeKnown(bytes: Uint8Array, inner: (token: Uint8Array) => DescribedField): DescribedField {
  if (bytes.length === 0) throw new DecodeError('token', 'there are no bytes', { offset: 0 })
  if (startsWith(bytes, 'NTLMSSP\0')) return describeNtlm(bytes)
  if (startsWith(bytes, 'NEGOEXTS')) return { name: 'NegoEx', value: `${bytes.length} bytes` }
  const [first] = bytes
  if (first === applicationTag(0)) {
    return describeInitialToken(bytes, (mechanism, token) => ofMechanism(mechanism, token, inner))
  }
  if (first === contextTag(0) || first === contextTag(1)) return describeNegToken(bytes, inner)
  if (first === tag.sequence && isCredssp(bytes)) return describeCredssp(bytes, inner)
  return isTlsRecord(bytes) ? describeTlsRecords(bytes) : describeKerberosOr(bytes)
}

function describeKerberosOr(bytes: Uint8Array): DescribedField {
  try {
    return describeKerberos(bytes)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw new DecodeError('token', 'it begins as none of NTLM, SPNEGO, Kerberos, CredSSP and TLS do', { offset: 0, cause: error })
  }
}

function ofMechanism(mechanism: string, token: Uint8Array, inner: (token: Uint8Array) => DescribedField): DescribedField {
  switch (mechanism) {
    case mechanismOid.spnego:
      return describeNegToken(token, inner)
    case mechanismOid.kerberos:
    case mechanismOid.microsoftKerberos:
      return describeContextToken(token)
    default:
      return inner(token)
  }
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return text.length <= bytes.length && new TextEncoder().encode(text).every((byte, at) => bytes[at] === byte)
}
