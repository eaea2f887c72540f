import { encryptionTypeName } from '../crypto/encryption-types.js'
import { KerberosKey } from '../crypto/kerberos-key.js'
import { keyUsage } from '../crypto/key-usage.js'
import { errorCode } from '../error-codes.table.js'
import type { KeytabEntry } from '../files/keytab.js'
import type { KerberosError } from '../kerberos-error.js'
import { type ApRequest, apOption, decodeApRequest } from '../messages/ap-exchange.js'
import { type Authenticator, decodeAuthenticator } from '../messages/authenticator.js'
import { decryptData } from '../messages/encrypted-data.js'
import { type Principal, principalText, samePrincipal } from '../messages/principal.js'
import { decodeEncTicketPart, type EncTicketPart, type Ticket, ticketFlag } from '../messages/ticket.js'
import { apRefusal } from './ap-refusal.js'
import type { ReplayCache } from './replay-cache.js'

export interface AcceptOptions {
  /** Name of this host in messages. */
  readonly peer: string
  /** Keys of the service, of all its names and versions. */
  readonly keys: readonly KeytabEntry[]
  readonly now: number
  readonly replays: ReplayCache
  /** Key usage of the authenticator: another one inside of a TGS-REQ. */
  readonly authenticatorUsage?: number
  readonly maximumSkew?: number | undefined
}

export interface AcceptedRequest {
  readonly client: Principal
  readonly server: Principal
  /** Bits of `apOption`. */
  readonly options: number
  readonly ticket: EncTicketPart
  readonly authenticator: Authenticator
  readonly sessionKey: KerberosKey
  readonly subkey: KerberosKey | undefined
}

/** [RFC 4120] 3.2.3: five minutes. */
export const defaultSkew = 5 * 60_000

/** Checks an AP-REQ as a service does ([RFC 4120] 3.2.3). Raises KerberosError with the token that says why, or DecodeError. */
export function acceptApRequest(message: Uint8Array, options: AcceptOptions): AcceptedRequest {
  const request = decodeApRequest(message)
  const { peer, now, maximumSkew = defaultSkew } = options
  const server: Principal = { name: request.ticket.sname, realm: request.ticket.realm }
  const refuse = (code: number, detail?: string, subject = principalText(server)): KerberosError =>
    apRefusal({ peer, now, server, subject, errorCode: code, ...(detail === undefined ? {} : { detail }) })

  if ((request.options & apOption.useSessionKey) !== 0) throw refuse(errorCode.noKey, 'user-to-user tickets are not accepted')
  const ticket = decodeEncTicketPart(openTicket(request.ticket, options.keys, refuse))
  const client: Principal = { name: ticket.cname, realm: ticket.crealm }
  const sessionKey = KerberosKey.from(ticket.key.type, ticket.key.bytes)
  if (sessionKey === undefined) throw refuse(errorCode.etypeNotSupported)
  const authenticator = openAuthenticator(request, {
    sessionKey,
    usage: options.authenticatorUsage ?? keyUsage.apReqAuthenticator,
    refuse,
  })
  const about = principalText(client)
  if (!samePrincipal(client, { name: authenticator.cname, realm: authenticator.crealm }))
    throw refuse(errorCode.badMatch, undefined, about)
  if (Math.abs(authenticator.ctime - now) > maximumSkew) throw refuse(errorCode.skew, undefined, about)
  if ((ticket.startTime ?? ticket.authTime) - now > maximumSkew || (ticket.flags & ticketFlag.invalid) !== 0) {
    throw refuse(errorCode.ticketNotYetValid, undefined, about)
  }
  if (now - ticket.endTime > maximumSkew) throw refuse(errorCode.ticketExpired, undefined, about)
  if (!options.replays.add(request.authenticator.cipher, { now, until: authenticator.ctime + maximumSkew })) {
    throw refuse(errorCode.repeat, undefined, about)
  }
  return {
    client,
    server,
    options: request.options,
    ticket,
    authenticator,
    sessionKey,
    subkey: readSubkey(authenticator, refuse),
  }
}

type Refuse = (code: number, detail?: string, subject?: string) => KerberosError

/** Which name a key belongs to does not count: all names of an account share its key, and tickets are asked for by any of them. */
function openTicket({ sname, realm, encPart }: Ticket, keys: readonly KeytabEntry[], refuse: Refuse): Uint8Array {
  const fitting = keys.filter(({ key }) => key.type.number === encPart.etype)
  if (fitting.length === 0) throw refuse(errorCode.noKey, `the service has no key of ${encryptionTypeName(encPart.etype)}`)
  const byVersion = fitting.toSorted((left, right) => Number(right.kvno === encPart.kvno) - Number(left.kvno === encPart.kvno))
  for (const { key } of byVersion) {
    const plain = decryptData(encPart, key, keyUsage.ticket)
    if (plain !== undefined) return plain
  }
  const own = fitting.filter(({ principal }) => samePrincipal(principal, { name: sname, realm }))
  if (encPart.kvno !== undefined && own.length > 0 && own.every(({ kvno }) => kvno !== encPart.kvno)) {
    const versions = own.map(({ kvno }) => kvno).join(', ')
    throw refuse(errorCode.badKeyVersion, `the ticket is for version ${encPart.kvno} of the key, the service has ${versions}`)
  }
  throw refuse(errorCode.modified)
}

function openAuthenticator(
  { authenticator }: ApRequest,
  { sessionKey, usage, refuse }: { readonly sessionKey: KerberosKey; readonly usage: number; readonly refuse: Refuse },
): Authenticator {
  const plain = decryptData(authenticator, sessionKey, usage)
  if (plain === undefined) throw refuse(errorCode.badIntegrity, 'the authenticator was not made with the key of the ticket')
  return decodeAuthenticator(plain)
}

function readSubkey({ subkey }: Authenticator, refuse: Refuse): KerberosKey | undefined {
  if (subkey === undefined) return undefined
  const key = KerberosKey.from(subkey.type, subkey.bytes)
  if (key === undefined) throw refuse(errorCode.etypeNotSupported)
  return key
}
