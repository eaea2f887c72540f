import { WmctlError } from '../../base/errors.js'
import type { SecurityContext } from '../gss/security-context.js'
import { type Challenge, isScheme, parseAuthorization } from './challenge.js'
import type { HeaderValues } from './header-values.js'
import type { AcceptStep, AuthMessage, SyncAcceptor } from './http-authenticator.js'
import { formatToken, type NegotiateScheme, sealProtocolOf, tokenOf } from './negotiate-scheme.js'
import { isSealedMessage, openMessage, sealMessage } from './sealed-message.js'

export interface NegotiateAcceptorOptions {
  readonly scheme: NegotiateScheme
  readonly createContext: () => SecurityContext
  readonly tls: boolean
  /** Serves messages that came over plain HTTP in clear ([MS-WSMV] 2.2.4.36 AllowUnencrypted). */
  readonly allowUnencrypted: boolean
}

/**
 * A security context over HTTP in the server role, for one connection ([RFC 4559], [MS-N2HT], [MS-WSMV] 3.1.4.1.28). What does not
 * fit, a token or a sealed body, ends the context, and the client has to start over.
 */
export class NegotiateAcceptor implements SyncAcceptor {
  readonly #options: NegotiateAcceptorOptions
  #context: SecurityContext | undefined
  /** The last token, to go out with the answer. */
  #token: Uint8Array | undefined
  #sealed = false

  constructor(options: NegotiateAcceptorOptions) {
    this.#options = options
  }

  challenge(): HeaderValues {
    return { 'www-authenticate': this.#options.scheme }
  }

  accept(request: AuthMessage): AcceptStep {
    try {
      return this.#accept(request)
    } catch (error) {
      if (!(error instanceof WmctlError)) throw error
      const refusal = this.#context?.refusal
      this.#context = undefined
      return this.#challenge(refusal)
    }
  }

  answer(message: AuthMessage): AuthMessage {
    const { scheme, tls } = this.#options
    const context = this.#context
    const seals = this.#sealed && message.body.length > 0 && context !== undefined
    const answer = seals ? sealMessage(message, context, sealProtocolOf(scheme)) : message
    const headers: HeaderValues = {
      ...answer.headers,
      ...(this.#token === undefined ? {} : { 'www-authenticate': formatToken(scheme, this.#token) }),
      // Where bodies are sealed the context has to last anyway, and Windows does not say so.
      ...(tls ? { 'persistent-auth': 'true' } : {}),
    }
    this.#token = undefined
    return { headers, body: answer.body }
  }

  #accept(request: AuthMessage): AcceptStep {
    const authorization = parseAuthorization(request.headers)
    if (authorization !== undefined) {
      const challenge = this.#step(authorization)
      if (challenge !== undefined) return challenge
    }
    const context = this.#context
    if (context?.complete !== true || context.initiatorName === undefined) return this.#challenge()
    const username = context.initiatorName
    this.#sealed = isSealedMessage(request)
    if (this.#sealed) return { state: 'accepted', username, context, ...openMessage(request, context) }
    const { tls, allowUnencrypted } = this.#options
    if (request.body.length > 0 && !tls && !allowUnencrypted) return this.#challenge()
    return { state: 'accepted', username, context, body: request.body }
  }

  /** Takes a token; returns the challenge that asks for the next one. */
  #step(authorization: Challenge): AcceptStep | undefined {
    const token = isScheme(authorization, this.#options.scheme) ? tokenOf(authorization) : undefined
    if (token === undefined) {
      this.#context = undefined
      return this.#challenge()
    }
    // A client may authenticate anew on a connection that has served.
    if (this.#context === undefined || this.#context.complete) this.#context = this.#options.createContext()
    const answer = this.#context.step(token)
    if (!this.#context.complete) return this.#challenge(answer)
    this.#token = answer
    return undefined
  }

  #challenge(token?: Uint8Array): AcceptStep {
    const headers = token === undefined ? this.challenge() : { 'www-authenticate': formatToken(this.#options.scheme, token) }
    return { state: 'challenge', headers }
  }
}
