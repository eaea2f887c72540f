import { defaultSkew } from '../context/accept-ap-request.js'
import type { KerberosKey } from '../crypto/kerberos-key.js'
import { keyUsage } from '../crypto/key-usage.js'
import { errorCode } from '../error-codes.table.js'
import { decodeEncryptedData, decryptData, encryptData } from '../messages/encrypted-data.js'
import { encodeEncKdcReplyPart, encodeKdcReply } from '../messages/kdc-reply.js'
import { type KdcRequest, type KdcRequestBody, kdcOption } from '../messages/kdc-request.js'
import { decodePacRequest, decodeTimestamp, encodeEtypeInfo2, encodeMethodData, paType } from '../messages/pa-data.js'
import type { Principal } from '../messages/principal.js'
import { ticketGrantingRealm, ticketGrantingService } from '../messages/principal-name.js'
import { ticketFlag } from '../messages/ticket.js'
import { issueTicket } from './issue-ticket.js'
import { type AccountState, accountStatus, etypeInfos, isAboutPassword, type KdcPrincipal } from './kdc-database.js'
import type { KdcEnvironment } from './kdc-options.js'
import { KdcRefusal } from './kdc-refusal.js'

export const defaultLifetime = 10 * 3600_000

/** The answer to an AS-REQ ([RFC 4120] 3.1.3). Throws KdcRefusal. */
export function answerAsRequest(request: KdcRequest, environment: KdcEnvironment): Uint8Array {
  const { body } = request
  const { realm, now, random, lookup, lifetime = defaultLifetime } = environment
  const client = findClient(body, environment)
  const service = lookup({ name: body.sname ?? ticketGrantingService(realm), realm })
  if (service === undefined) throw new KdcRefusal(errorCode.serverUnknown)
  const { state } = client
  if (state !== undefined && !isAboutPassword(state)) throw stateRefusal(state)
  const { key, proven } = proveClient(request, client, environment)
  if (state !== undefined) throw stateRefusal(state)
  const endTime = Math.min(body.till <= 0 ? Number.POSITIVE_INFINITY : body.till, now + lifetime)
  if (endTime <= now) throw new KdcRefusal(errorCode.neverValid)
  const forwardable = client.sensitive === true ? 0 : body.options & kdcOption.forwardable
  const { ticket, part } = issueTicket({
    client: client.principal,
    service,
    server: service.principal,
    body,
    flags: ticketFlag.initial | forwardable | (proven ? ticketFlag.preAuthent : 0),
    authTime: now,
    now,
    endTime,
    random,
    pac: (serviceKey) => (wantsPac(request) ? firstPac({ client, service, serviceKey, environment }) : undefined),
  })
  const confounder = random.bytes(key.type.confounderLength)
  const encPart = encryptData(encodeEncKdcReplyPart('AS', part), {
    key,
    usage: keyUsage.asRepPart,
    confounder,
    kvno: client.kvno,
  })
  const infos = encodeEtypeInfo2(etypeInfos(client, [key.type.number]))
  const { name, realm: crealm } = client.principal
  return encodeKdcReply({ kind: 'AS', padata: [{ type: paType.etypeInfo2, bytes: infos }], crealm, cname: name, ticket, encPart })
}

function findClient({ cname }: KdcRequestBody, { realm, lookup, clientRealm }: KdcEnvironment): KdcPrincipal {
  if (cname === undefined) throw new KdcRefusal(errorCode.clientUnknown)
  const wanted: Principal = { name: cname, realm }
  const found = lookup(wanted)
  // The ticket-granting service is no client.
  if (found !== undefined && ticketGrantingRealm(found.principal.name) === undefined) return found
  const crealm = clientRealm?.(wanted)
  throw crealm === undefined ? new KdcRefusal(errorCode.clientUnknown) : new KdcRefusal(errorCode.wrongRealm, { crealm })
}

/** With NTSTATUS for Windows clients ([MS-KILE] 3.3.5.7). */
function stateRefusal(state: AccountState): KdcRefusal {
  const code = isAboutPassword(state) ? errorCode.keyExpired : errorCode.clientRevoked
  return new KdcRefusal(code, { status: accountStatus[state] })
}

interface Proof {
  readonly key: KerberosKey
  readonly proven: boolean
}

/** Checks PA-ENC-TIMESTAMP ([RFC 4120] 5.2.7.2), or asks for it. */
function proveClient({ padata = [], body }: KdcRequest, client: KdcPrincipal, environment: KdcEnvironment): Proof {
  const { now, replays, maximumSkew = defaultSkew, onPreauthentication } = environment
  const infos = etypeInfos(client, body.etypes)
  const [first] = infos
  const keyFor = (etype: number | undefined): KerberosKey | undefined =>
    client.keys.find(({ type }) => type.number === etype && body.etypes.includes(type.number))
  const preferred = keyFor(first?.etype)
  if (preferred === undefined) throw new KdcRefusal(errorCode.etypeNotSupported)
  const methods = encodeMethodData([
    { type: paType.etypeInfo2, bytes: encodeEtypeInfo2(infos) },
    { type: paType.encTimestamp, bytes: new Uint8Array() },
  ])
  const timestamp = padata.find(({ type }) => type === paType.encTimestamp)
  if (timestamp === undefined) {
    if (client.withoutPreauthentication === true) return { key: preferred, proven: false }
    throw new KdcRefusal(errorCode.preauthRequired, { data: methods })
  }
  const encrypted = decodeEncryptedData(timestamp.bytes)
  const key = keyFor(encrypted.etype)
  const plain = key === undefined ? undefined : decryptData(encrypted, key, keyUsage.asReqTimestamp)
  if (key === undefined || plain === undefined) {
    // A key of a type the account has none of says nothing of its password.
    if (key !== undefined) onPreauthentication?.({ client, correct: false })
    throw new KdcRefusal(errorCode.preauthFailed, { data: methods })
  }
  const { time } = decodeTimestamp(plain)
  if (Math.abs(time - now) > maximumSkew) throw new KdcRefusal(errorCode.skew)
  if (!replays.add(encrypted.cipher, { now, until: time + maximumSkew })) throw new KdcRefusal(errorCode.repeat)
  onPreauthentication?.({ client, correct: true })
  return { key, proven: true }
}

function wantsPac({ padata = [] }: KdcRequest): boolean {
  const wish = padata.find(({ type }) => type === paType.pacRequest)
  return wish === undefined || decodePacRequest(wish.bytes)
}

interface FirstPac {
  readonly client: KdcPrincipal
  readonly service: KdcPrincipal
  readonly serviceKey: KerberosKey
  readonly environment: KdcEnvironment
}

function firstPac({ client, service, serviceKey, environment }: FirstPac): Uint8Array | undefined {
  const { pac, now, realm, lookup } = environment
  const kdcKey = lookup({ name: ticketGrantingService(realm), realm })?.keys[0] ?? serviceKey
  return pac?.({ client: client.principal, service: service.principal, authTime: now, previous: undefined, serviceKey, kdcKey })
}
