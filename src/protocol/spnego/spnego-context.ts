import { MisuseError } from '../../base/errors.js'
import type { SealedBuffers, SecurityBuffer, SecurityContext } from '../gss/security-context.js'

/**
 * What both roles of SPNEGO share: messages are protected by the mechanism that was chosen. SPNEGO has no keys of its own, and
 * no state but which token is due; after an error every call fails.
 */
export abstract class SpnegoContext implements SecurityContext {
  abstract readonly role: 'initiator' | 'acceptor'
  /** The mechanism at work; the acceptor's choice once `chosen`. */
  protected inner: SecurityContext | undefined
  protected chosen = false
  protected done = false
  #failed = false

  get mechanism(): string {
    return (this.chosen ? this.inner?.mechanism : undefined) ?? 'Negotiate'
  }

  get complete(): boolean {
    return this.done && !this.#failed
  }

  get protectionReady(): boolean {
    return !this.#failed && (this.done || (this.chosen && this.inner?.complete === true && this.role === 'initiator'))
  }

  get initiatorName(): string | undefined {
    return this.inner?.initiatorName
  }

  get delegated(): boolean {
    return this.inner?.delegated ?? false
  }

  get authorization(): Uint8Array | undefined {
    return this.inner?.authorization
  }

  get sessionKey(): Uint8Array {
    return this.#ready().sessionKey
  }

  step(token?: Uint8Array): Uint8Array | undefined {
    return this.attempt(() => this.take(token))
  }

  wrap(data: Uint8Array, options?: { readonly confidential?: boolean }): Uint8Array {
    return this.#ready().wrap(data, options)
  }

  unwrap(token: Uint8Array): Uint8Array {
    return this.attempt(() => this.#ready().unwrap(token))
  }

  seal(buffers: readonly SecurityBuffer[]): SealedBuffers {
    return this.#ready().seal(buffers)
  }

  unseal(token: Uint8Array, buffers: readonly SecurityBuffer[]): readonly Uint8Array[] {
    return this.attempt(() => this.#ready().unseal(token, buffers))
  }

  sign(data: Uint8Array): Uint8Array {
    return this.#ready().sign(data)
  }

  verify(data: Uint8Array, signature: Uint8Array): void {
    this.attempt(() => this.#ready().verify(data, signature))
  }

  sizes(): { readonly signature: number; readonly sealToken: number } {
    return this.#ready().sizes()
  }

  protected abstract take(token: Uint8Array | undefined): Uint8Array | undefined

  /** Runs one step; an error ends the context. */
  protected attempt<T>(run: () => T): T {
    if (this.#failed) throw new MisuseError('SPNEGO: the context has failed and cannot be used')
    try {
      return run()
    } catch (error) {
      if (!(error instanceof MisuseError)) this.#failed = true
      throw error
    }
  }

  #ready(): SecurityContext {
    if (!this.protectionReady || this.inner === undefined) throw new MisuseError('SPNEGO: the context is not complete')
    return this.inner
  }
}
