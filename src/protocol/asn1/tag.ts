/** Identifier octets of the types our protocols use ([X.690] 8.1.2). */
export const tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  sequence: 0x30,
  generalizedTime: 0x18,
  generalString: 0x1b,
} as const

/** `[number]` around another type, explicit: constructed, context-specific. */
export function contextTag(number: number): number {
  return 0xa0 | number
}

/** `[APPLICATION number]` around another type, explicit. */
export function applicationTag(number: number): number {
  return 0x60 | number
}

/** A tag in words, for errors and dumps. */
export function formatTag(value: number): string {
  const name = Object.entries(tag).find(([, known]) => known === value)?.[0]
  if (name !== undefined) return name
  const kind = ['universal', 'application', 'context', 'private'][value >> 6] ?? ''
  return `${kind} ${value & 0x1f}${(value & 0x20) === 0 ? ' (primitive)' : ''}`
}
