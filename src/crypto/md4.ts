/** MD4 (RFC 1320). OpenSSL 3 no longer offers it; the NT hash of a password is MD4 of its UTF-16LE text. */
export function md4(data: Uint8Array): Uint8Array {
  const padded = pad(data)
  const words = new DataView(padded.buffer)
  const state: State = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
  const block = new Uint32Array(16)
  for (let from = 0; from < padded.length; from += 64) {
    for (let word = 0; word < 16; word++) block[word] = words.getUint32(from + word * 4, true)
    compress(state, block)
  }
  const result = new Uint8Array(16)
  const view = new DataView(result.buffer)
  for (const [index, word] of state.entries()) view.setUint32(index * 4, word, true)
  return result
}

type State = [number, number, number, number]

/** One round: how its words are mixed, what is added, in which order the block's words come, and how far each is rotated. */
interface Round {
  readonly mix: (x: number, y: number, z: number) => number
  readonly constant: number
  readonly order: readonly number[]
  readonly shifts: readonly [number, number, number, number]
}

const rounds: readonly Round[] = [
  {
    mix: (x, y, z) => (x & y) | (~x & z),
    constant: 0,
    order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    shifts: [3, 7, 11, 19],
  },
  {
    mix: (x, y, z) => (x & y) | (x & z) | (y & z),
    constant: 0x5a827999,
    order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
    shifts: [3, 5, 9, 13],
  },
  {
    mix: (x, y, z) => x ^ y ^ z,
    constant: 0x6ed9eba1,
    order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    shifts: [3, 9, 11, 15],
  },
]

function compress(state: State, block: Uint32Array): void {
  let [a, b, c, d] = state
  for (const { mix, constant, order, shifts } of rounds) {
    for (const [step, word] of order.entries()) {
      const sum = (a + mix(b, c, d) + (block[word] ?? 0) + constant) | 0
      const shift = shifts[step % 4] ?? 0
      ;[a, b, c, d] = [d, (sum << shift) | (sum >>> (32 - shift)), b, c]
    }
  }
  state[0] = (state[0] + a) >>> 0
  state[1] = (state[1] + b) >>> 0
  state[2] = (state[2] + c) >>> 0
  state[3] = (state[3] + d) >>> 0
}

/** A one bit, zeros, and the length in bits as 64 bits, to a multiple of 64 bytes. */
function pad(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(Math.ceil((data.length + 9) / 64) * 64)
  padded.set(data)
  padded[data.length] = 0x80
  new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(data.length) * 8n, true)
  return padded
}
