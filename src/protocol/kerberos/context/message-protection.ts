import type { RandomSource } from '../../../base/ports.js'
import type { SealedBuffers, SecurityBuffer } from '../../gss/security-context.js'
import type { KerberosKey } from '../crypto/kerberos-key.js'

/** Wrapping and signing of messages once there is a key. */
export interface MessageProtection {
  wrap(data: Uint8Array, options: { readonly confidential: boolean }): Uint8Array
  unwrap(token: Uint8Array): Uint8Array
  seal(buffers: readonly SecurityBuffer[]): SealedBuffers
  unseal(token: Uint8Array, buffers: readonly SecurityBuffer[]): readonly Uint8Array[]
  sign(data: Uint8Array): Uint8Array
  verify(data: Uint8Array, signature: Uint8Array): void
  readonly sizes: { readonly signature: number; readonly sealToken: number }
}

export interface ProtectionOptions {
  readonly key: KerberosKey
  readonly role: 'initiator' | 'acceptor'
  /** The key is the acceptor's subkey. */
  readonly acceptorSubkey: boolean
  readonly dceStyle: boolean
  /** First sequence numbers of each direction. */
  readonly sendSequence: number
  readonly receiveSequence: number
  readonly random: RandomSource
}
