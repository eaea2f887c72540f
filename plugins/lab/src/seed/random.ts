/** A stream of numbers that depends on nothing but the words it was made of, so that a host is the same on every run. */
export interface SeededRandom {
  /** A number from 0 up to and without 1. */
  next(): number
  /** An integer from `low` to `high`, both included. */
  integer(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly [T, ...T[]]): T
  hex(digits: number): string
  /** `{8-4-4-4-12}` in upper case. */
  guid(): string
}

/** Each topic of a host has its own stream, so that classes may be seeded in any order. */
export function seededRandom(seed: string, ...topics: readonly (string | number)[]): SeededRandom {
  let state = hash([seed, ...topics].join('\u0000'))

  // mulberry32: 32 bits of state are plenty for describing a host.
  function next(): number {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  function hex(digits: number): string {
    let text = ''
    while (text.length < digits)
      text += Math.floor(next() * 65_536)
        .toString(16)
        .padStart(4, '0')
    return text.slice(0, digits).toUpperCase()
  }

  return {
    next,
    hex,
    integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
    guid: () => `{${hex(8)}-${hex(4)}-4${hex(3)}-A${hex(3)}-${hex(12)}}`,
  }
}

/** FNV-1a, finished so that neighbouring texts differ in all bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}
