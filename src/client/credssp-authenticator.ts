import { AuthError, MisuseError, PeerError } from '../base/errors.js'
import { offeredSchemes } from '../protocol/httpauth/challenge.js'
import { openedCredsspMessage, readCredsspMessage, writeCredsspMessage } from '../protocol/httpauth/credssp-message.js'
import type {
  AuthAnswer,
  AuthMessage,
  AuthRequest,
  AuthStep,
  HttpAuthenticator,
  LogonFacts,
} from '../protocol/httpauth/http-authenticator.js'
import { answeredToken, formatToken } from '../protocol/httpauth/negotiate-scheme.js'
import { credsspPieces } from '../protocol/httpauth/sealed-body.js'
import { isSealedMessage } from '../protocol/httpauth/sealed-message.js'
import type { TlsTunnel } from '../session/tls-tunnel.js'
import { CredsspHandshake, type CredsspHandshakeOptions } from './credssp-handshake.js'

export interface CredsspAuthenticatorOptions extends Omit<CredsspHandshakeOptions, 'tunnel'> {
  /** Who logs on, for messages. */
  readonly username: string
  /** A new one in the client role. */
  readonly openTunnel: () => TlsTunnel
  /** Whether HTTP itself is encrypted; where it is not, every message goes through CredSSP's TLS. */
  readonly tls: boolean
}

/**
 * CredSSP over HTTP in the client role ([MS-WSMV] 3.1.4.1.28, 2.2.9.1.3). Legs have an empty body until the host has taken the
 * credentials. All of it belongs to its connection: on another one it starts anew.
 */
export class CredsspAuthenticator implements HttpAuthenticator {
  readonly scheme = 'CredSSP'
  readonly #options: CredsspAuthenticatorOptions
  #handshake: CredsspHandshake | undefined
  /** What the next request carries in Authorization. */
  #token: Uint8Array | undefined
  /** The connection that knows the handshake. */
  #connectionId: number | undefined
  /** The host has taken the credentials. */
  #accepted = false
  /** The request at hand has a body. */
  #asks = false
  #restarts = 0

  constructor(options: CredsspAuthenticatorOptions) {
    this.#options = options
  }

  async authorize(request: AuthRequest): Promise<AuthMessage> {
    if (this.#movesTo(request.connectionId)) this.close()
    const handshake = this.#handshake ?? (await this.#begin())
    const { headers, body } = request
    this.#asks = body.length > 0
    if (this.#accepted) return this.#seals && this.#asks ? seal({ headers, body }, handshake.tunnel) : { headers, body }
    const authorization = { authorization: formatToken(this.scheme, this.#token ?? new Uint8Array(0)) }
    return { headers: { ...headers, ...authorization }, body: new Uint8Array(0) }
  }

  async receive(answer: AuthAnswer): Promise<AuthStep> {
    const handshake = this.#handshake
    if (handshake === undefined) throw new MisuseError('an answer to a request that was not authorized')
    if (this.#movesTo(answer.connectionId) && !isSealedMessage(answer)) return this.#restart(answer)
    this.#connectionId = answer.connectionId
    try {
      return answer.status === 401 ? await this.#challenged(handshake, answer) : await this.#answered(handshake, answer)
    } catch (error) {
      this.close()
      if (error instanceof AuthError) return { state: 'refused', error }
      throw error
    }
  }

  /** CredSSP hands the credentials over: that is what it is for. */
  get logon(): LogonFacts | undefined {
    return this.#accepted ? { mechanism: 'CredSSP', sealed: this.#seals, delegated: true, passedOver: [] } : undefined
  }

  close(): void {
    this.#handshake?.tunnel.close()
    this.#handshake = undefined
    this.#token = undefined
    this.#connectionId = undefined
    this.#accepted = false
  }

  get #seals(): boolean {
    return !this.#options.tls
  }

  async #begin(): Promise<CredsspHandshake> {
    this.close()
    const handshake = new CredsspHandshake({ ...this.#options, tunnel: this.#options.openTunnel() })
    this.#handshake = handshake
    this.#token = await handshake.next()
    return handshake
  }

  async #challenged(handshake: CredsspHandshake, answer: AuthAnswer): Promise<AuthStep> {
    if (this.#accepted) return this.#restart(answer)
    const token = answeredToken(answer.headers, this.scheme)
    if (handshake.complete) throw (token && (await handshake.refusalOf(token))) ?? this.#refusal(handshake, answer)
    // Windows sends the scheme alone where its TLS has nothing to say.
    const silent = token === undefined && handshake.tunnel.established && handshake.stage === 'TLS inside HTTP'
    if (token === undefined && !silent) throw this.#refusal(handshake, answer)
    this.#token = await handshake.next(token)
    return { state: 'again' }
  }

  async #answered(handshake: CredsspHandshake, answer: AuthAnswer): Promise<AuthStep> {
    const { peer } = this.#options
    if (!handshake.complete) {
      this.close()
      // From before anybody looked at the token: a proxy, a service that is not running.
      if (answer.status >= 300) return { state: 'done', body: this.#seals ? new Uint8Array(0) : answer.body, spent: true }
      throw new PeerError(`${peer}: the host answered ${answer.status} before CredSSP came to an end`)
    }
    const answered = this.#accepted || answer.status >= 300
    this.#accepted = true
    if (this.#asks && !answered) return { state: 'again' }
    this.#restarts = 0
    if (isSealedMessage(answer)) return { state: 'done', ...(await open(answer, handshake.tunnel)) }
    if (!this.#seals || !this.#asks) return { state: 'done', body: answer.body }
    this.close()
    // What came in clear can be anybody's; of an error its number is worth telling.
    if (answer.status >= 300) return { state: 'done', body: new Uint8Array(0), spent: true }
    throw new PeerError(`${peer}: the host answered in clear where encryption is required`)
  }

  #movesTo(connectionId: number | undefined): boolean {
    return connectionId !== undefined && this.#connectionId !== undefined && this.#connectionId !== connectionId
  }

  #restart(answer: AuthAnswer): AuthStep {
    const handshake = this.#handshake
    this.#restarts++
    this.close()
    if (this.#restarts <= maxRestarts) return { state: 'again' }
    return { state: 'refused', error: this.#refusal(handshake, answer) }
  }

  #refusal(handshake: CredsspHandshake | undefined, answer: AuthAnswer): AuthError {
    const { peer, username } = this.#options
    const offered = offeredSchemes(answer.headers)
    if (!offered.some((scheme) => scheme.toLowerCase() === 'credssp')) {
      const accepts = offered.join(', ') || 'nothing it names'
      return new AuthError(peer, 'credssp', 'unsupported', `the host accepts ${accepts}, not CredSSP`, {
        hint: 'Allow it on the host with `Enable-WSManCredSSP -Role Server`, or choose another one with `auth`.',
      })
    }
    if (handshake === undefined || handshake.stage === 'TLS inside HTTP') {
      return new AuthError(peer, 'credssp', 'unsupported', 'the host ended CredSSP in its TLS handshake', {
        hint: 'Check that both sides have a version of TLS in common (1.2 or 1.3), and that no proxy or load balancer spreads requests over connections.',
      })
    }
    return new AuthError(peer, 'credssp', 'rejected', `the host refused the logon of ${username} in ${handshake.stage}`, {
      hint: 'It was tried once and is not tried again, so that the account is not locked.',
    })
  }
}

/** What is lost again and again is not for us to revive. */
const maxRestarts = 2

async function seal(message: AuthMessage, tunnel: TlsTunnel): Promise<AuthMessage> {
  const { cipher } = tunnel
  if (cipher === undefined) throw new MisuseError('CredSSP: sealing before the TLS handshake is over')
  const pieces: { length: number; records: Uint8Array }[] = []
  for (const text of credsspPieces(message.body)) pieces.push({ length: text.length, records: await tunnel.wrap(text) })
  return writeCredsspMessage(message, pieces, { cipher, role: 'initiator' })
}

async function open(message: AuthMessage, tunnel: TlsTunnel): Promise<AuthMessage> {
  const read = readCredsspMessage(message)
  const texts: Uint8Array[] = []
  for (const { records } of read.pieces) texts.push(await tunnel.unwrap(records))
  return openedCredsspMessage(message, read, texts)
}
