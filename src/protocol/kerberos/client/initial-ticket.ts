import { PeerError } from '../../../base/errors.js'
import type { Clock, RandomSource } from '../../../base/ports.js'
import { defaultEncryptionTypes } from '../crypto/encryption-types.js'
import { KerberosKey } from '../crypto/kerberos-key.js'
import { keyUsage } from '../crypto/key-usage.js'
import { errorCode } from '../error-codes.table.js'
import { KerberosError, peerRefusal } from '../kerberos-error.js'
import { makeNumber, splitTime } from '../make-key.js'
import { decryptData, encryptData, writeEncryptedData } from '../messages/encrypted-data.js'
import { decodeEncKdcReplyPart, decodeKdcReply, type KdcReply } from '../messages/kdc-reply.js'
import { encodeKdcRequest, encodeKdcRequestBody, kdcOption } from '../messages/kdc-request.js'
import { decodeKrbError, isKrbError, type KrbError } from '../messages/krb-error.js'
import {
  decodeEtypeInfo2,
  decodeMethodData,
  type EtypeInfo,
  encodePacRequest,
  encodeTimestamp,
  paType,
} from '../messages/pa-data.js'
import type { Tagged } from '../messages/primitives.js'
import { type Principal, principalText } from '../messages/principal.js'
import { ticketGrantingRealm, ticketGrantingService } from '../messages/principal-name.js'
import type { TicketCredential } from '../ticket-credential.js'
import { type ClientSecret, clientKey } from './client-secret.js'
import { askKdc, type KdcConversation } from './kdc-conversation.js'

export interface InitialTicketOptions {
  /** Name of the host in messages. */
  readonly peer: string
  readonly client: Principal
  readonly secret: ClientSecret
  readonly clock: Pick<Clock, 'now'>
  readonly random: RandomSource
  /** What to offer, best first; AES when it is not given. */
  readonly encryptionTypes?: readonly number[]
  /** Milliseconds the KDC's clock is known to be ahead of ours. */
  readonly clockOffset?: number
  /** Milliseconds; ten hours when it is not given. The KDC may give less. */
  readonly lifetime?: number
}

export interface InitialTicket {
  readonly credential: TicketCredential
  /** Milliseconds the KDC's clock is ahead of ours, as far as it had to be found out. */
  readonly clockOffset: number
}

/** Realms an account may be referred through ([RFC 6806] 7). */
const mostReferrals = 5
const defaultLifetime = 10 * 3600_000

/**
 * The AS exchange ([RFC 4120] 3.1, [MS-KILE] 3.2.5): the ticket-granting ticket for an account. The first request goes without
 * pre-authentication, since the answer names salt and types; a wrong clock is corrected once by the KDC's time; an account of
 * another realm is followed there. A password is tried once.
 */
export function* initialTicket(options: InitialTicketOptions): KdcConversation<InitialTicket> {
  const { clock, random, secret, peer, encryptionTypes: offered = defaultEncryptionTypes } = options
  let { client } = options
  let clockOffset = options.clockOffset ?? 0
  let corrected = false
  let proof: { readonly infos: readonly EtypeInfo[]; readonly key: KerberosKey } | undefined
  const seen = [client.realm]

  while (true) {
    const nonce = makeNumber(random)
    const now = clock.now() + clockOffset
    const request = encodeRequest({ options, client, nonce, now, key: proof?.key })
    const answer = yield* askKdc(client.realm, request)
    if (!isKrbError(answer)) {
      const reply = decodeKdcReply(answer)
      const infos = readInfos(reply.padata ?? []) ?? proof?.infos ?? [{ etype: reply.encPart.etype }]
      const key = replyKey(reply, { proof: proof?.key, infos, request: { peer, client, secret, offered } })
      return { credential: readReply(reply, { key, nonce, client, peer }), clockOffset }
    }
    const error = decodeKrbError(answer)
    if (error.errorCode === errorCode.preauthRequired && proof === undefined) {
      const infos = requiredInfos(error, { peer, client })
      proof = { infos, key: clientKey({ peer, client, secret, infos, offered }) }
    } else if (error.errorCode === errorCode.skew && !corrected) {
      corrected = true
      clockOffset = error.stime - clock.now()
    } else if (error.errorCode === errorCode.wrongRealm && error.crealm !== undefined && canFollow(error.crealm, seen)) {
      client = { ...client, realm: error.crealm }
      seen.push(error.crealm)
      proof = undefined
    } else {
      throw peerRefusal(error, { peer, step: 'AS exchange', subject: principalText(client) })
    }
  }
}

interface RequestParts {
  readonly options: InitialTicketOptions
  readonly client: Principal
  readonly nonce: number
  readonly now: number
  readonly key: KerberosKey | undefined
}

function encodeRequest({ options, client, nonce, now, key }: RequestParts): Uint8Array {
  const { random, lifetime = defaultLifetime, encryptionTypes = defaultEncryptionTypes } = options
  const padata: Tagged[] = [{ type: paType.pacRequest, bytes: encodePacRequest({ includePac: true }) }]
  if (key !== undefined) {
    const confounder = random.bytes(key.type.confounderLength)
    const timestamp = encryptData(encodeTimestamp(splitTime(now)), { key, usage: keyUsage.asReqTimestamp, confounder })
    padata.unshift({ type: paType.encTimestamp, bytes: writeEncryptedData(timestamp) })
  }
  const body = {
    options: kdcOption.forwardable | kdcOption.canonicalize,
    cname: client.name,
    realm: client.realm,
    sname: ticketGrantingService(client.realm),
    till: now + lifetime,
    nonce,
    etypes: encryptionTypes,
  }
  return encodeKdcRequest({ kind: 'AS', padata, encodedBody: encodeKdcRequestBody(body) })
}

/** What METHOD-DATA says of the account's keys. Raises KerberosError when a password is not what the KDC wants. */
function requiredInfos(
  { data }: KrbError,
  { peer, client }: { readonly peer: string; readonly client: Principal },
): readonly EtypeInfo[] {
  const methods = data === undefined ? [] : decodeMethodData(data)
  const infos = readInfos(methods)
  if (infos === undefined || !methods.some(({ type }) => type === paType.encTimestamp)) {
    const place = { peer, step: 'AS exchange', subject: principalText(client) } as const
    throw new KerberosError({ ...place, errorCode: errorCode.paDataNotSupported })
  }
  return infos
}

function readInfos(padata: readonly Tagged[]): readonly EtypeInfo[] | undefined {
  const info = padata.find(({ type }) => type === paType.etypeInfo2)
  return info === undefined ? undefined : decodeEtypeInfo2(info.bytes)
}

interface ReplyKeyOptions {
  readonly proof: KerberosKey | undefined
  readonly infos: readonly EtypeInfo[]
  readonly request: Omit<Parameters<typeof clientKey>[0], 'infos'>
}

/** The key the reply is encrypted with: the one of the pre-authentication, unless the KDC chose another type. */
function replyKey({ encPart }: KdcReply, { proof, infos, request }: ReplyKeyOptions): KerberosKey {
  if (proof?.type.number === encPart.etype) return proof
  return clientKey({ ...request, infos: infos.filter(({ etype }) => etype === encPart.etype) })
}

interface ReplyOptions {
  readonly key: KerberosKey
  readonly nonce: number
  readonly client: Principal
  readonly peer: string
}

function readReply(reply: KdcReply, { key, nonce, client, peer }: ReplyOptions): TicketCredential {
  if (reply.kind !== 'AS') throw new PeerError('Kerberos: the KDC answered an AS-REQ with a TGS-REP')
  const plain = decryptData(reply.encPart, key, keyUsage.asRepPart)
  if (plain === undefined) {
    throw new KerberosError({
      peer,
      step: 'AS exchange',
      subject: principalText(client),
      errorCode: errorCode.preauthFailed,
      detail: 'the answer of the KDC cannot be decrypted: the password (or the key of the keytab) is wrong',
    })
  }
  const part = decodeEncKdcReplyPart(plain)
  const sessionKey = KerberosKey.from(part.key.type, part.key.bytes)
  if ((part.nonce | 0) !== nonce) throw new PeerError('Kerberos: the AS-REP answers another request')
  if (ticketGrantingRealm(part.sname) === undefined) throw new PeerError('Kerberos: the AS-REP holds a ticket for something else')
  if (sessionKey === undefined) throw new PeerError(`Kerberos: the KDC chose a session key of type ${part.key.type}`)
  return {
    client: { name: reply.cname, realm: reply.crealm },
    server: { name: part.sname, realm: part.srealm },
    key: sessionKey,
    ticket: reply.ticket,
    flags: part.flags,
    authTime: part.authTime,
    startTime: part.startTime ?? part.authTime,
    endTime: part.endTime,
    renewTill: part.renewTill,
  }
}

function canFollow(realm: string, seen: readonly string[]): boolean {
  return seen.length <= mostReferrals && !seen.includes(realm)
}
