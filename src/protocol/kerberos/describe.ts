import { DecodeError } from '../../base/errors.js'
import { formatHex } from '../../base/hex.js'
import { applicationTag } from '../asn1/tag.js'
import { describeDer, type FieldsShape, type InsideShape, type ListShape, type ValueShape } from '../gss/describe-der.js'
import { describeInitialToken } from '../gss/describe-initial-token.js'
import { type DescribedField, insideAt } from '../gss/described-field.js'
import { describeMessageToken, isMessageToken } from './describe-message-token.js'
import { describeMethodData, paData } from './describe-pa-data.js'
import {
  encryptedData,
  encryptionTypes,
  firstFitting,
  flags,
  int32,
  number,
  principal,
  text,
  time,
  value,
} from './describe-values.js'
import { errorCodes, logonStatus } from './error-codes.table.js'
import { readExtendedStatus } from './kerberos-error.js'
import { messageType } from './messages/message.js'

/**
 * A Kerberos message by the names of [RFC 4120], with or without the framing of GSS-API. Ciphertexts, by which passwords can be
 * guessed and tickets used, are shown by their length. What is damaged is shown as far as it can be read. Raises DecodeError for what
 * does not begin as a message.
 */
export function describeKerberos(bytes: Uint8Array): DescribedField {
  const known = messages.get(bytes[0] ?? 0)
  if (known !== undefined) return describeDer(known.name, bytes, { kind: 'inside', tag: bytes[0] ?? 0, shape: known.shape })
  if (isMessageToken(bytes)) return describeMessageToken(bytes)
  if (bytes[0] === applicationTag(0)) return describeInitialToken(bytes, (_mechanism, token) => describeContextToken(token))
  throw new DecodeError('Kerberos message', 'not a message of Kerberos', { offset: 0 })
}

/** What is behind the mechanism's identifier: TOK_ID ([RFC 4121] 4.1) and the message. Raises DecodeError. */
export function describeContextToken(token: Uint8Array): DescribedField {
  if (isMessageToken(token)) return describeMessageToken(token)
  const id = formatHex(token.subarray(0, 2))
  const name = tokenIds[id]
  if (name === undefined) throw new DecodeError('Kerberos context token', `no TOK_ID ${id}`, { offset: 0 })
  const message = insideAt(describeKerberos(token.subarray(2)), 2)
  return { name: 'innerContextToken', value: [{ name: 'TOK_ID', value: `${id} (${name})` }, message] }
}

const tokenIds: Readonly<Record<string, string>> = {
  '0100': 'KRB_AP_REQ',
  '0200': 'KRB_AP_REP',
  '0300': 'KRB_ERROR',
}

const versionNumber = int32
const messageNumber = number({
  [messageType.asReq]: 'KRB_AS_REQ',
  [messageType.asRep]: 'KRB_AS_REP',
  [messageType.tgsReq]: 'KRB_TGS_REQ',
  [messageType.tgsRep]: 'KRB_TGS_REP',
  [messageType.apReq]: 'KRB_AP_REQ',
  [messageType.apRep]: 'KRB_AP_REP',
  [messageType.krbCred]: 'KRB_CRED',
  [messageType.krbError]: 'KRB_ERROR',
})

const ticket: InsideShape = {
  kind: 'inside',
  tag: applicationTag(1),
  shape: {
    kind: 'fields',
    fields: { 0: ['tkt-vno', versionNumber], 1: ['realm', text], 2: ['sname', principal], 3: ['enc-part', encryptedData] },
  },
}

const tickets: ListShape = { kind: 'list', name: 'Ticket', of: ticket }

const apRequest: FieldsShape = {
  kind: 'fields',
  fields: {
    0: ['pvno', versionNumber],
    1: ['msg-type', messageNumber],
    2: ['ap-options', flags({ 0: 'reserved', 1: 'use-session-key', 2: 'mutual-required' })],
    3: ['ticket', ticket],
    4: ['authenticator', encryptedData],
  },
}

const apReply: FieldsShape = {
  kind: 'fields',
  fields: { 0: ['pvno', versionNumber], 1: ['msg-type', messageNumber], 2: ['enc-part', encryptedData] },
}

const onePaData: ValueShape = paData(describeKerberos)
const paDataList: ListShape = { kind: 'list', name: 'PA-DATA', of: onePaData }

const kdcOptions = flags({
  1: 'forwardable',
  2: 'forwarded',
  3: 'proxiable',
  4: 'proxy',
  5: 'allow-postdate',
  6: 'postdated',
  8: 'renewable',
  14: 'cname-in-addl-tkt',
  15: 'canonicalize',
  16: 'request-anonymous',
  26: 'disable-transited-check',
  27: 'renewable-ok',
  28: 'enc-tkt-in-skey',
  30: 'renew',
  31: 'validate',
})

const kdcRequest: FieldsShape = {
  kind: 'fields',
  fields: {
    1: ['pvno', versionNumber],
    2: ['msg-type', messageNumber],
    3: ['padata', paDataList],
    4: [
      'req-body',
      {
        kind: 'fields',
        fields: {
          0: ['kdc-options', kdcOptions],
          1: ['cname', principal],
          2: ['realm', text],
          3: ['sname', principal],
          4: ['from', time],
          5: ['till', time],
          6: ['rtime', time],
          7: ['nonce', int32],
          8: ['etype', encryptionTypes],
          9: ['addresses', value((element) => `${element.sequenceOf((each) => each.raw()).length}`)],
          10: ['enc-authorization-data', encryptedData],
          11: ['additional-tickets', tickets],
        },
      },
    ],
  },
}

const kdcReply: FieldsShape = {
  kind: 'fields',
  fields: {
    0: ['pvno', versionNumber],
    1: ['msg-type', messageNumber],
    2: ['padata', paDataList],
    3: ['crealm', text],
    4: ['cname', principal],
    5: ['ticket', ticket],
    6: ['enc-part', encryptedData],
  },
}

const krbCred: FieldsShape = {
  kind: 'fields',
  fields: { 0: ['pvno', versionNumber], 1: ['msg-type', messageNumber], 2: ['tickets', tickets], 3: ['enc-part', encryptedData] },
}

const errorCodeValue = value((element) => {
  const code = element.int32()
  const facts = errorCodes.get(code)
  return facts === undefined ? String(code) : `${code} (${facts.name}): ${facts.meaning}`
})

const krbError: FieldsShape = {
  kind: 'fields',
  fields: {
    0: ['pvno', versionNumber],
    1: ['msg-type', messageNumber],
    2: ['ctime', time],
    3: ['cusec', int32],
    4: ['stime', time],
    5: ['susec', int32],
    6: ['error-code', errorCodeValue],
    7: ['crealm', text],
    8: ['cname', principal],
    9: ['realm', text],
    10: ['sname', principal],
    11: ['e-text', text],
    12: ['e-data', value((element) => errorData(element.octetString()))],
  },
}

/** KERB-ERROR-DATA of Windows, or the METHOD-DATA that asks for pre-authentication. */
function errorData(bytes: Uint8Array): DescribedField['value'] {
  const status = readExtendedStatus({ data: bytes })
  if (status !== undefined) {
    const meaning = logonStatus.get(status)
    return `KERB-EXT-ERROR 0x${status.toString(16)}${meaning === undefined ? '' : `: ${meaning}`}`
  }
  return firstFitting([() => describeMethodData(bytes, onePaData)]) ?? `${bytes.length} bytes`
}

/** By their application tags. */
const messages: ReadonlyMap<number, { readonly name: string; readonly shape: FieldsShape }> = new Map([
  [applicationTag(1), { name: 'Ticket', shape: ticket.shape as FieldsShape }],
  [applicationTag(messageType.asReq), { name: 'AS-REQ', shape: kdcRequest }],
  [applicationTag(messageType.asRep), { name: 'AS-REP', shape: kdcReply }],
  [applicationTag(messageType.tgsReq), { name: 'TGS-REQ', shape: kdcRequest }],
  [applicationTag(messageType.tgsRep), { name: 'TGS-REP', shape: kdcReply }],
  [applicationTag(messageType.apReq), { name: 'AP-REQ', shape: apRequest }],
  [applicationTag(messageType.apRep), { name: 'AP-REP', shape: apReply }],
  [applicationTag(messageType.krbCred), { name: 'KRB-CRED', shape: krbCred }],
  [applicationTag(messageType.krbError), { name: 'KRB-ERROR', shape: krbError }],
])
