import type { KerberosKey } from './crypto/kerberos-key.js'
import type { Principal } from './messages/principal.js'
import type { Ticket } from './messages/ticket.js'

/** A ticket with what its owner knows of it. Times are milliseconds since 1970 on the KDC's clock. */
export interface TicketCredential {
  readonly client: Principal
  /** The name of the service the ticket was issued for. */
  readonly server: Principal
  /** The session key: shared with the service, and secret. */
  readonly key: KerberosKey
  readonly ticket: Ticket
  /** Bits of `ticketFlag`. */
  readonly flags: number
  readonly authTime: number
  readonly startTime: number
  readonly endTime: number
  readonly renewTill?: number | undefined
}
