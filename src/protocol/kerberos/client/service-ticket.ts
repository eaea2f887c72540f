import { PeerError } from '../../../base/errors.js'
import { kdcOption } from '../messages/kdc-request.js'
import { principalText, sameRealm } from '../messages/principal.js'
import { type PrincipalName, sameName, ticketGrantingRealm, ticketGrantingService } from '../messages/principal-name.js'
import { ticketFlag } from '../messages/ticket.js'
import type { TicketCredential } from '../ticket-credential.js'
import type { KdcConversation } from './kdc-conversation.js'
import { type TgsOptions, tgsRequest } from './tgs-request.js'

export interface ServiceTicketRequest {
  /** The ticket-granting ticket of the client's own realm. */
  readonly tgt: TicketCredential
  readonly service: PrincipalName
  /** The service's realm where it is known; otherwise the KDCs say where to go. */
  readonly realm?: string | undefined
}

export interface ServiceTicket {
  readonly credential: TicketCredential
  /** Ticket-granting tickets of other realms that were passed through, worth keeping. */
  readonly passed: readonly TicketCredential[]
  /** Milliseconds the clock of the last KDC is ahead of ours, as far as it had to be found out. */
  readonly clockOffset: number
}

/** Realms a ticket may be followed through ([RFC 4120] 1.2, [MS-KILE] 3.2.5.7). */
const mostRealms = 10

/**
 * The ticket of a service ([RFC 4120] 3.3), followed from realm to realm: a KDC that answers with another realm's
 * ticket-granting ticket means that the service, or the way to it, is there ([RFC 6806] 8).
 */
export function* serviceTicket(request: ServiceTicketRequest, options: TgsOptions): KdcConversation<ServiceTicket> {
  const { service, realm: wanted } = request
  const passed: TicketCredential[] = []
  let { tgt } = request
  let { clockOffset } = options
  const seen = new Set<string>()
  for (let hop = 0; hop <= mostRealms; hop++) {
    const realm = ticketGrantingRealm(tgt.server.name) ?? tgt.server.realm
    if (seen.has(realm.toLowerCase()))
      throw new PeerError(`Kerberos: the KDCs refer to one another in a circle, back to ${realm}`)
    seen.add(realm.toLowerCase())
    const there = wanted === undefined || sameRealm(wanted, realm)
    const target = there ? service : ticketGrantingService(wanted)
    const kdcOptions = (tgt.flags & ticketFlag.forwardable & kdcOption.forwardable) | kdcOption.canonicalize
    const answer = yield* tgsRequest({ tgt, service: target, options: kdcOptions }, { ...options, clockOffset: clockOffset ?? 0 })
    const { credential } = answer
    clockOffset = answer.clockOffset
    const next = ticketGrantingRealm(credential.server.name)
    if (next === undefined || sameName(credential.server.name, service)) {
      if (!there) throw new PeerError(`Kerberos: the KDC of ${realm} gave a ticket for ${principalText(credential.server)}`)
      return { credential, passed, clockOffset }
    }
    passed.push(credential)
    tgt = credential
  }
  throw new PeerError(`Kerberos: no ticket for ${service.components.join('/')} after ${mostRealms} realms`)
}

/**
 * A forwarded ticket-granting ticket, to hand on to a service ([RFC 4120] 2.6). Raises KerberosError when the account may not be
 * delegated.
 */
export function* forwardedTicket(tgt: TicketCredential, options: TgsOptions): KdcConversation<TicketCredential> {
  const kdcOptions = kdcOption.forwardable | kdcOption.forwarded
  const { credential } = yield* tgsRequest({ tgt, service: tgt.server.name, options: kdcOptions }, options)
  return credential
}
