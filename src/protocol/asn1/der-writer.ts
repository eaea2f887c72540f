import { formatGeneralizedTime } from './generalized-time.js'
import { oidContent } from './oid.js'
import { applicationTag, contextTag, tag } from './tag.js'

/** An encoded element. Optional fields are undefined and left out where elements are put together. */
export type Der = Uint8Array

/** An element of this tag around content octets ([X.690] 8.1). */
export function element(tagValue: number, ...content: readonly (Uint8Array | undefined)[]): Der {
  const parts = content.filter((part) => part !== undefined)
  const length = parts.reduce((total, part) => total + part.length, 0)
  const header = [tagValue, ...lengthOctets(length)]
  const bytes = new Uint8Array(header.length + length)
  bytes.set(header)
  let at = header.length
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

export function sequence(...elements: readonly (Der | undefined)[]): Der {
  return element(tag.sequence, ...elements)
}

export function application(number: number, inner: Der): Der {
  return element(applicationTag(number), inner)
}

/** `[number]` around an element. */
export function explicit(number: number, inner: Der): Der {
  return element(contextTag(number), inner)
}

/** `[number]` around the element `write` makes of a value; undefined when there is no value. */
export function optional<T>(number: number, value: T | undefined, write: (value: T) => Der): Der | undefined {
  return value === undefined ? undefined : explicit(number, write(value))
}

export function integer(value: bigint | number): Der {
  return element(tag.integer, integerContent(BigInt(value)))
}

export function enumerated(value: number): Der {
  return element(tag.enumerated, integerContent(BigInt(value)))
}

export function boolean(value: boolean): Der {
  return element(tag.boolean, Uint8Array.of(value ? 0xff : 0))
}

export function octetString(bytes: Uint8Array): Der {
  return element(tag.octetString, bytes)
}

export function bitString(bytes: Uint8Array, { unusedBits = 0 } = {}): Der {
  return element(tag.bitString, Uint8Array.of(unusedBits), bytes)
}

/** From dotted decimal. */
export function oid(dotted: string): Der {
  return element(tag.oid, oidContent(dotted))
}

export function generalString(text: string): Der {
  return element(tag.generalString, new TextEncoder().encode(text))
}

export function utf8String(text: string): Der {
  return element(tag.utf8String, new TextEncoder().encode(text))
}

/** From milliseconds since 1970. */
export function generalizedTime(time: number): Der {
  return element(tag.generalizedTime, new TextEncoder().encode(formatGeneralizedTime(time)))
}

/** A definite length in the fewest octets ([X.690] 10.1). */
export function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length]
  const octets: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256)
  return [0x80 | octets.length, ...octets]
}

function integerContent(value: bigint): Uint8Array {
  const octets: number[] = []
  let rest = value
  do {
    octets.unshift(Number(rest & 0xffn))
    rest >>= 8n
  } while (rest !== 0n && rest !== -1n)
  const negative = value < 0n
  // The first bit is the sign.
  if (negative !== (octets[0] ?? 0) >= 0x80) octets.unshift(negative ? 0xff : 0)
  return Uint8Array.from(octets)
}
