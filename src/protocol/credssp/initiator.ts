import { AuthError, MisuseError, PeerError } from '../../base/errors.js'
import { equalInConstantTime } from '../../crypto/constant-time.js'
import type { SecurityContext } from '../gss/security-context.js'
import { CredsspVersion, newestVersion } from './credssp-version.js'
import { describeNtStatus } from './nt-status.js'
import { clientBinding, type PublicKeyBinding, serverBinding } from './public-key-binding.js'
import { type TsCredentials, writeTsCredentials } from './ts-credentials.js'
import { readTsRequest, type TsRequest, writeTsRequest } from './ts-request.js'

export interface CredsspInitiatorOptions {
  /** Name of the host in messages. */
  readonly peer: string
  /** The inner mechanism: SPNEGO. */
  readonly context: SecurityContext
  /** What is handed over at the end, to a server that has proven who it is. */
  readonly credentials: TsCredentials
  /** Of the server's certificate in the TLS around this. */
  readonly subjectPublicKey: Uint8Array
  /** 32 random bytes. */
  readonly nonce: Uint8Array
  /** 5 and more are safe from CVE-2018-0886; hosts without its update speak 2 to 4. */
  readonly minimumVersion: number
}

/**
 * CredSSP in the client role, inside the TLS channel ([MS-CSSP] 3.1.5): takes and gives TSRequest messages, one for each TLS
 * exchange. The inner mechanism authenticates, then both sides prove that they see the same public key, then the credentials go.
 */
export class CredsspInitiator {
  readonly #options: CredsspInitiatorOptions
  readonly #version: CredsspVersion
  #state: 'start' | 'negotiating' | 'binding' | 'complete' | 'failed' = 'start'

  constructor(options: CredsspInitiatorOptions) {
    this.#options = options
    this.#version = new CredsspVersion(options.minimumVersion)
  }

  /** The credentials are on their way; nothing more is to come from the server. */
  get complete(): boolean {
    return this.#state === 'complete'
  }

  /** The version in use, the newest one until the server has said its own. */
  get version(): number {
    return this.#version.agreed
  }

  /** What a message says that the server sends after the credentials: there is none unless it refuses them. Throws PeerError. */
  refusalOf(message: Uint8Array): AuthError | undefined {
    const { errorCode } = readTsRequest(message)
    return errorCode === undefined || errorCode === 0 ? undefined : this.#refusal(errorCode)
  }

  /** Takes the server's message, none at first, and returns the one to send. Throws AuthError and PeerError. */
  step(message?: Uint8Array): Uint8Array {
    if (this.#state === 'complete' || this.#state === 'failed') throw new MisuseError(`CredSSP: the exchange is ${this.#state}`)
    try {
      return this.#step(message)
    } catch (error) {
      this.#state = 'failed'
      throw error
    }
  }

  #step(message: Uint8Array | undefined): Uint8Array {
    if (this.#state === 'start') return this.#negotiate(this.#options.context.step())
    if (message === undefined) throw new MisuseError('CredSSP: the message of the server is due')
    const request = readTsRequest(message)
    if (request.errorCode !== undefined && request.errorCode !== 0) throw this.#refusal(request.errorCode)
    if (!this.#version.receive(request.version)) throw this.#tooOld(request.version)
    return this.#state === 'negotiating' ? this.#takeToken(request) : this.#takeBinding(request)
  }

  #takeToken({ negoToken, pubKeyAuth }: TsRequest): Uint8Array {
    if (negoToken === undefined || pubKeyAuth !== undefined) throw new PeerError('CredSSP: a token in negoTokens alone is due')
    return this.#negotiate(this.#options.context.step(negoToken))
  }

  /** The last token travels with the binding. */
  #negotiate(negoToken: Uint8Array | undefined): Uint8Array {
    const { context, nonce } = this.#options
    const version = newestVersion
    if (!(context.protectionReady ?? context.complete)) {
      this.#state = 'negotiating'
      return writeTsRequest({ version, negoToken })
    }
    this.#state = 'binding'
    const pubKeyAuth = context.wrap(clientBinding(this.#binding()))
    const clientNonce = this.#version.agreed >= 5 ? nonce : undefined
    return writeTsRequest({ version, negoToken, pubKeyAuth, clientNonce })
  }

  #takeBinding({ negoToken, pubKeyAuth }: TsRequest): Uint8Array {
    const { context, credentials, peer } = this.#options
    if (!context.complete) {
      if (negoToken !== undefined) context.step(negoToken)
      else context.finish?.()
    }
    if (pubKeyAuth === undefined) throw new PeerError('CredSSP: the server does not prove its public key')
    if (!context.complete) throw new PeerError('CredSSP: the inner authentication did not come to an end')
    if (!equalInConstantTime(context.unwrap(pubKeyAuth), serverBinding(this.#binding()))) {
      throw new AuthError(peer, 'credssp', 'downgrade', 'the public key that the host proves is not the one of its TLS', {
        hint: 'Somebody between here and the host may be listening; no password was sent.',
      })
    }
    this.#state = 'complete'
    return writeTsRequest({ version: newestVersion, authInfo: context.wrap(writeTsCredentials(credentials)) })
  }

  #binding(): PublicKeyBinding {
    const { subjectPublicKey, nonce } = this.#options
    return { version: this.#version.agreed, subjectPublicKey, nonce }
  }

  /** Of a host without the update, or of somebody on the way who makes it look like one. */
  #tooOld(version: number): AuthError {
    const { peer, minimumVersion } = this.#options
    return new AuthError(
      peer,
      'credssp',
      'downgrade',
      `the host speaks version ${version} of CredSSP, at least ${minimumVersion} is required`,
      {
        hint: `Versions before 5 let somebody on the way act with the user's rights (CVE-2018-0886): update the host, or take the risk with \`credssp: { minimumVersion: ${version} }\`.`,
      },
    )
  }

  #refusal(status: number): AuthError {
    return new AuthError(this.#options.peer, 'credssp', 'rejected', `the host refused the logon: ${describeNtStatus(status)}`, {
      hint: 'It was tried once and is not tried again, so that the account is not locked.',
    })
  }
}
