import type { RandomSource } from '../../base/ports.js'
import type { EncryptionType } from './crypto/encryption-type.js'
import { KerberosKey } from './crypto/kerberos-key.js'
import type { Tagged } from './messages/primitives.js'

/** A new key of a type; any bytes are one in the types that are implemented ([RFC 3961] random-to-key). */
export function makeKey(type: EncryptionType, random: RandomSource): KerberosKey {
  return new KerberosKey(type, random.bytes(type.keyLength))
}

/** As an EncryptionKey of a message. */
export function encryptionKey(key: KerberosKey): Tagged {
  return { type: key.type.number, bytes: key.reveal() }
}

/** A number for a nonce or as the first sequence number: 30 bits, which every implementation reads alike. */
export function makeNumber(random: RandomSource): number {
  const [a = 0, b = 0, c = 0, d = 0] = random.bytes(4)
  return ((a & 0x3f) << 24) | (b << 16) | (c << 8) | d
}

/** Time as Kerberos has it: whole seconds, and the microseconds after them. */
export function splitTime(milliseconds: number): { readonly time: number; readonly usec: number } {
  const time = Math.floor(milliseconds / 1000) * 1000
  return { time, usec: Math.floor((milliseconds - time) * 1000) }
}
