import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DecodeError } from '../../../../src/base/errors.js'
import { formatHex } from '../../../../src/base/hex.js'
import * as ap from '../../../../src/protocol/kerberos/messages/ap-exchange.js'
import { decodeAuthenticator, encodeAuthenticator } from '../../../../src/protocol/kerberos/messages/authenticator.js'
import * as reply from '../../../../src/protocol/kerberos/messages/kdc-reply.js'
import * as request from '../../../../src/protocol/kerberos/messages/kdc-request.js'
import * as cred from '../../../../src/protocol/kerberos/messages/krb-cred.js'
import { decodeKrbError, encodeKrbError } from '../../../../src/protocol/kerberos/messages/krb-error.js'
import * as pa from '../../../../src/protocol/kerberos/messages/pa-data.js'
import { formatPrincipal } from '../../../../src/protocol/kerberos/messages/principal-name.js'
import * as ticket from '../../../../src/protocol/kerberos/messages/ticket.js'
import { defined } from '../../../harness/defined.js'
import { hex } from '../../../harness/hex.js'
import { readRecorded, recordedVectors } from '../../../harness/read-vector.js'

/** Decoding and encoding again, for each structure. */
const codecs: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  'KDC-REQ': (bytes) => {
    const value = request.decodeKdcRequest(bytes)
    const { kind, padata, body } = value
    return request.encodeKdcRequest({ kind, padata, encodedBody: request.encodeKdcRequestBody(body) })
  },
  'KDC-REP': (bytes) => reply.encodeKdcReply(reply.decodeKdcReply(bytes)),
  EncASRepPart: (bytes) => reply.encodeEncKdcReplyPart('AS', reply.decodeEncKdcReplyPart(bytes)),
  EncTGSRepPart: (bytes) => reply.encodeEncKdcReplyPart('TGS', reply.decodeEncKdcReplyPart(bytes)),
  'AP-REQ': (bytes) => ap.encodeApRequest(ap.decodeApRequest(bytes)),
  'AP-REP': (bytes) => ap.encodeApReply(ap.decodeApReply(bytes)),
  EncAPRepPart: (bytes) => ap.encodeEncApReplyPart(ap.decodeEncApReplyPart(bytes)),
  Authenticator: (bytes) => encodeAuthenticator(decodeAuthenticator(bytes)),
  Ticket: (bytes) => ticket.writeTicket(ticket.decodeTicket(bytes)),
  EncTicketPart: (bytes) => ticket.encodeEncTicketPart(ticket.decodeEncTicketPart(bytes)),
  'KRB-CRED': (bytes) => cred.encodeKrbCred(cred.decodeKrbCred(bytes)),
  EncKrbCredPart: (bytes) => cred.encodeEncKrbCredPart(cred.decodeEncKrbCredPart(bytes)),
  'KRB-ERROR': (bytes) => encodeKrbError(decodeKrbError(bytes)),
  'ETYPE-INFO2': (bytes) => pa.encodeEtypeInfo2(pa.decodeEtypeInfo2(bytes)),
  'METHOD-DATA': (bytes) => pa.encodeMethodData(pa.decodeMethodData(bytes)),
  'PA-ENC-TS-ENC': (bytes) => pa.encodeTimestamp(pa.decodeTimestamp(bytes)),
}

const codec = (structure: string): ((bytes: Uint8Array) => Uint8Array) => defined(codecs[structure])

/** The reference encodings of MIT krb5's own tests, by structure. */
const references: readonly (readonly [string, string])[] = [
  ['authenticator', 'Authenticator'],
  ['authenticatorOptionalsNULL', 'Authenticator'],
  ['ticket', 'Ticket'],
  ['enc_tkt_part', 'EncTicketPart'],
  ['enc_tkt_partOptionalsNULL', 'EncTicketPart'],
  ['enc_kdc_rep_part', 'EncTGSRepPart'],
  ['enc_kdc_rep_partOptionalsNULL', 'EncTGSRepPart'],
  ['as_rep', 'KDC-REP'],
  ['as_repOptionalsNULL', 'KDC-REP'],
  ['tgs_rep', 'KDC-REP'],
  ['tgs_repOptionalsNULL', 'KDC-REP'],
  ['ap_req', 'AP-REQ'],
  ['ap_rep', 'AP-REP'],
  ['ap_rep_enc_part', 'EncAPRepPart'],
  ['ap_rep_enc_partOptionalsNULL', 'EncAPRepPart'],
  ['as_req', 'KDC-REQ'],
  ['as_reqOptionalsNULLexceptsecond_ticket', 'KDC-REQ'],
  ['as_reqOptionalsNULLexceptserver', 'KDC-REQ'],
  ['tgs_req', 'KDC-REQ'],
  ['tgs_reqOptionalsNULLexceptsecond_ticket', 'KDC-REQ'],
  ['tgs_reqOptionalsNULLexceptserver', 'KDC-REQ'],
  ['cred', 'KRB-CRED'],
  ['enc_cred_part', 'EncKrbCredPart'],
  ['enc_cred_partOptionalsNULL', 'EncKrbCredPart'],
  ['error', 'KRB-ERROR'],
  ['errorOptionalsNULL', 'KRB-ERROR'],
  ['etype_info2', 'ETYPE-INFO2'],
  ['etype_info2Only1', 'ETYPE-INFO2'],
  ['padata_sequence', 'METHOD-DATA'],
  ['pa_enc_ts', 'PA-ENC-TS-ENC'],
]

describe.skipIf(recordedVectors === undefined)('encodings made by others', () => {
  const reference = (name: string): Uint8Array =>
    hex(
      readRecorded<{ vectors: Record<string, string> }>('kerberos/jcmturner-gokrb5.test_vectors.json').vectors[
        `MarshaledKRB5${name}`
      ] ?? '',
    )

  test.each(references)('MIT krb5 %s comes back byte for byte [needs WMCTL_VECTORS]', (name, structure) => {
    const bytes = reference(name)
    expect(formatHex(codec(structure)(bytes))).toBe(formatHex(bytes))
  })

  test.each([
    ['win10-as-tgs-exchange', 8],
    ['win10-idispatch', 4],
    ['win10-registerxll', 4],
  ])('Windows %s comes back byte for byte [needs WMCTL_VECTORS]', (name, least) => {
    const structures = new Map([
      [10, 'KDC-REQ'],
      [11, 'KDC-REP'],
      [12, 'KDC-REQ'],
      [13, 'KDC-REP'],
      [30, 'KRB-ERROR'],
    ])
    interface Message {
      readonly applicationTag: number
      readonly complete: boolean
      readonly hex: string
    }
    const recorded = readRecorded<{ messages?: Message[]; kdcMessages?: Message[] }>(`kerberos/otrf/${name}.kdc.json`)
    const whole = (recorded.messages ?? recorded.kdcMessages ?? []).filter((message) => message.complete)
    for (const message of whole)
      expect(formatHex(codec(structures.get(message.applicationTag) ?? '')(hex(message.hex)))).toBe(message.hex)
    expect(whole.length).toBeGreaterThanOrEqual(least)
  })

  test('every truncation and every changed length of an AS-REQ is a DecodeError [needs WMCTL_VECTORS]', () => {
    const bytes = reference('as_req')
    for (let length = 0; length < bytes.length; length++) {
      expect(() => request.decodeKdcRequest(bytes.subarray(0, length))).toThrow(DecodeError)
    }
    expect(() => request.decodeKdcRequest(Uint8Array.of(...bytes, 0))).toThrow('KDC-REQ: 1 bytes after the last element')
  })
})

test.each(Object.keys(codecs))('any bytes are a %s or a DecodeError', (structure) => {
  const tags = [0x30, 0x61, 0x62, 0x63, 0x6a, 0x6b, 0x6c, 0x6e, 0x6f, 0x76, 0x7a, 0x7b, 0x7d, 0x7e]
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 120 }),
    fc
      .tuple(fc.constantFrom(...tags), fc.uint8Array({ maxLength: 100 }))
      .map(([tag, rest]) => Uint8Array.of(tag, rest.length, ...rest)),
  )
  fc.assert(
    fc.property(bytes, (input) => {
      try {
        codec(structure)(input)
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError)
      }
    }),
    { numRuns: 200 },
  )
})

test('a message with any octet changed is a message or a DecodeError', () => {
  const sname = { type: 2, components: ['HTTP', 'web01'] }
  const encPart = { etype: 18, kvno: 3, cipher: new Uint8Array(30) }
  const value = { realm: 'R', sname, encPart }
  const bytes = ap.encodeApRequest({ options: 0x20000000, ticket: value, authenticator: encPart })
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, octet) => {
      try {
        ap.decodeApRequest(bytes.with(at, octet))
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError)
      }
    }),
    { numRuns: 1000 },
  )
})

test('a referral of the KDC ([RFC 6806] appendix A)', () => {
  const referral = { realm: 'B.EXAMPLE', name: { type: 2, components: ['HTTP', 'far'] } }
  expect(pa.decodeServerReferral(pa.encodeServerReferral(referral))).toEqual(referral)
})

test('names print as RFC 1964 2.1.3 says', () => {
  expect(formatPrincipal({ type: 10, components: ['a@b', 'c/d'] }, 'REALM')).toBe('a\\@b/c\\/d@REALM')
})
