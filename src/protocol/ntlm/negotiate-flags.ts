import { NegotiateFlag } from './negotiate-flags.table.js'

/** Whether every flag of `wanted` is set ([MS-NLMP] 2.2.2.5). */
export function hasFlags(flags: number, wanted: number): boolean {
  return (flags & wanted) >>> 0 === wanted >>> 0
}

/** The flags joined, as the unsigned number a message carries. */
export function joinFlags(...flags: readonly number[]): number {
  return flags.reduce((all, flag) => all | flag, 0) >>> 0
}

/** The names of all flags that are set, as the specification writes them; bits without a name as `0x…`. */
export function flagNames(flags: number): string[] {
  const names: string[] = []
  let rest = flags
  for (const [name, flag] of Object.entries(NegotiateFlag)) {
    if (!hasFlags(flags, flag)) continue
    names.push(name)
    rest &= ~flag
  }
  if (rest !== 0) names.push(`0x${(rest >>> 0).toString(16).padStart(8, '0')}`)
  return names
}

/** Without these NTLM neither signs nor seals with a strong key; both roles insist on them unless told otherwise. */
export const strongSecurity = joinFlags(
  NegotiateFlag.NTLMSSP_NEGOTIATE_SIGN,
  NegotiateFlag.NTLMSSP_NEGOTIATE_SEAL,
  NegotiateFlag.NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY,
  NegotiateFlag.NTLMSSP_NEGOTIATE_128,
)

/** The client sends a session key of its own choice ([MS-NLMP] 3.1.5.1.2). */
export function exchangesKey(flags: number): boolean {
  const protects = flags & (NegotiateFlag.NTLMSSP_NEGOTIATE_SIGN | NegotiateFlag.NTLMSSP_NEGOTIATE_SEAL)
  return protects !== 0 && hasFlags(flags, NegotiateFlag.NTLMSSP_NEGOTIATE_KEY_EXCH)
}
