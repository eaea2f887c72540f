import { AuthError, CancelledError, MisuseError, WmctlError } from '../../base/errors.js'
import type { Clock, RandomSource } from '../../base/ports.js'
import type { ChannelBindings } from '../../protocol/gss/security-context.js'
import { TicketRefusedError } from '../../protocol/httpauth/negotiate-refusal.js'
import { winrmServiceNames } from '../../protocol/kerberos/client/service-names.js'
import { KerberosInitiator } from '../../protocol/kerberos/context/kerberos-initiator.js'
import { errorCode } from '../../protocol/kerberos/error-codes.table.js'
import { KerberosError } from '../../protocol/kerberos/kerberos-error.js'
import type { TicketCredential } from '../../protocol/kerberos/ticket-credential.js'
import type { Endpoint } from '../../session/connection.js'
import { isLocalAccount } from './client-principal.js'
import type { KerberosAccount, KerberosCredential } from './kerberos-account.js'
import { isRefusal, type KerberosClient, type KerberosService } from './kerberos-client.js'

export interface HostTicketsOptions {
  readonly endpoint: Endpoint
  readonly credential: KerberosCredential
  readonly kerberos: KerberosClient
  readonly clock: Clock
  readonly random: RandomSource
}

/** Told while tickets are got. */
export interface TicketEvents {
  readonly signal?: AbortSignal | undefined
  /** The KDC, or the cache, has vouched for the account: its password is not in question any more. */
  readonly proven: () => void
}

interface Ticket {
  readonly account: KerberosAccount
  readonly service: TicketCredential
  readonly delegation: TicketCredential | undefined
  /** Got now, not kept from before. */
  readonly fresh: boolean
}

/** A ticket that ends sooner than this begins no context, in milliseconds. */
const leastLife = 60_000

/**
 * The tickets for one host: got before a security context begins, since getting them takes its time and a context does not. Why
 * there is none is kept, for whoever begins a context then.
 */
export class HostTickets {
  readonly #options: HostTicketsOptions
  readonly #obstacle: AuthError | undefined
  #ticket: Ticket | undefined
  #failure: WmctlError | undefined
  #renewed = false

  constructor(options: HostTicketsOptions) {
    this.#options = options
    this.#obstacle = obstacleOf(options)
    this.#failure = this.#obstacle
  }

  /** Why there is no ticket, when nothing else must be tried with the same password. */
  get refusal(): KerberosError | undefined {
    return isRefusal(this.#failure) ? this.#failure : undefined
  }

  /** There is a ticket, with which contexts begin. */
  get present(): boolean {
    return this.#ticket !== undefined
  }

  /** Sees to it that there is a ticket, or the reason why not. Returns undefined when nothing has to be waited for. */
  ensure(events: TicketEvents): Promise<void> | undefined {
    if (this.#obstacle !== undefined) return undefined
    const ticket = this.#ticket
    if (ticket !== undefined && this.#isUsable(ticket)) {
      events.proven()
      return undefined
    }
    return this.#fetch(events)
  }

  /** A context with the ticket. Raises the error that says why there is none. */
  context(channelBindings: ChannelBindings | undefined): KerberosInitiator {
    if (this.#failure !== undefined) throw this.#failure
    if (this.#ticket === undefined) throw new MisuseError('Kerberos: a context was begun before its ticket was fetched')
    const { endpoint, clock, random } = this.#options
    const { account, service, delegation } = this.#ticket
    return new KerberosInitiator({
      peer: endpoint.host,
      credential: service,
      clock,
      random,
      clockOffset: account.cache.clockOffset(account.client.realm),
      channelBindings,
      delegation,
    })
  }

  /**
   * The host refused the ticket. Says whether another one may do better: one that was kept from before may be for a key that
   * the host has changed since. Tried once.
   */
  refused(error: AuthError): boolean {
    const ticket = this.#ticket
    const stale = error instanceof KerberosError ? staleTicket.has(error.errorCode) : error instanceof TicketRefusedError
    if (ticket === undefined || !stale) return false
    this.#options.kerberos.forget(ticket.account, ticket.service)
    this.#ticket = undefined
    if (ticket.fresh || this.#renewed) return false
    this.#renewed = true
    return true
  }

  async #fetch({ signal, proven }: TicketEvents): Promise<void> {
    const { endpoint, credential, kerberos } = this.#options
    const options = { peer: endpoint.host, signal }
    try {
      const account = await kerberos.account(credential, { peer: endpoint.host, host: hostOf(endpoint) })
      const service = await serviceOf(endpoint, kerberos)
      const kept = kerberos.keptTicket(account, service)
      // With a service ticket at hand the ticket-granting ticket may have expired.
      if (kept === undefined || endpoint.delegate === true) await kerberos.ticketGrantingTicket(account, options)
      proven()
      const ticket = kept ?? (await kerberos.serviceTicket(account, service, options))
      const delegation = endpoint.delegate === true ? await kerberos.forwardedTicket(account, options) : undefined
      this.#ticket = { account, service: ticket, delegation, fresh: kept === undefined }
      this.#failure = undefined
    } catch (error) {
      if (error instanceof CancelledError || !(error instanceof WmctlError)) throw error
      this.#ticket = undefined
      this.#failure = error
    }
  }

  #isUsable({ account, service, delegation = service }: Ticket): boolean {
    return Math.min(service.endTime, delegation.endTime) - this.#options.kerberos.now(account) >= leastLife
  }
}

const staleTicket: ReadonlySet<number> = new Set([
  errorCode.ticketExpired,
  errorCode.badIntegrity,
  errorCode.modified,
  errorCode.badKeyVersion,
  errorCode.noKey,
])

/** What keeps Kerberos from being tried at all, which no KDC need be asked about. */
export function obstacleOf({ endpoint, credential }: Pick<HostTicketsOptions, 'endpoint' | 'credential'>): AuthError | undefined {
  const { host, address, spn } = endpoint
  if (credential.username !== undefined && isLocalAccount(credential.username, [host, hostOf(endpoint)])) {
    const detail = `${credential.username} is an account of the host itself, which Kerberos does not know`
    return new AuthError(host, 'Kerberos', 'unsupported', detail, {
      hint: 'Use an account of a domain, or `auth: negotiate`.',
    })
  }
  if (winrmServiceNames(address, { explicit: spn }).length > 0) return undefined
  return new AuthError(host, 'Kerberos', 'unsupported', `Kerberos knows hosts by name, and ${address} is an address`, {
    hint: 'Give the DNS name of the host as `address`, or `spn: HTTP/NAME` under `connection`.',
  })
}

/** The names to ask a ticket for; `HTTP/web01@REALM` says where to ask. */
export async function serviceOf(endpoint: Endpoint, { realms }: KerberosClient): Promise<KerberosService> {
  const { address, spn } = endpoint
  const [name, realm] = spn?.split('@') ?? []
  const configured = realm === undefined ? await realms.configuredRealmOf(hostOf(endpoint)) : undefined
  return { names: winrmServiceNames(address, { explicit: name }), realm: realm ?? configured?.realm }
}

/** The name of the host as Kerberos knows it. */
export function hostOf({ address, spn }: Endpoint): string {
  return spn?.split('@')[0]?.split('/')[1]?.replace(/:\d+$/, '') ?? address
}
