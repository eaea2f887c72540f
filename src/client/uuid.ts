import type { RandomSource } from '../base/ports.js'

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0').toUpperCase())

/** A new version 4 GUID as WS-Management writes them: `uuid:` and upper case ([MS-WSMV] 3.1.4.1.7). */
export function newUuid(random: RandomSource): string {
  let text = 'uuid:'
  for (const [index, byte] of random.bytes(16).entries()) {
    if (index === 4 || index === 6 || index === 8 || index === 10) text += '-'
    text += hex[index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte]
  }
  return text
}
