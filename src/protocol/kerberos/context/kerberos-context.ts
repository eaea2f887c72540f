import { MisuseError } from '../../../base/errors.js'
import type { SealedBuffers, SecurityBuffer, SecurityContext } from '../../gss/security-context.js'
import type { KerberosKey } from '../crypto/kerberos-key.js'
import { KerberosError } from '../kerberos-error.js'
import type { MessageProtection, ProtectionOptions } from './message-protection.js'
import { protectMessages } from './protect-messages.js'

/**
 * What is the same for both roles of Kerberos: protecting messages once there is a key. An error of the peer ends the context,
 * a MisuseError does not.
 */
export abstract class KerberosContext implements SecurityContext {
  readonly mechanism = 'Kerberos'
  abstract readonly role: 'initiator' | 'acceptor'
  abstract readonly initiatorName: string | undefined
  abstract readonly delegated: boolean
  #key: KerberosKey | undefined
  #protection: MessageProtection | undefined
  #complete = false
  #broken = false
  #refusal: Uint8Array | undefined

  get complete(): boolean {
    return this.#complete && !this.#broken
  }

  get refusal(): Uint8Array | undefined {
    return this.#refusal
  }

  get sessionKey(): Uint8Array {
    if (this.#key === undefined) throw new MisuseError('Kerberos: the context has no key yet')
    return this.#key.reveal()
  }

  get protectionReady(): boolean {
    return this.#protection !== undefined && !this.#broken
  }

  step(token?: Uint8Array): Uint8Array | undefined {
    return this.#attempt(() => {
      if (this.#complete) throw new MisuseError('Kerberos: the context is complete and takes no further token')
      return this.advance(token)
    })
  }

  wrap(data: Uint8Array, { confidential = true }: { readonly confidential?: boolean } = {}): Uint8Array {
    return this.#attempt(() => this.#ready().wrap(data, { confidential }))
  }

  unwrap(token: Uint8Array): Uint8Array {
    return this.#attempt(() => this.#ready().unwrap(token))
  }

  seal(buffers: readonly SecurityBuffer[]): SealedBuffers {
    return this.#attempt(() => this.#ready().seal(buffers))
  }

  unseal(token: Uint8Array, buffers: readonly SecurityBuffer[]): readonly Uint8Array[] {
    return this.#attempt(() => this.#ready().unseal(token, buffers))
  }

  sign(data: Uint8Array): Uint8Array {
    return this.#attempt(() => this.#ready().sign(data))
  }

  verify(data: Uint8Array, signature: Uint8Array): void {
    this.#attempt(() => this.#ready().verify(data, signature))
  }

  sizes(): { readonly signature: number; readonly sealToken: number } {
    return this.#ready().sizes
  }

  /** One step of the role; calls `establish` when there is a key and `finished` when it is the last. */
  protected abstract advance(token: Uint8Array | undefined): Uint8Array | undefined

  protected establish(options: Omit<ProtectionOptions, 'role'>): void {
    this.#key = options.key
    this.#protection = protectMessages({ ...options, role: this.role })
  }

  protected finished(): void {
    this.#complete = true
  }

  #ready(): MessageProtection {
    if (this.#protection === undefined) throw new MisuseError('Kerberos: there is no key yet to protect messages with')
    return this.#protection
  }

  #attempt<T>(action: () => T): T {
    if (this.#broken) throw new MisuseError('Kerberos: the context ended with an error')
    try {
      return action()
    } catch (error) {
      if (!(error instanceof MisuseError)) this.#broken = true
      if (error instanceof KerberosError) this.#refusal = error.token
      throw error
    }
  }
}
