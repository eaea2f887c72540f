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

/** The mask of a prefix length: 255.255.255.0 of 24. */
export function maskOf(prefixLength: number): string {
  const mask = prefixLength === 0 ? 0 : (0xffff_ffff << (32 - prefixLength)) >>> 0
  return [24, 16, 8, 0].map((shift) => (mask >>> shift) & 0xff).join('.')
}

/** The prefix length of a mask of leading ones. */
export function prefixLengthOf(mask: string): number {
  const value = parseIpv4(mask) ?? 0
  return value === 0 ? 0 : 32 - Math.round(Math.log2(2 ** 32 - value))
}

/** Whether the text is an IPv6 address, with or without a zone (`%12`). */
export function isIpv6Address(text: string): boolean {
  const [address = '', zone] = text.split('%', 2)
  if (zone !== undefined && !/^\d+$/.test(zone)) return false
  const halves = address.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false
  return halves.length === 2 ? groups.length < 8 : groups.length === 8
}
