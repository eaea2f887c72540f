/** The number of a dotted IPv4 address; undefined when the text is none. */
export function parseIpv4(text: string): number | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined
  return parts.reduce((value, part) => value * 256 + Number(part), 0)
}

/** An address an interface can have: neither of the zero network, nor loopback, multicast or broadcast. */
export function isHostAddress(text: string): boolean {
  const value = parseIpv4(text)
  if (value === undefined) return false
  const first = Math.floor(value / 2 ** 24)
  return first > 0 && first !== 127 && first < 224
}

/** A mask of leading ones. */
export function isSubnetMask(text: string): boolean {
  const value = parseIpv4(text)
  if (value === undefined || value === 0) return false
  return /^1+0*$/.test(value.toString(2).padStart(32, '0'))
}
