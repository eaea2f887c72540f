import { DecodeError } from '../../base/errors.js'
import { formatHex } from '../../base/hex.js'
import { applicationTag } from '../asn1/tag.js'
import { type DescribedField, maskedValue } from '../gss/described-field.js'
import { readContextToken } from './context/gss-token.js'
import { encryptionTypeName } from './crypto/encryption-types.js'
import { errorCodes, logonStatus } from './error-codes.table.js'
import { readExtendedStatus } from './kerberos-error.js'
import { apOption, decodeApReply, decodeApRequest } from './messages/ap-exchange.js'
import type { EncryptedData } from './messages/encrypted-data.js'
import { decodeKdcReply } from './messages/kdc-reply.js'
import { decodeKdcRequest, kdcOption } from './messages/kdc-request.js'
import { decodeKrbCred } from './messages/krb-cred.js'
import { decodeKrbError } from './messages/krb-error.js'
import { messageType } from './messages/message.js'
import { paType } from './messages/pa-data.js'
import type { Tagged } from './messages/primitives.js'
import { formatName, formatPrincipal } from './messages/principal-name.js'
import type { Ticket } from './messages/ticket.js'

/**
 * A Kerberos message, with or without GSS framing, as fields by the names of [RFC 4120]. Ciphertexts, by which passwords can be
 * guessed and tickets used, are masked. Raises DecodeError.
 */
export function describeKerberos(bytes: Uint8Array): DescribedField {
  const tag = bytes[0]
  const describe = tag === undefined ? undefined : messages.get(tag)
  if (describe !== undefined) return describe(bytes)
  if (tag !== applicationTag(0)) throw new DecodeError('Kerberos message', 'not a message of Kerberos', { offset: 0 })
  const { kind, message } = readContextToken(bytes)
  return { name: `GSS-API token (${kind})`, value: [describeKerberos(message)] }
}

const messages: ReadonlyMap<number, (bytes: Uint8Array) => DescribedField> = new Map([
  [applicationTag(messageType.asReq), describeKdcRequest],
  [applicationTag(messageType.asRep), describeKdcReply],
  [applicationTag(messageType.tgsReq), describeKdcRequest],
  [applicationTag(messageType.tgsRep), describeKdcReply],
  [applicationTag(messageType.apReq), describeApRequest],
  [applicationTag(messageType.apRep), describeApReply],
  [applicationTag(messageType.krbCred), describeKrbCred],
  [applicationTag(messageType.krbError), describeKrbError],
])

function describeApRequest(bytes: Uint8Array): DescribedField {
  const { options, ticket, authenticator } = decodeApRequest(bytes)
  const fields = [text('ap-options', flags(options, apOption)), describeTicket(ticket), encrypted('authenticator', authenticator)]
  return { name: 'AP-REQ', value: fields }
}

function describeApReply(bytes: Uint8Array): DescribedField {
  return { name: 'AP-REP', value: [encrypted('enc-part', decodeApReply(bytes).encPart)] }
}

function describeKdcRequest(bytes: Uint8Array): DescribedField {
  const { kind, padata = [], body } = decodeKdcRequest(bytes)
  const { cname, sname, realm } = body
  const fields = [
    text('kdc-options', flags(body.options, kdcOption)),
    ...(cname === undefined ? [] : [text('cname', formatName(cname))]),
    text('realm', realm),
    ...(sname === undefined ? [] : [text('sname', formatName(sname))]),
    text('till', time(body.till)),
    text('nonce', String(body.nonce)),
    text('etype', body.etypes.map(encryptionTypeName).join(', ')),
  ]
  return { name: `${kind}-REQ`, value: [describePaData(padata), { name: 'req-body', value: fields }] }
}

function describeKdcReply(bytes: Uint8Array): DescribedField {
  const { kind, padata = [], crealm, cname, ticket, encPart } = decodeKdcReply(bytes)
  const client = text('client', formatPrincipal(cname, crealm))
  return { name: `${kind}-REP`, value: [describePaData(padata), client, describeTicket(ticket), encrypted('enc-part', encPart)] }
}

function describeKrbCred(bytes: Uint8Array): DescribedField {
  const { tickets, encPart } = decodeKrbCred(bytes)
  return { name: 'KRB-CRED', value: [...tickets.map(describeTicket), encrypted('enc-part', encPart)] }
}

function describeKrbError(bytes: Uint8Array): DescribedField {
  const error = decodeKrbError(bytes)
  const facts = errorCodes.get(error.errorCode)
  const status = readExtendedStatus(error)
  const fields = [
    text('stime', time(error.stime)),
    text('error-code', `${error.errorCode}${facts === undefined ? '' : ` ${facts.name}: ${facts.meaning}`}`),
    ...(error.crealm === undefined ? [] : [text('crealm', error.crealm)]),
    ...(error.cname === undefined ? [] : [text('cname', formatName(error.cname))]),
    text('service', formatPrincipal(error.sname, error.realm)),
    ...(error.text === undefined ? [] : [text('e-text', error.text)]),
    ...(status === undefined ? [] : [text('status', `0x${status.toString(16)} ${logonStatus.get(status) ?? ''}`.trim())]),
  ]
  return { name: 'KRB-ERROR', value: fields }
}

function describeTicket({ realm, sname, encPart }: Ticket): DescribedField {
  return { name: 'ticket', value: [text('service', formatPrincipal(sname, realm)), encrypted('enc-part', encPart)] }
}

function describePaData(list: readonly Tagged[]): DescribedField {
  const names = Object.entries(paType)
  const known = list.map(({ type, bytes }) => {
    const name = names.find(([, number]) => number === type)?.[0] ?? 'unknown'
    // A proof of the password, or a ticket with the proof that it is ours.
    const secret = type === paType.encTimestamp || type === paType.tgsReq
    return text(`${name} (${type})`, secret ? maskedValue : formatHex(bytes.subarray(0, 64)))
  })
  return { name: 'padata', value: known }
}

function encrypted(name: string, { etype, kvno, cipher }: EncryptedData): DescribedField {
  const fields = [text('etype', `${etype} ${encryptionTypeName(etype)}`)]
  if (kvno !== undefined) fields.push(text('kvno', String(kvno)))
  fields.push(text('cipher', `${maskedValue} (${cipher.length} bytes)`))
  return { name, value: fields }
}

function flags(value: number, names: Readonly<Record<string, number>>): string {
  const set = Object.entries(names).flatMap(([name, bit]) => ((value & bit) === 0 ? [] : [name]))
  return `0x${value.toString(16).padStart(8, '0')}${set.length === 0 ? '' : ` ${set.join(', ')}`}`
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

function text(name: string, value: string): DescribedField {
  return { name, value }
}
