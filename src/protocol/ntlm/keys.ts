import { digest } from '../../crypto/digest.js'
import { hasFlags } from './negotiate-flags.js'
import { NegotiateFlag } from './negotiate-flags.table.js'

/** Whose messages a key protects. */
export type Direction = 'client-to-server' | 'server-to-client'

/** SIGNKEY with extended session security ([MS-NLMP] 3.4.5.2). */
export function signKey(exportedSessionKey: Uint8Array, direction: Direction): Uint8Array {
  return digest('md5', exportedSessionKey, magic(`session key to ${direction} signing key magic constant`))
}

/** SEALKEY with extended session security ([MS-NLMP] 3.4.5.3): 128, 56 or 40 bits go into it, as negotiated. */
export function sealKey(exportedSessionKey: Uint8Array, direction: Direction, flags: number): Uint8Array {
  const strength = exportedSessionKey.subarray(0, strengthOf(flags))
  return digest('md5', strength, magic(`session key to ${direction} sealing key magic constant`))
}

function strengthOf(flags: number): number {
  if (hasFlags(flags, NegotiateFlag.NTLMSSP_NEGOTIATE_128)) return 16
  return hasFlags(flags, NegotiateFlag.NTLMSSP_NEGOTIATE_56) ? 7 : 5
}

/** The constants end in a zero byte. */
function magic(text: string): Uint8Array {
  return new TextEncoder().encode(`${text}\0`)
}
