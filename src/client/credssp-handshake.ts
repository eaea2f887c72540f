import { type AuthError, DecodeError, messageOf, PeerError } from '../base/errors.js'
import type { RandomSource } from '../base/ports.js'
import { CredsspInitiator } from '../protocol/credssp/initiator.js'
import { subjectPublicKey } from '../protocol/credssp/subject-public-key.js'
import type { TsCredentials } from '../protocol/credssp/ts-credentials.js'
import type { SecurityContext } from '../protocol/gss/security-context.js'
import type { TlsTunnel } from '../session/tls-tunnel.js'

export interface CredsspHandshakeOptions {
  /** Name of the host in messages. */
  readonly peer: string
  /** In the client role. */
  readonly tunnel: TlsTunnel
  /** The context inside: SPNEGO. Throws AuthError. */
  readonly createContext: () => SecurityContext
  /** What the host gets when it has proven who it is. */
  readonly credentials: TsCredentials
  readonly random: RandomSource
  readonly minimumVersion: number
}

/**
 * The tokens of CredSSP as HTTP carries them ([MS-CSSP] 3.1.5): first the records of the TLS handshake, then a TSRequest in each. The
 * certificate of that TLS is looked at by nobody (it is self-signed on most hosts): both sides prove inside, under the user's
 * password, that they see the same public key.
 */
export class CredsspHandshake {
  readonly #options: CredsspHandshakeOptions
  readonly tunnel: TlsTunnel
  #initiator: CredsspInitiator | undefined

  constructor(options: CredsspHandshakeOptions) {
    this.#options = options
    this.tunnel = options.tunnel
  }

  /** The credentials were handed over. */
  get complete(): boolean {
    return this.#initiator?.complete ?? false
  }

  /** What is going on, for messages. */
  get stage(): string {
    if (this.#initiator === undefined) return 'TLS inside HTTP'
    return this.complete ? 'the delegation of credentials' : 'the logon inside TLS'
  }

  /** Takes the server's token, none at first, and returns the next one. Rejects with AuthError, and PeerError that names the stage. */
  async next(token?: Uint8Array): Promise<Uint8Array> {
    try {
      return await this.#next(token)
    } catch (error) {
      throw this.#staged(error)
    }
  }

  /** Why the host refused the credentials it was given, if its last token says so. */
  async refusalOf(token: Uint8Array): Promise<AuthError | undefined> {
    try {
      return this.#initiator?.refusalOf(await this.tunnel.unwrap(token))
    } catch (error) {
      throw this.#staged(error)
    }
  }

  async #next(token: Uint8Array | undefined): Promise<Uint8Array> {
    const { tunnel } = this
    if (this.#initiator !== undefined) return tunnel.wrap(this.#initiator.step(await tunnel.unwrap(token ?? empty)))
    // After its last flight TLS may have nothing more to hear.
    const silent = tunnel.established && (token === undefined || token.length === 0)
    const records = silent ? empty : await tunnel.step(token)
    if (records.length > 0 || !tunnel.established) return records
    this.#initiator = this.#begin()
    return tunnel.wrap(this.#initiator.step())
  }

  #begin(): CredsspInitiator {
    const { peer, tunnel, createContext, credentials, random, minimumVersion } = this.#options
    const certificate = tunnel.serverCertificate
    if (certificate === undefined) throw new PeerError('the host showed no certificate')
    return new CredsspInitiator({
      peer,
      context: createContext(),
      credentials,
      subjectPublicKey: subjectPublicKey(certificate),
      nonce: random.bytes(32),
      minimumVersion,
    })
  }

  #staged(error: unknown): unknown {
    if (!(error instanceof PeerError)) return error
    const hint = error.hint ?? (error instanceof DecodeError ? undefined : hints.changed)
    return new PeerError(`${this.#options.peer}: CredSSP failed in ${this.stage}: ${messageOf(error)}`, {
      cause: error,
      ...(hint === undefined ? {} : { hint }),
    })
  }
}

const empty = new Uint8Array(0)

const hints = {
  changed:
    'What the host sent was changed on the way, or the host does not speak CredSSP as Windows does; no password was sent in clear.',
} as const
