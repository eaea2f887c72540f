import type { RandomSource } from './ports.js'

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0').toUpperCase())

/** A random GUID (RFC 9562 version 4), upper-case as Windows prints them in WS-Management messages. */
export function randomGuid(random: RandomSource): string {
  const bytes = random.bytes(16)
  let text = ''
  for (let index = 0; index < 16; index++) {
    const byte = bytes[index] ?? 0
    if (index === 4 || index === 6 || index === 8 || index === 10) text += '-'
    text += hex[index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte]
  }
  return text
}
