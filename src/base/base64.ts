import { DecodeError } from './errors.js'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Value of each ASCII code; 255 for what is not of the alphabet. */
const values = new Uint8Array(128).fill(255)
for (let value = 0; value < alphabet.length; value++) values[alphabet.charCodeAt(value)] = value

/** Bytes as base64 text with padding (RFC 4648 4). */
export function formatBase64(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += 3) {
    const bits = (byteAt(bytes, at) << 16) | (byteAt(bytes, at + 1) << 8) | byteAt(bytes, at + 2)
    const left = bytes.length - at
    parts.push(symbol(bits >> 18), symbol(bits >> 12), left > 1 ? symbol(bits >> 6) : '=', left > 2 ? symbol(bits) : '=')
  }
  return parts.join('')
}

/** The bytes of base64 text, white space between symbols allowed. Raises DecodeError. */
export function parseBase64(text: string): Uint8Array {
  const symbols = text.replace(/[\t\n\r ]+/g, '')
  const padding = symbols.endsWith('==') ? 2 : symbols.endsWith('=') ? 1 : 0
  const length = symbols.length - padding
  if (symbols.length % 4 !== 0) throw new DecodeError('base64', `${symbols.length} symbols are not a multiple of four`)
  const bytes = new Uint8Array((symbols.length / 4) * 3 - padding)
  let bits = 0
  let written = 0
  for (let at = 0; at < length; at++) {
    const value = values[symbols.charCodeAt(at)] ?? 255
    if (value === 255) throw new DecodeError('base64', 'a symbol is not of the alphabet', { offset: at })
    bits = ((bits << 6) | value) & 0xffffff
    if (at % 4 === 0) continue
    bytes[written++] = (bits >> (6 - 2 * (at % 4))) & 255
  }
  return bytes
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0
}

function symbol(bits: number): string {
  return alphabet.charAt(bits & 63)
}
