import { MisuseError, PeerError, WmctlError } from '../../base/errors.js'
import type { TsCredentials } from '../../protocol/credssp/ts-credentials.js'
import { type Challenge, isScheme, parseAuthorization } from '../../protocol/httpauth/challenge.js'
import { openedCredsspMessage, readCredsspMessage, writeCredsspMessage } from '../../protocol/httpauth/credssp-message.js'
import type { HeaderValues } from '../../protocol/httpauth/header-values.js'
import type { AcceptStep, AuthMessage, AuthRequest, HttpAcceptor } from '../../protocol/httpauth/http-authenticator.js'
import { formatToken, tokenOf } from '../../protocol/httpauth/negotiate-scheme.js'
import { credsspPieces } from '../../protocol/httpauth/sealed-body.js'
import { isSealedMessage } from '../../protocol/httpauth/sealed-message.js'
import type { TlsTunnel } from '../../session/tls-tunnel.js'
import { CredsspServerHandshake, type CredsspServerHandshakeOptions } from './credssp-handshake.js'

export interface CredsspAcceptorOptions extends Omit<CredsspServerHandshakeOptions, 'tunnel'> {
  /** A new one in the server role. */
  readonly openTunnel: () => TlsTunnel
  /** The account that the delegated credentials are right for, as the server calls it. */
  readonly logOn: (credentials: TsCredentials) => string | undefined
  /** Whether HTTP itself is encrypted. */
  readonly tls: boolean
}

/**
 * CredSSP over HTTP in the server role, for one connection ([MS-WSMV] 3.1.4.1.28, 2.2.9.1.3). What does not fit, a token or a sealed
 * body, ends the exchange, and the client has to start over.
 */
export class CredsspHttpAcceptor implements HttpAcceptor {
  readonly #options: CredsspAcceptorOptions
  #handshake: CredsspServerHandshake | undefined
  #username: string | undefined
  #logon = { mechanism: scheme, delegated: true }
  #sealed = false

  constructor(options: CredsspAcceptorOptions) {
    this.#options = options
  }

  challenge(): HeaderValues {
    return { 'www-authenticate': scheme }
  }

  async accept(request: AuthRequest): Promise<AcceptStep> {
    try {
      return await this.#accept(request)
    } catch (error) {
      if (!(error instanceof WmctlError)) throw error
      this.close()
      return this.#refuse()
    }
  }

  async answer(message: AuthMessage): Promise<AuthMessage> {
    const tunnel = this.#handshake?.tunnel
    if (!this.#sealed || message.body.length === 0 || tunnel === undefined) return message
    const { cipher } = tunnel
    if (cipher === undefined) throw new MisuseError('CredSSP: sealing before the TLS handshake is over')
    const pieces: { length: number; records: Uint8Array }[] = []
    for (const text of credsspPieces(message.body)) pieces.push({ length: text.length, records: await tunnel.wrap(text) })
    return writeCredsspMessage(message, pieces, { cipher, role: 'acceptor' })
  }

  close(): void {
    this.#handshake?.tunnel.close()
    this.#handshake = undefined
    this.#username = undefined
  }

  async #accept(request: AuthRequest): Promise<AcceptStep> {
    const authorization = parseAuthorization(request.headers)
    if (authorization !== undefined) {
      const challenge = await this.#step(authorization)
      if (challenge !== undefined) return challenge
    }
    const username = this.#username
    const tunnel = this.#handshake?.tunnel
    if (username === undefined || tunnel === undefined) return this.#refuse()
    this.#sealed = isSealedMessage(request)
    const accepted = { state: 'accepted', username, logon: this.#logon } as const
    if (this.#sealed) return { ...accepted, ...(await open(request, tunnel)) }
    if (request.body.length > 0 && !this.#options.tls) return this.#refuse()
    return { ...accepted, body: request.body }
  }

  /** Takes a token; returns the challenge with the next one, undefined when the client has logged on. */
  async #step(authorization: Challenge): Promise<AcceptStep | undefined> {
    const token = isScheme(authorization, scheme) ? tokenOf(authorization) : undefined
    if (token === undefined) throw new PeerError('CredSSP: a token is due')
    // A client may authenticate anew on a connection that has served.
    if (this.#handshake === undefined || this.#username !== undefined) this.#begin()
    const handshake = this.#handshake
    if (handshake === undefined) return this.#refuse()
    const answer = await handshake.next(token)
    if (answer !== undefined) {
      const headers = { 'www-authenticate': formatToken(scheme, answer) }
      if (handshake.failed) this.close()
      return { state: 'challenge', headers }
    }
    this.#username = this.#options.logOn(handshake.credentials)
    this.#logon = { mechanism: scheme, delegated: true }
    if (this.#username === undefined) this.close()
    return undefined
  }

  #begin(): void {
    this.close()
    this.#handshake = new CredsspServerHandshake({ ...this.#options, tunnel: this.#options.openTunnel() })
  }

  #refuse(): AcceptStep {
    return { state: 'challenge', headers: this.challenge() }
  }
}

const scheme = 'CredSSP'

async function open(message: AuthMessage, tunnel: TlsTunnel): Promise<AuthMessage> {
  const read = readCredsspMessage(message)
  const texts: Uint8Array[] = []
  for (const { records } of read.pieces) texts.push(await tunnel.unwrap(records))
  return openedCredsspMessage(message, read, texts)
}
