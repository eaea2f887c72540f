import { concatBytes } from '../../base/bytes.js'
import { DecodeError, MisuseError } from '../../base/errors.js'
import type { MechListMic, SealedBuffers, SecurityBuffer, SecurityContext } from '../gss/security-context.js'
import type { Direction } from './keys.js'
import { MessageSecurity, SIGNATURE_SIZE } from './message-security.js'

/** What both sides hold once the AUTHENTICATE message is made or accepted. */
export interface Established {
  readonly exportedSessionKey: Uint8Array
  /** The flags both sides agreed on. */
  readonly flags: number
  /** The AUTHENTICATE message carried a MIC. */
  readonly micProvided: boolean
  /** The key is known to everyone: nothing may be protected with it ([MS-NLMP] 3.4). */
  readonly anonymous: boolean
}

/** What is the same for both roles of NTLM: protecting messages once the context is there. */
export abstract class NtlmContext implements SecurityContext {
  readonly mechanism = 'NTLM'
  readonly delegated = false
  abstract readonly role: 'initiator' | 'acceptor'
  abstract readonly initiatorName: string | undefined
  #protection: Protection | undefined
  #broken = false

  get complete(): boolean {
    return this.#protection !== undefined && !this.#broken
  }

  get sessionKey(): Uint8Array {
    return this.#established().sessionKey
  }

  step(token?: Uint8Array): Uint8Array | undefined {
    return this.#attempt(() => {
      if (this.#protection !== undefined) throw new MisuseError('NTLM: the context is complete and takes no further token')
      return this.advance(token)
    })
  }

  wrap(data: Uint8Array, options: { readonly confidential?: boolean } = {}): Uint8Array {
    return this.#attempt(() => {
      const { outgoing } = this.#protected()
      const confidential = options.confidential ?? true
      // The token does not say whether it is encrypted; the receiver goes by what was negotiated.
      if (outgoing.seals && !confidential)
        throw new MisuseError('NTLM: a context that seals wraps nothing in the clear; sign it instead')
      const { token, data: encrypted } = outgoing.protect([{ kind: confidential ? 'data' : 'sign-only', bytes: data }])
      return concatBytes(token, encrypted[0] ?? data)
    })
  }

  unwrap(token: Uint8Array): Uint8Array {
    return this.#attempt(() => {
      const { incoming } = this.#protected()
      if (token.length < SIGNATURE_SIZE) throw new DecodeError('NTLMSSP_MESSAGE_SIGNATURE', `${token.length} bytes are too few`)
      const bytes = token.subarray(SIGNATURE_SIZE)
      const buffers: readonly SecurityBuffer[] = [{ kind: incoming.seals ? 'data' : 'sign-only', bytes }]
      return incoming.unprotect(token.subarray(0, SIGNATURE_SIZE), buffers)[0] ?? bytes.slice()
    })
  }

  seal(buffers: readonly SecurityBuffer[]): SealedBuffers {
    return this.#attempt(() => this.#protected().outgoing.protect(buffers))
  }

  unseal(token: Uint8Array, buffers: readonly SecurityBuffer[]): readonly Uint8Array[] {
    return this.#attempt(() => this.#protected().incoming.unprotect(token, buffers))
  }

  sign(data: Uint8Array): Uint8Array {
    return this.#attempt(() => this.#protected().outgoing.protect([{ kind: 'sign-only', bytes: data }]).token)
  }

  verify(data: Uint8Array, signature: Uint8Array): void {
    this.#attempt(() => this.#protected().incoming.unprotect(signature, [{ kind: 'sign-only', bytes: data }]))
  }

  sizes(): { readonly signature: number; readonly sealToken: number } {
    return { signature: SIGNATURE_SIZE, sealToken: SIGNATURE_SIZE }
  }

  get mechListMic(): MechListMic {
    return {
      required: this.#protection?.micProvided ?? false,
      sign: (list) => this.#attempt(() => this.#established().outgoing.signApart(list)),
      verify: (list, mic) => this.#attempt(() => this.#established().incoming.verifyApart(list, mic)),
    }
  }

  /** One step of the role; calls `establish` when it is the last. */
  protected abstract advance(token: Uint8Array | undefined): Uint8Array | undefined

  protected establish({ exportedSessionKey, flags, micProvided, anonymous }: Established): void {
    const [outgoing, incoming]: readonly [Direction, Direction] =
      this.role === 'initiator' ? ['client-to-server', 'server-to-client'] : ['server-to-client', 'client-to-server']
    this.#protection = {
      sessionKey: exportedSessionKey,
      outgoing: new MessageSecurity(exportedSessionKey, outgoing, flags),
      incoming: new MessageSecurity(exportedSessionKey, incoming, flags),
      micProvided,
      anonymous,
    }
  }

  #established(): Protection {
    if (this.#protection === undefined) throw new MisuseError('NTLM: the context is not complete')
    return this.#protection
  }

  #protected(): Protection {
    const protection = this.#established()
    if (protection.anonymous) throw new MisuseError('NTLM: an anonymous context protects no messages')
    return protection
  }

  /** Whatever the peer got wrong ends the context: the streams of both sides are out of step. */
  #attempt<T>(action: () => T): T {
    if (this.#broken) throw new MisuseError('NTLM: the context ended with an error')
    try {
      return action()
    } catch (error) {
      if (!(error instanceof MisuseError)) this.#broken = true
      throw error
    }
  }
}

interface Protection {
  readonly sessionKey: Uint8Array
  readonly outgoing: MessageSecurity
  readonly incoming: MessageSecurity
  readonly micProvided: boolean
  readonly anonymous: boolean
}
