/** Numbers that look random and are the same for the same seed (mulberry32). */
export class FuzzRandom {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }

  pick<T>(list: readonly T[]): T {
    const found = list[this.below(list.length)]
    if (found === undefined) throw new Error('nothing to pick from')
    return found
  }
}

/** One way to damage a token. */
type Mutation = (bytes: Uint8Array, random: FuzzRandom, seeds: readonly Uint8Array[]) => Uint8Array

/** Bytes for a parser: a real token damaged in one to four ways, or no token at all. */
export function fuzzInput(seeds: readonly Uint8Array[], random: FuzzRandom): Uint8Array {
  if (random.below(20) === 0) return noise(random, random.below(200))
  let bytes = random.pick(seeds)
  for (let count = 1 + random.below(4); count > 0; count--) bytes = random.pick(mutations)(bytes, random, seeds)
  return bytes.subarray(0, longest)
}

const longest = 64 * 1024

const flipBit: Mutation = (bytes, random) => changed(bytes, random, (byte) => byte ^ (1 << random.below(8)))

const setByte: Mutation = (bytes, random) => changed(bytes, random, () => random.pick(interesting) ?? 0)

const anyByte: Mutation = (bytes, random) => changed(bytes, random, () => random.below(256))

const truncate: Mutation = (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1))

const behead: Mutation = (bytes, random) => bytes.subarray(random.below(bytes.length + 1))

const append: Mutation = (bytes, random) => joined(bytes, noise(random, 1 + random.below(16)))

/** The front of one token and the back of another. */
const splice: Mutation = (bytes, random, seeds) => {
  const other = random.pick(seeds)
  return joined(bytes.subarray(0, random.below(bytes.length + 1)), other.subarray(random.below(other.length + 1)))
}

const remove: Mutation = (bytes, random) => {
  const at = random.below(bytes.length + 1)
  return joined(bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(8)))
}

const repeat: Mutation = (bytes, random) => {
  const at = random.below(bytes.length + 1)
  const end = Math.min(bytes.length, at + 1 + random.below(64))
  return joined(bytes.subarray(0, end), bytes.subarray(at, end), bytes.subarray(end))
}

/** A number of two, four or eight bytes becomes one that no buffer is as long as. */
const inflate: Mutation = (bytes, random) => {
  const copy = bytes.slice()
  const at = random.below(bytes.length + 1)
  copy.set(random.pick(lengths).subarray(0, Math.max(0, bytes.length - at)), at)
  return copy
}

/** A length of DER in more octets than there are bytes, or in an indefinite form with its end ([X.690] 8.1.3.6). */
const indefinite: Mutation = (bytes, random) => {
  const at = random.below(bytes.length + 1)
  const form = random.pick([[0x80], [0x84, 0xff, 0xff, 0xff, 0xff], [0x88, 0, 0, 0, 0, 0, 0, 0, 1], [0x81, 0x7f], [0xff]])
  return joined(bytes.subarray(0, at), Uint8Array.from(form), bytes.subarray(at + 1), Uint8Array.of(0, 0))
}

/** The token inside many elements of DER, one in another. */
const nest: Mutation = (bytes, random) => {
  const tag = random.pick([0x30, 0x60, 0xa0, 0xa1, 0x24])
  const depth = 1 + random.below(random.below(8) === 0 ? 2_000 : 40)
  const heads: Uint8Array[] = []
  let length = bytes.length
  for (let level = 0; level < depth; level++) {
    const head = Uint8Array.of(tag, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff)
    const short = length < 0x80 ? Uint8Array.of(tag, length) : head
    heads.unshift(short)
    length += short.length
  }
  return joined(...heads, bytes)
}

/** What text formats make of control characters, quotes and brackets. */
const punctuate: Mutation = (bytes, random) => {
  const at = random.below(bytes.length + 1)
  const piece = new TextEncoder().encode(
    random.pick(['"', '\\', ',', '=', '\r\n', '--', '{', '}', '[', ']', '\u0000', ' '.repeat(40), 'é']),
  )
  const count = random.below(4) === 0 ? 1 + random.below(300) : 1
  return joined(bytes.subarray(0, at), ...Array.from({ length: count }, () => piece), bytes.subarray(at))
}

const mutations: readonly Mutation[] = [
  flipBit,
  flipBit,
  setByte,
  anyByte,
  truncate,
  behead,
  append,
  splice,
  remove,
  repeat,
  inflate,
  indefinite,
  nest,
  punctuate,
]

const interesting = [0, 1, 0x1f, 0x30, 0x60, 0x7f, 0x80, 0x81, 0x84, 0xa0, 0xfe, 0xff]

const lengths = [
  [0xff, 0xff],
  [0xff, 0xff, 0xff, 0x7f],
  [0xff, 0xff, 0xff, 0xff],
  [0x7f, 0xff, 0xff, 0xff],
  [0, 0, 0, 0x80],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0, 0, 0, 0],
].map((numbers) => Uint8Array.from(numbers))

function changed(bytes: Uint8Array, random: FuzzRandom, change: (byte: number) => number): Uint8Array {
  const copy = bytes.slice()
  const at = random.below(Math.max(1, copy.length))
  if (at < copy.length) copy[at] = change(copy[at] ?? 0)
  return copy
}

function noise(random: FuzzRandom, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256))
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
