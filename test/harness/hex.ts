/** Bytes from hexadecimal text; white space and colons between them are ignored. */
export function hex(...parts: readonly string[]): Uint8Array {
  const digits = parts.join('').replace(/[\s:]/g, '')
  if (!/^([0-9a-f]{2})*$/i.test(digits)) throw new Error(`not hexadecimal: ${digits.slice(0, 20)}`)
  return new Uint8Array(Buffer.from(digits, 'hex'))
}

/** Bytes of ASCII or UTF-8 text. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** A copy with the bits of `mask` changed in one byte. */
export function flipped(bytes: Uint8Array, at: number, mask = 1): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ mask : byte))
}
