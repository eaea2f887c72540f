import type {
  AuthAnswer,
  AuthMessage,
  AuthRequest,
  AuthStep,
  HttpAuthenticator,
  LogonFacts,
} from '../../protocol/httpauth/http-authenticator.js'
import type { NegotiateAuthenticator } from '../../protocol/httpauth/negotiate-authenticator.js'
import type { HostTickets } from './host-tickets.js'

/** Fetches the ticket before a security context begins, and another one when the host has no key for a kept one any more. */
export class TicketAuthenticator implements HttpAuthenticator {
  readonly #inner: NegotiateAuthenticator
  readonly #tickets: HostTickets
  readonly #proven: () => void

  constructor(
    inner: NegotiateAuthenticator,
    { tickets, proven }: { readonly tickets: HostTickets; readonly proven: () => void },
  ) {
    this.#inner = inner
    this.#tickets = tickets
    this.#proven = proven
  }

  get scheme(): string {
    return this.#inner.scheme
  }

  get logon(): LogonFacts | undefined {
    return this.#inner.logon
  }

  authorize(message: AuthRequest): AuthMessage | Promise<AuthMessage> {
    if (!this.#inner.begins(message)) return this.#inner.authorize(message)
    const waiting = this.#tickets.ensure({ signal: message.signal, proven: this.#proven })
    return waiting === undefined ? this.#inner.authorize(message) : waiting.then(() => this.#inner.authorize(message))
  }

  receive(answer: AuthAnswer): AuthStep {
    const step = this.#inner.receive(answer)
    return step.state === 'refused' && this.#tickets.refused(step.error) ? { state: 'again' } : step
  }
}
