import type { RandomSource } from '../../../base/ports.js'
import { wrapPac } from '../context/ap-options.js'
import { encryptionType } from '../crypto/encryption-types.js'
import type { KerberosKey } from '../crypto/kerberos-key.js'
import { keyUsage } from '../crypto/key-usage.js'
import { errorCode } from '../error-codes.table.js'
import { encryptionKey, makeKey } from '../make-key.js'
import { encryptData } from '../messages/encrypted-data.js'
import type { EncKdcReplyPart } from '../messages/kdc-reply.js'
import type { KdcRequestBody } from '../messages/kdc-request.js'
import type { Principal } from '../messages/principal.js'
import { type EncTicketPart, encodeEncTicketPart, type Ticket } from '../messages/ticket.js'
import type { KdcPrincipal } from './kdc-database.js'
import { KdcRefusal } from './kdc-refusal.js'

/** Transited encoding DOMAIN-X500-COMPRESS ([RFC 4120] 3.3.3.2). */
const transitedType = 1

export interface TicketOrder {
  readonly client: Principal
  readonly service: KdcPrincipal
  /** The name the ticket carries. */
  readonly server: Principal
  readonly body: KdcRequestBody
  readonly flags: number
  readonly authTime: number
  readonly now: number
  readonly endTime: number
  readonly transited?: Uint8Array
  readonly pac: (serviceKey: KerberosKey) => Uint8Array | undefined
  readonly random: RandomSource
}

export interface IssuedTicket {
  readonly ticket: Ticket
  /** What the client is told of it. */
  readonly part: EncKdcReplyPart
}

/** A ticket with a new session key, encrypted with the service's first key. */
export function issueTicket(order: TicketOrder): IssuedTicket {
  const { client, service, server, body, flags, authTime, now, endTime, random } = order
  const [serviceKey] = service.keys
  if (serviceKey === undefined) throw new KdcRefusal(errorCode.etypeNotSupported)
  const sessionKey = makeKey(sessionType(service, body), random)
  const pac = order.pac(serviceKey)
  const times = { authTime, startTime: now, endTime }
  const key = encryptionKey(sessionKey)
  const enclosed: EncTicketPart = {
    flags,
    key,
    crealm: client.realm,
    cname: client.name,
    transited: { type: transitedType, bytes: order.transited ?? new Uint8Array() },
    ...times,
    authorizationData: pac === undefined ? undefined : [wrapPac(pac)],
  }
  const confounder = random.bytes(serviceKey.type.confounderLength)
  const encryption = { key: serviceKey, usage: keyUsage.ticket, confounder, kvno: service.kvno }
  const ticket = { realm: server.realm, sname: server.name, encPart: encryptData(encodeEncTicketPart(enclosed), encryption) }
  const part = {
    key,
    lastRequests: [{ type: 0, time: now }],
    nonce: body.nonce,
    flags,
    ...times,
    srealm: server.realm,
    sname: server.name,
  }
  return { ticket, part }
}

/** The first type the client wants that the service can use too ([RFC 4120] 3.1.3). */
function sessionType({ keys }: KdcPrincipal, { etypes }: KdcRequestBody) {
  const number = etypes.find((etype) => keys.some((key) => key.type.number === etype))
  const type = number === undefined ? undefined : encryptionType(number)
  if (type === undefined) throw new KdcRefusal(errorCode.etypeNotSupported)
  return type
}
