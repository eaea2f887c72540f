import type { RandomSource } from '../base/ports.js'

/** A new version 4 GUID as WS-Management writes them: `uuid:` and upper case ([MS-WSMV] 3.1.4.1.7). */
export function newUuid(random: RandomSource): string {
  const bytes = random.bytes(16)
  const hex = [...bytes].map((byte, index) =>
    formatByte(index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte),
  )
  return `uuid:${[hex.slice(0, 4), hex.slice(4, 6), hex.slice(6, 8), hex.slice(8, 10), hex.slice(10)].map((part) => part.join('')).join('-')}`
}

function formatByte(byte: number): string {
  return byte.toString(16).padStart(2, '0').toUpperCase()
}
