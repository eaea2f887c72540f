import { pbkdf2Sync } from 'node:crypto'
import type { DigestAlgorithm } from './digest.js'

export interface Pbkdf2Options {
  readonly algorithm: DigestAlgorithm
  readonly salt: Uint8Array
  readonly iterations: number
  /** Length of the derived key in bytes. */
  readonly length: number
}

/** PBKDF2 (RFC 8018 5.2). The time grows with `iterations`: whoever takes that number from a peer limits it first. */
export function pbkdf2(password: Uint8Array, options: Pbkdf2Options): Uint8Array {
  return new Uint8Array(pbkdf2Sync(password, options.salt, options.iterations, options.length, options.algorithm))
}
