import { PeerError } from '../../../base/errors.js'
import type { Clock, RandomSource } from '../../../base/ports.js'
import { defaultEncryptionTypes } from '../crypto/encryption-types.js'
import { KerberosKey } from '../crypto/kerberos-key.js'
import { keyUsage } from '../crypto/key-usage.js'
import { errorCode } from '../error-codes.table.js'
import { peerRefusal } from '../kerberos-error.js'
import { encryptionKey, makeKey, makeNumber, splitTime } from '../make-key.js'
import { encodeApRequest } from '../messages/ap-exchange.js'
import { encodeAuthenticator } from '../messages/authenticator.js'
import { decryptData, encryptData } from '../messages/encrypted-data.js'
import { decodeEncKdcReplyPart, decodeKdcReply, type EncKdcReplyPart, type KdcReply } from '../messages/kdc-reply.js'
import { encodeKdcRequest, encodeKdcRequestBody } from '../messages/kdc-request.js'
import { decodeKrbError, isKrbError } from '../messages/krb-error.js'
import { paType } from '../messages/pa-data.js'
import { principalText } from '../messages/principal.js'
import { type PrincipalName, ticketGrantingRealm } from '../messages/principal-name.js'
import type { TicketCredential } from '../ticket-credential.js'
import { askKdc, type KdcConversation } from './kdc-conversation.js'

export interface TgsOptions {
  /** Name of the host in messages. */
  readonly peer: string
  readonly clock: Pick<Clock, 'now'>
  readonly random: RandomSource
  /** What to offer for the session key, best first; AES when it is not given. */
  readonly encryptionTypes?: readonly number[]
  /** Milliseconds the KDC's clock is known to be ahead of ours. */
  readonly clockOffset?: number
}

export interface TgsRequest {
  readonly tgt: TicketCredential
  readonly service: PrincipalName
  /** Bits of `kdcOption`. */
  readonly options: number
}

export interface TgsAnswer {
  readonly credential: TicketCredential
  /** Milliseconds the KDC's clock is ahead of ours, as far as it had to be found out. */
  readonly clockOffset: number
}

/** One TGS exchange with the KDC of the realm the ticket-granting ticket is for ([RFC 4120] 3.3). Raises KerberosError. */
export function* tgsRequest(request: TgsRequest, options: TgsOptions): KdcConversation<TgsAnswer> {
  const { tgt, service } = request
  const { peer, clock, random } = options
  const realm = ticketGrantingRealm(tgt.server.name) ?? tgt.server.realm
  let clockOffset = options.clockOffset ?? 0
  for (let corrected = false; ; corrected = true) {
    const subkey = makeKey(tgt.key.type, random)
    const nonce = makeNumber(random)
    const bytes = encodeRequest(request, { options, realm, subkey, nonce, now: clock.now() + clockOffset })
    const answer = yield* askKdc(realm, bytes)
    if (!isKrbError(answer)) return { credential: readReply(decodeKdcReply(answer), { tgt, subkey, nonce }), clockOffset }
    const error = decodeKrbError(answer)
    if (error.errorCode !== errorCode.skew || corrected) {
      throw peerRefusal(error, { peer, step: 'TGS exchange', subject: principalText({ name: service, realm }) })
    }
    clockOffset = error.stime - clock.now()
  }
}

interface RequestParts {
  readonly options: TgsOptions
  readonly realm: string
  readonly subkey: KerberosKey
  readonly nonce: number
  readonly now: number
}

function encodeRequest({ tgt, service, options: kdcOptions }: TgsRequest, parts: RequestParts): Uint8Array {
  const { options, realm, subkey, nonce, now } = parts
  const { random, encryptionTypes: etypes = defaultEncryptionTypes } = options
  const encodedBody = encodeKdcRequestBody({ options: kdcOptions, realm, sname: service, till: tgt.endTime, nonce, etypes })
  const { key, client, ticket } = tgt
  const { time, usec } = splitTime(now)
  const authenticator = encodeAuthenticator({
    crealm: client.realm,
    cname: client.name,
    checksum: { type: key.type.checksumType, bytes: key.checksum(keyUsage.tgsReqChecksum, encodedBody) },
    ctime: time,
    cusec: usec,
    subkey: encryptionKey(subkey),
  })
  const confounder = random.bytes(key.type.confounderLength)
  const apRequest = encodeApRequest({
    options: 0,
    ticket,
    authenticator: encryptData(authenticator, { key, usage: keyUsage.tgsReqAuthenticator, confounder }),
  })
  return encodeKdcRequest({ kind: 'TGS', padata: [{ type: paType.tgsReq, bytes: apRequest }], encodedBody })
}

interface ReplyOptions {
  readonly tgt: TicketCredential
  readonly subkey: KerberosKey
  readonly nonce: number
}

function readReply(reply: KdcReply, { tgt, subkey, nonce }: ReplyOptions): TicketCredential {
  if (reply.kind !== 'TGS') throw new PeerError('Kerberos: the KDC answered a TGS-REQ with an AS-REP')
  const part = openReply(reply, { tgt, subkey })
  const key = KerberosKey.from(part.key.type, part.key.bytes)
  if ((part.nonce | 0) !== nonce) throw new PeerError('Kerberos: the TGS-REP answers another request')
  if (key === undefined) throw new PeerError(`Kerberos: the KDC chose a session key of type ${part.key.type}`)
  return {
    client: { name: reply.cname, realm: reply.crealm },
    server: { name: part.sname, realm: part.srealm },
    key,
    ticket: reply.ticket,
    flags: part.flags,
    authTime: part.authTime,
    startTime: part.startTime ?? part.authTime,
    endTime: part.endTime,
    renewTill: part.renewTill,
  }
}

/** With our subkey; KDCs that ignore it use the session key ([RFC 4120] 3.3.3). */
function openReply({ encPart }: KdcReply, { tgt, subkey }: Omit<ReplyOptions, 'nonce'>): EncKdcReplyPart {
  const plain =
    decryptData(encPart, subkey, keyUsage.tgsRepPartSubkey) ?? decryptData(encPart, tgt.key, keyUsage.tgsRepPartSessionKey)
  if (plain === undefined) throw new PeerError('Kerberos: the TGS-REP was not made with the key of our request')
  return decodeEncKdcReplyPart(plain)
}
