import { errorCode } from '../error-codes.table.js'
import { KerberosError } from '../kerberos-error.js'
import { type Principal, principalText } from '../messages/principal.js'
import { formatName, type PrincipalName, ticketGrantingService } from '../messages/principal-name.js'
import type { TicketCache } from '../ticket-cache.js'
import type { TicketCredential } from '../ticket-credential.js'
import type { ClientSecret } from './client-secret.js'
import { initialTicket } from './initial-ticket.js'
import type { KdcConversation } from './kdc-conversation.js'
import { serviceTicket } from './service-ticket.js'
import type { TgsOptions } from './tgs-request.js'

export interface AcquireOptions extends Omit<TgsOptions, 'clockOffset'> {
  readonly cache: TicketCache
  readonly client: Principal
  /** Undefined when there is only what the cache holds. */
  readonly secret: ClientSecret | undefined
}

/** The ticket-granting ticket of an account: the cached one, or one got with the secret. Raises KerberosError. */
export function* acquireTicketGrantingTicket(options: AcquireOptions): KdcConversation<TicketCredential> {
  const { cache, client, secret, peer, clock } = options
  const clockOffset = cache.clockOffset(client.realm)
  const cached = cache.ticketGrantingTicket(client, { now: clock.now() + clockOffset })
  if (cached !== undefined) return cached
  if (secret === undefined) {
    throw new KerberosError({
      peer,
      step: 'AS exchange',
      subject: principalText(client),
      errorCode: errorCode.ticketExpired,
      detail: 'the credential cache has no ticket-granting ticket that is still valid',
      hint: 'Run `kinit` again.',
      reason: 'no-credential',
    })
  }
  const { credential, clockOffset: found } = yield* initialTicket({ ...options, secret, clockOffset })
  cache.setClockOffset(client.realm, found)
  cache.setClockOffset(credential.client.realm, found)
  cache.add(credential)
  // Also by the names it was asked for with: a NetBIOS name as realm, an enterprise name.
  cache.add(credential, { client, service: ticketGrantingService(client.realm) })
  return credential
}

/**
 * A ticket for the first of these names that the realm knows: the cached one, or one got with the ticket-granting ticket. Raises
 * the KerberosError of the first name when none is known.
 */
export function* acquireServiceTicket(
  services: readonly PrincipalName[],
  options: AcquireOptions & { readonly realm?: string | undefined },
): KdcConversation<TicketCredential> {
  const { cache, client, clock } = options
  const now = (): number => clock.now() + cache.clockOffset(client.realm)
  for (const service of services) {
    const cached = cache.find({ client, service, now: now() })
    if (cached !== undefined) return cached
  }
  const tgt = yield* acquireTicketGrantingTicket(options)
  const clockOffset = cache.clockOffset(client.realm)
  let unknown: KerberosError | undefined
  for (const service of services) {
    try {
      const {
        credential,
        passed,
        clockOffset: found,
      } = yield* serviceTicket({ tgt, service, realm: options.realm }, { ...options, clockOffset })
      for (const other of passed) cache.add(other)
      cache.add(credential, { client, service })
      cache.setClockOffset(client.realm, found)
      return credential
    } catch (error) {
      if (!(error instanceof KerberosError) || error.errorCode !== errorCode.serverUnknown) throw error
      unknown ??= error
    }
  }
  throw unknown ?? noNames(options, services)
}

function noNames({ peer }: AcquireOptions, services: readonly PrincipalName[]): KerberosError {
  return new KerberosError({
    peer,
    step: 'TGS exchange',
    subject: services.map(formatName).join(', ') || peer,
    errorCode: errorCode.serverUnknown,
    detail: 'there is no name to ask a ticket for',
  })
}
