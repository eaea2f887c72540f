import type { Principal } from './messages/principal.js'
import { type PrincipalName, ticketGrantingRealm, ticketGrantingService } from './messages/principal-name.js'
import type { TicketCredential } from './ticket-credential.js'

/** A ticket that ends sooner than this is not worth using. */
const leastLife = 60_000

export interface TicketQuery {
  readonly client: Principal
  readonly service: PrincipalName
  /** On the KDC's clock. */
  readonly now: number
}

/** Tickets of a run, shared by all its hosts: one ticket-granting ticket per account and one ticket per service. */
export class TicketCache {
  readonly #tickets = new Map<string, TicketCredential>()
  readonly #clockOffsets = new Map<string, number>()

  /** Tickets from elsewhere, such as a credential cache. */
  static of(credentials: Iterable<TicketCredential>): TicketCache {
    const cache = new TicketCache()
    for (const credential of credentials) cache.add(credential)
    return cache
  }

  /** By the names it was asked for with, where the KDC knows client or service by others. */
  add(credential: TicketCredential, asked: { readonly client?: Principal; readonly service?: PrincipalName } = {}): void {
    this.#tickets.set(keyOf(asked.client ?? credential.client, asked.service ?? credential.server.name), credential)
  }

  /** The ticket of a service, if it is valid for a while yet. */
  find({ client, service, now }: TicketQuery): TicketCredential | undefined {
    const found = this.#tickets.get(keyOf(client, service))
    return found !== undefined && found.endTime - now >= leastLife ? found : undefined
  }

  /** The ticket-granting ticket of the client's own realm, or of another one. */
  ticketGrantingTicket(client: Principal, { now, realm = client.realm }: { readonly now: number; readonly realm?: string }) {
    return this.find({ client, service: ticketGrantingService(realm), now })
  }

  /** The account a cache from elsewhere is for. */
  get client(): Principal | undefined {
    return this.values().find((credential) => ticketGrantingRealm(credential.server.name) !== undefined)?.client
  }

  values(): readonly TicketCredential[] {
    return [...new Set(this.#tickets.values())]
  }

  /** A service refused it: its key was changed since. */
  forget(credential: TicketCredential): void {
    for (const [key, known] of this.#tickets) if (known === credential) this.#tickets.delete(key)
  }

  /** Milliseconds a realm's clock is ahead of ours. */
  clockOffset(realm: string): number {
    return this.#clockOffsets.get(realm.toLowerCase()) ?? 0
  }

  setClockOffset(realm: string, offset: number): void {
    this.#clockOffsets.set(realm.toLowerCase(), offset)
  }
}

function keyOf(client: Principal, service: PrincipalName): string {
  return [client.realm, ...client.name.components, '', ...service.components].join('\0').toLowerCase()
}
