import { concatBytes } from '../../base/bytes.js'
import { PeerError } from '../../base/errors.js'
import { CredsspAcceptor } from '../../protocol/credssp/acceptor.js'
import { subjectPublicKey } from '../../protocol/credssp/subject-public-key.js'
import type { TsCredentials } from '../../protocol/credssp/ts-credentials.js'
import type { SecurityContext } from '../../protocol/gss/security-context.js'
import type { TlsTunnel } from '../../session/tls-tunnel.js'

export interface CredsspServerHandshakeOptions {
  /** In the server role. */
  readonly tunnel: TlsTunnel
  /** The context inside: SPNEGO. */
  readonly createContext: () => SecurityContext
  readonly minimumVersion: number
  /** Of CredSSP, 2 to 6; the newest unless given. */
  readonly version?: number | undefined
}

/** The server's side of the tokens of CredSSP: the records of the TLS handshake, then TSRequests in it ([MS-CSSP] 3.1.5). */
export class CredsspServerHandshake {
  readonly tunnel: TlsTunnel
  readonly #options: CredsspServerHandshakeOptions
  #acceptor: CredsspAcceptor | undefined

  constructor(options: CredsspServerHandshakeOptions) {
    this.#options = options
    this.tunnel = options.tunnel
  }

  /** The last token tells the client that its logon failed. */
  get failed(): boolean {
    return this.#acceptor?.failure !== undefined
  }

  /** What the client has handed over. Throws MisuseError before `next` has said that all is said. */
  get credentials(): TsCredentials {
    if (this.#acceptor === undefined) throw new PeerError('CredSSP: no credentials were delegated')
    return this.#acceptor.credentials
  }

  /** Takes the client's token and returns the next one; undefined when all is said. Rejects with PeerError. */
  async next(token: Uint8Array): Promise<Uint8Array | undefined> {
    const { tunnel } = this
    if (tunnel.established) return this.#take(await tunnel.unwrap(token))
    const records = await tunnel.step(token)
    // The last flight of the client may carry its first message already.
    const message = tunnel.established ? tunnel.takeText() : none
    return message.length === 0 ? records : concatBytes(records, (await this.#take(message)) ?? none)
  }

  async #take(message: Uint8Array): Promise<Uint8Array | undefined> {
    this.#acceptor ??= this.#begin()
    const answer = this.#acceptor.step(message)
    return answer === undefined ? undefined : this.tunnel.wrap(answer)
  }

  #begin(): CredsspAcceptor {
    const { createContext, minimumVersion, version } = this.#options
    const certificate = this.tunnel.serverCertificate
    if (certificate === undefined) throw new PeerError('CredSSP: TLS has no certificate')
    return new CredsspAcceptor({
      context: createContext(),
      subjectPublicKey: subjectPublicKey(certificate),
      minimumVersion,
      ...(version === undefined ? {} : { version }),
    })
  }
}

const none = new Uint8Array(0)
