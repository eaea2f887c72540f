import type { AuthError } from '../../base/errors.js'
import type { PassedOver, SecurityContext } from '../gss/security-context.js'
import type { PresentedCertificate } from './certificate-profile.js'
import type { HeaderValues } from './header-values.js'

/**
 * Client role of HTTP authentication, one for each connection. Basic says the same on every request; a mechanism with a
 * security context takes several legs, seals bodies once the context stands, and starts over when the connection changes. All but
 * CredSSP, whose TLS takes its time, and those that wait for a ticket answer at once.
 */
export interface HttpAuthenticator {
  /** The scheme it speaks, as in `WWW-Authenticate`. */
  readonly scheme: string
  /** What to send for a request: its headers with the authentication added, its body perhaps sealed, or held back for a later leg. */
  authorize(message: AuthRequest): AuthMessage | Promise<AuthMessage>
  /** Takes every answer; `again` asks that the request go through `authorize` and out once more. */
  receive(answer: AuthAnswer): AuthStep | Promise<AuthStep>
  /** Lets go of what it holds; it is not used afterwards. */
  close?(): void
  /** What the last logon came to, for diagnostics; undefined before there is one, and in schemes without a security context. */
  readonly logon?: LogonFacts | undefined
}

export interface LogonFacts {
  /** The mechanism that was chosen in the end. */
  readonly mechanism: string
  /** Messages are encrypted by it. */
  readonly sealed: boolean
  /** The host can act as the user elsewhere. */
  readonly delegated: boolean
  readonly passedOver: readonly PassedOver[]
}

/** An authenticator that never makes anybody wait. */
export interface SyncAuthenticator extends HttpAuthenticator {
  authorize(message: AuthRequest): AuthMessage
  receive(answer: AuthAnswer): AuthStep
}

export interface AuthMessage {
  readonly headers: HeaderValues
  readonly body: Uint8Array
}

export interface AuthRequest extends AuthMessage {
  /** POST unless said otherwise. */
  readonly method?: string
  /** Path and query, which Digest proves too. */
  readonly path?: string
  /** The connection it will go over, 0 for one that is yet to be made; left out where nobody knows. */
  readonly connectionId?: number
  /** Ends the wait for what the authenticator has to fetch first. */
  readonly signal?: AbortSignal | undefined
  /** Server role: what the client proved in TLS to be. */
  readonly clientCertificate?: PresentedCertificate | undefined
}

export interface AuthAnswer extends AuthMessage {
  readonly status: number
  /** The connection that carried it: a security context of another one is void. */
  readonly connectionId: number
}

export type AuthStep =
  /**
   * The server knows who asks; `body` is the answer's, opened, and `headers` are those that go with it when sealing changed them.
   * `spent`: the two sides no longer agree on the state of the connection's security, so nothing more may be sent over it.
   */
  | { readonly state: 'done'; readonly body: Uint8Array; readonly headers?: HeaderValues; readonly spent?: true }
  | { readonly state: 'again' }
  | { readonly state: 'refused'; readonly error: AuthError }

/** Server role, one for each connection. */
export interface HttpAcceptor {
  /** What a 401 says to somebody unknown. */
  challenge(): HeaderValues
  /** Takes every request. */
  accept(request: AuthRequest): AcceptStep | Promise<AcceptStep>
  /** What to send for an answer to an accepted request, its body perhaps sealed. */
  answer(message: AuthMessage): AuthMessage | Promise<AuthMessage>
  /** Lets go of what it holds; it is not used afterwards. */
  close?(): void
}

/** An acceptor that never makes anybody wait. */
export interface SyncAcceptor extends HttpAcceptor {
  accept(request: AuthRequest): AcceptStep
  answer(message: AuthMessage): AuthMessage
}

export type AcceptStep =
  | AcceptedMessage
  /** Answer 401 with these headers and no body. */
  | { readonly state: 'challenge'; readonly headers: HeaderValues }

export interface AcceptedMessage {
  readonly state: 'accepted'
  readonly username: string
  /** The request's, opened. */
  readonly body: Uint8Array
  /** Those that go with the body when sealing changed them. */
  readonly headers?: HeaderValues
  /** What the client has logged on with, in schemes that have one. */
  readonly context?: SecurityContext
  /** In place of a context, where the scheme has more to say than the context inside it: one object for a log-on. */
  readonly logon?: Pick<SecurityContext, 'mechanism' | 'delegated'>
  /** In place of a context: who it is for is yet to be found by a mapping. */
  readonly certificate?: PresentedCertificate
}
