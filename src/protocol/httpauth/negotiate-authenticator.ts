import { AuthError, MisuseError, PeerError } from '../../base/errors.js'
import type { PassedOver, SecurityContext } from '../gss/security-context.js'
import { headerList } from './header-values.js'
import type { AuthAnswer, AuthMessage, AuthRequest, AuthStep, LogonFacts, SyncAuthenticator } from './http-authenticator.js'
import { explainRefusal } from './negotiate-refusal.js'
import { answeredToken, formatToken, type NegotiateScheme, sealProtocolOf } from './negotiate-scheme.js'
import { isSealedMessage, openMessage, sealMessage } from './sealed-message.js'

export interface NegotiateAuthenticatorOptions {
  /** Name of the host in messages. */
  readonly peer: string
  /** Who logs on, for messages. */
  readonly username: string
  readonly scheme: NegotiateScheme
  /** What the inventory calls this way to log on, for errors; that of the scheme unless given. */
  readonly mechanism?: string
  /** A new context; what it needs from a KDC was fetched before. Throws AuthError. */
  readonly createContext: () => SecurityContext
  readonly tls: boolean
  /** The user accepts by name that messages over plain HTTP can be read and changed on the way. */
  readonly allowUnencrypted: boolean
  /** Sends the body with the first token already, where bodies are not sealed: it saves a leg when that token is the last. */
  readonly bodyWithFirstToken?: boolean
  /** Whether the context at hand was begun with a ticket: then a refusal is not about the password. */
  readonly vouched?: (() => boolean) | undefined
  /** Told when the host has accepted another mechanism than the most wanted one, with the reasons. */
  readonly fellBack?: ((passedOver: readonly PassedOver[]) => void) | undefined
}

/** A context that is lost again and again is not for us to revive. */
const maxRestarts = 2

/**
 * A security context over HTTP in the client role ([RFC 4559], [MS-N2HT], [MS-WSMV] 2.2.9.1). Legs have an empty body until the
 * context can protect one; over plain HTTP every body is sealed, or, when the user allows clear ones, held back until the host has
 * accepted the user, so that a host that wants encryption can be told from one that does not know the password. The context belongs to
 * its connection: on another one it starts anew.
 */
export class NegotiateAuthenticator implements SyncAuthenticator {
  readonly scheme: NegotiateScheme
  readonly #options: NegotiateAuthenticatorOptions
  readonly #seals: boolean
  #context: SecurityContext | undefined
  /** What the next request carries in Authorization. */
  #token: Uint8Array | undefined
  /** The connection that knows the context. */
  #connectionId: number | undefined
  /** The server has said yes. */
  #accepted = false
  /** It has answered a message under this context. */
  #served = false
  /** The request at hand has a body. */
  #asks = false
  /** The body is for a later leg. */
  #heldBack = false
  #eager: boolean
  #restarts = 0
  #logon: LogonFacts | undefined

  constructor(options: NegotiateAuthenticatorOptions) {
    this.scheme = options.scheme
    this.#options = options
    this.#seals = !options.tls && !options.allowUnencrypted
    this.#eager = options.bodyWithFirstToken ?? false
  }

  authorize(message: AuthRequest): AuthMessage {
    if (this.#movesTo(message.connectionId)) this.#forget()
    const context = this.#context ?? this.#begin()
    const ready = this.#inClear() ? this.#accepted : (context.protectionReady ?? context.complete)
    const sends = ready || (this.#eager && !this.#seals)
    this.#asks = message.body.length > 0
    this.#heldBack = this.#asks && !sends
    const body = sends ? message.body : new Uint8Array(0)
    const bare = { headers: message.headers, body }
    const sealed = this.#seals && body.length > 0 ? sealMessage(bare, context, sealProtocolOf(this.scheme)) : bare
    if (this.#token === undefined) return sealed
    const authorization = formatToken(this.scheme, this.#token)
    this.#token = undefined
    return { headers: { ...sealed.headers, authorization }, body: sealed.body }
  }

  get logon(): LogonFacts | undefined {
    return this.#logon
  }

  /** Whether a message would begin a new context. */
  begins(message: AuthRequest): boolean {
    return this.#context === undefined || this.#movesTo(message.connectionId)
  }

  receive(answer: AuthAnswer): AuthStep {
    const context = this.#context
    if (context === undefined) throw new MisuseError('an answer to a request that was not authorized')
    if (this.#movesTo(answer.connectionId) && (answer.status === 401 || (this.#seals && !isSealedMessage(answer))))
      return this.#restart(answer)
    this.#connectionId = answer.connectionId
    try {
      return answer.status === 401 ? this.#challenged(context, answer) : this.#answered(context, answer)
    } catch (error) {
      this.#forget()
      if (error instanceof AuthError) return { state: 'refused', error }
      throw error
    }
  }

  #begin(): SecurityContext {
    this.#forget()
    const context = this.#options.createContext()
    this.#token = context.step()
    this.#context = context
    return context
  }

  #challenged(context: SecurityContext, answer: AuthAnswer): AuthStep {
    if (this.#accepted && (this.#served || !this.#inClear())) return this.#restart(answer)
    const token = this.#accepted ? undefined : answeredToken(answer.headers, this.scheme)
    if (token !== undefined) {
      if (context.complete) throw new PeerError(`${this.#options.peer}: a token after the end of the authentication`)
      this.#token = context.step(token)
      if (this.#token !== undefined) return { state: 'again' }
      // The server's last token, and still no: it knows who asks, but not what in clear.
      if (context.complete) this.#accepted = true
    }
    return this.#refused(context, answer)
  }

  #answered(context: SecurityContext, answer: AuthAnswer): AuthStep {
    if (!this.#accepted && !this.#completes(context, answer)) return this.#unauthenticated(answer)
    if (!this.#accepted && (context.passedOver ?? []).length > 0) this.#options.fellBack?.(context.passedOver ?? [])
    this.#accepted = true
    const { mechanism, delegated, passedOver = [] } = context
    this.#logon = { mechanism, delegated, passedOver, sealed: this.#seals }
    if (this.#heldBack && answer.status === 200 && answer.body.length === 0) {
      if (!this.#persists(context, answer)) {
        // This server wants every request to prove itself: then the body has to go with the proof.
        this.#eager = true
        this.#forget()
      }
      return { state: 'again' }
    }
    const opened = this.#open(context, answer)
    this.#restarts = 0
    // Who answered a sealed request in clear has not counted it, or not on this context: the sequence numbers are apart.
    const spent = this.#seals && this.#asks && !isSealedMessage(answer)
    this.#served = this.#asks
    if (spent || !this.#persists(context, answer)) this.#forget()
    return { state: 'done', body: opened.body, headers: opened.headers, ...(spent ? { spent } : {}) }
  }

  /** Takes the last token, which comes with the answer; says whether the server has authenticated us, and we it. */
  #completes(context: SecurityContext, answer: AuthAnswer): boolean {
    const token = answeredToken(answer.headers, this.scheme)
    if (token !== undefined && !context.complete) this.#token = context.step(token)
    if (context.complete) return true
    // An error from before anybody looked at the token: a proxy, a service that is not running.
    if (answer.status >= 300) return false
    context.finish?.()
    if (context.complete) return true
    throw new PeerError(`${this.#options.peer}: the host answered ${answer.status} before the authentication came to an end`)
  }

  #unauthenticated(answer: AuthAnswer): AuthStep {
    this.#forget()
    return { state: 'done', body: this.#seals ? new Uint8Array(0) : answer.body, spent: true }
  }

  #open(context: SecurityContext, answer: AuthAnswer): AuthMessage {
    if (isSealedMessage(answer)) return openMessage(answer, context)
    if (!this.#seals || answer.body.length === 0) return answer
    // What came in clear can be anybody's; of an error its number is worth telling.
    if (answer.status >= 300) return { headers: answer.headers, body: new Uint8Array(0) }
    throw new PeerError(`${this.#options.peer}: the host answered in clear where encryption is required`)
  }

  /** [MS-N2HT] 3.2.5; a sealed connection lives on its context. */
  #persists(context: SecurityContext, answer: AuthAnswer): boolean {
    const said = headerList(answer.headers, 'persistent-auth')[0]?.trim().toLowerCase()
    if (said === 'true' || said === 'false') return said === 'true'
    return this.#seals || context.mechanism === 'NTLM'
  }

  #restart(answer: AuthAnswer): AuthStep {
    this.#restarts++
    if (this.#restarts > maxRestarts) return this.#refused(this.#context, answer)
    this.#forget()
    return { state: 'again' }
  }

  #refused(context: SecurityContext | undefined, answer: AuthAnswer): AuthStep {
    const moved = this.#movesTo(answer.connectionId)
    const facts = {
      accepted: this.#accepted,
      inClear: this.#inClear(),
      moved,
      passedOver: context?.passedOver ?? [],
      vouched: context?.mechanism !== 'NTLM' && this.#options.vouched?.() === true,
    }
    this.#forget()
    return { state: 'refused', error: explainRefusal(answer, { ...this.#options, ...facts }) }
  }

  /** Whether a message goes or went over another connection than the one that knows the context. */
  #movesTo(connectionId: number | undefined): boolean {
    return connectionId !== undefined && this.#connectionId !== undefined && this.#connectionId !== connectionId
  }

  #inClear(): boolean {
    return !this.#options.tls && !this.#seals
  }

  #forget(): void {
    this.#context = undefined
    this.#token = undefined
    this.#connectionId = undefined
    this.#accepted = false
    this.#served = false
  }
}
