/**
 * Stretches or shrinks bytes to `length` bytes (RFC 3961 5.1): copies of the input, each rotated right by 13 bits more than
 * the one before, up to the least common multiple of both lengths, added in ones' complement in pieces of `length`.
 */
export function nFold(input: Uint8Array, length: number): Uint8Array {
  const total = (input.length * length) / greatestCommonDivisor(input.length, length)
  const output = new Uint8Array(length)
  let carry = 0
  for (let at = total - 1; at >= 0; at--) {
    const sum = carry + (output[at % length] ?? 0) + rotatedByte(input, at)
    output[at % length] = sum & 0xff
    carry = sum >> 8
  }
  // What is carried out at the top comes back in at the bottom.
  for (let at = length - 1; carry > 0; at = (at + length - 1) % length) {
    const sum = carry + (output[at] ?? 0)
    output[at] = sum & 0xff
    carry = sum >> 8
  }
  return output
}

/** Byte `at` of the endless row of copies. */
function rotatedByte(input: Uint8Array, at: number): number {
  const bits = input.length * 8
  const copy = Math.floor(at / input.length)
  const first = (((at % input.length) * 8 - copy * 13) % bits) + bits
  const high = input[Math.floor(first / 8) % input.length] ?? 0
  const low = input[(Math.floor(first / 8) + 1) % input.length] ?? 0
  return (((high << 8) | low) >> (8 - (first % 8))) & 0xff
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
