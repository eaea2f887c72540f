import { MisuseError, PeerError, WmctlError } from '../../base/errors.js'
import { equalInConstantTime } from '../../crypto/constant-time.js'
import type { SecurityContext } from '../gss/security-context.js'
import { CredsspVersion, hasErrorCode, newestVersion } from './credssp-version.js'
import { STATUS_LOGON_FAILURE } from './nt-status.js'
import { clientBinding, type PublicKeyBinding, serverBinding } from './public-key-binding.js'
import { readTsCredentials, type TsCredentials } from './ts-credentials.js'
import { readTsRequest, type TsRequest, writeTsRequest } from './ts-request.js'

export interface CredsspAcceptorOptions {
  /** The inner mechanism: SPNEGO. */
  readonly context: SecurityContext
  /** Of the certificate this server shows in the TLS around this. */
  readonly subjectPublicKey: Uint8Array
  /** The version this server speaks, 2 to 6: that of the Windows it stands for. */
  readonly version?: number
  readonly minimumVersion: number
  /** The NTSTATUS to tell a client whose logon failed with this error. */
  readonly statusOf?: (error: WmctlError) => number
}

/** CredSSP in the server role, inside the TLS channel ([MS-CSSP] 3.1.5). */
export class CredsspAcceptor {
  readonly #options: CredsspAcceptorOptions
  readonly #version: CredsspVersion
  #state: 'negotiating' | 'delegating' | 'complete' | 'failed' = 'negotiating'
  #nonce: Uint8Array | undefined
  #credentials: TsCredentials | undefined
  #failure: WmctlError | undefined

  constructor(options: CredsspAcceptorOptions) {
    this.#options = options
    this.#version = new CredsspVersion(options.minimumVersion, options.version)
  }

  get complete(): boolean {
    return this.#state === 'complete'
  }

  /** Why the logon failed, when `step` returned a message that tells the client so. */
  get failure(): WmctlError | undefined {
    return this.#failure
  }

  /** What the client handed over. Throws MisuseError before the exchange is complete. */
  get credentials(): TsCredentials {
    if (this.#credentials === undefined) throw new MisuseError('CredSSP: no credentials were delegated')
    return this.#credentials
  }

  get version(): number {
    return this.#version.agreed
  }

  /** Takes the client's message and returns the one to send, none when all is said. Throws PeerError. */
  step(message: Uint8Array): Uint8Array | undefined {
    if (this.#state === 'complete' || this.#state === 'failed') throw new MisuseError(`CredSSP: the exchange is ${this.#state}`)
    try {
      const request = readTsRequest(message)
      if (!this.#version.receive(request.version)) throw new PeerError(`CredSSP: version ${request.version} is not accepted`)
      return this.#state === 'negotiating' ? this.#negotiate(request) : this.#takeCredentials(request)
    } catch (error) {
      this.#state = 'failed'
      throw error
    }
  }

  #negotiate(request: TsRequest): Uint8Array {
    const { context } = this.#options
    const { negoToken, pubKeyAuth } = request
    if (negoToken === undefined && pubKeyAuth === undefined) throw new PeerError('CredSSP: a token in negoTokens is due')
    let answer: Uint8Array | undefined
    try {
      if (negoToken !== undefined) answer = context.step(negoToken)
    } catch (error) {
      return this.#refuse(error)
    }
    this.#remember(request.clientNonce)
    if (pubKeyAuth !== undefined) return this.#bind(pubKeyAuth, answer)
    if (answer === undefined) throw new PeerError('CredSSP: the last token came without pubKeyAuth')
    return this.#write({ negoToken: answer })
  }

  #bind(pubKeyAuth: Uint8Array, negoToken: Uint8Array | undefined): Uint8Array {
    const { context } = this.#options
    if (!context.complete) throw new PeerError('CredSSP: pubKeyAuth came before the inner authentication was done')
    if (!equalInConstantTime(context.unwrap(pubKeyAuth), clientBinding(this.#binding()))) {
      throw new PeerError('CredSSP: the public key that the client saw is not the one of this server')
    }
    this.#state = 'delegating'
    return this.#write({ negoToken, pubKeyAuth: context.wrap(serverBinding(this.#binding())) })
  }

  #takeCredentials({ authInfo }: TsRequest): undefined {
    if (authInfo === undefined) throw new PeerError('CredSSP: the credentials in authInfo are due')
    this.#credentials = readTsCredentials(this.#options.context.unwrap(authInfo))
    this.#state = 'complete'
  }

  #refuse(error: unknown): Uint8Array {
    if (!(error instanceof WmctlError) || error instanceof MisuseError || !hasErrorCode(this.#version.agreed)) throw error
    this.#state = 'failed'
    this.#failure = error
    return this.#write({ errorCode: this.#options.statusOf?.(error) ?? STATUS_LOGON_FAILURE })
  }

  #remember(nonce: Uint8Array | undefined): void {
    if (nonce === undefined) return
    if (this.#nonce !== undefined && !equalInConstantTime(this.#nonce, nonce)) {
      throw new PeerError('CredSSP: the client changes its nonce')
    }
    this.#nonce = nonce
  }

  #binding(): PublicKeyBinding {
    const version = this.#version.agreed
    if (version >= 5 && this.#nonce === undefined) throw new PeerError('CredSSP: the nonce of the client is missing')
    return { version, subjectPublicKey: this.#options.subjectPublicKey, nonce: this.#nonce ?? new Uint8Array(0) }
  }

  #write(request: Omit<TsRequest, 'version'>): Uint8Array {
    return writeTsRequest({ version: this.#options.version ?? newestVersion, ...request })
  }
}
