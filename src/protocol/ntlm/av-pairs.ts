import { ByteReader, ByteWriter } from '../../base/bytes.js'
import { encodeUtf16le } from '../../base/utf16.js'
import { decodeText } from './message.js'
import { NegotiateFlag } from './negotiate-flags.table.js'

/** [MS-NLMP] 2.2.2.1, by the specification's names. */
export const AvId = {
  MsvAvEOL: 0,
  MsvAvNbComputerName: 1,
  MsvAvNbDomainName: 2,
  MsvAvDnsComputerName: 3,
  MsvAvDnsDomainName: 4,
  MsvAvDnsTreeName: 5,
  MsvAvFlags: 6,
  MsvAvTimestamp: 7,
  MsvAvSingleHost: 8,
  MsvAvTargetName: 9,
  MsvAvChannelBindings: 10,
} as const

/** Bits of MsvAvFlags. */
export const AvFlag = {
  authenticationConstrained: 1,
  micProvided: 2,
  untrustedTargetName: 4,
} as const

/** The value as it travels; numbers unknown to the specification are kept. */
export interface AvPair {
  readonly id: number
  readonly value: Uint8Array
}

/** Reads up to MsvAvEOL, which is not among the result and must be there; what follows it has no meaning. Raises DecodeError. */
export function readAvPairs(bytes: Uint8Array, structure: string): AvPair[] {
  const reader = new ByteReader(structure, bytes)
  const pairs: AvPair[] = []
  for (;;) {
    const id = reader.u16le()
    const length = reader.u16le()
    if (id === AvId.MsvAvEOL) return pairs
    pairs.push({ id, value: reader.bytes(length) })
  }
}

/** The pairs in their order, and MsvAvEOL. */
export function writeAvPairs(pairs: readonly AvPair[]): Uint8Array {
  const writer = new ByteWriter()
  for (const { id, value } of pairs) writer.u16le(id).u16le(value.length).bytes(value)
  return writer.u16le(AvId.MsvAvEOL).u16le(0).toBytes()
}

export function avText(id: number, text: string): AvPair {
  return { id, value: encodeUtf16le(text) }
}

export function avFlags(flags: number): AvPair {
  return { id: AvId.MsvAvFlags, value: new ByteWriter(4).u32le(flags).toBytes() }
}

export function avTimestamp(fileTime: bigint): AvPair {
  return { id: AvId.MsvAvTimestamp, value: new ByteWriter(8).u64le(fileTime).toBytes() }
}

/** The value of the first pair of this kind. */
export function avValue(pairs: readonly AvPair[], id: number): Uint8Array | undefined {
  return pairs.find((pair) => pair.id === id)?.value
}

/** Raises DecodeError when the value is not a name in UTF-16. */
export function readAvText(pairs: readonly AvPair[], id: number): string | undefined {
  const value = avValue(pairs, id)
  return value === undefined ? undefined : decodeText(value, NegotiateFlag.NTLMSSP_NEGOTIATE_UNICODE, 'AV_PAIR')
}

/** 0 when there are none. Raises DecodeError. */
export function readAvFlags(pairs: readonly AvPair[]): number {
  const value = avValue(pairs, AvId.MsvAvFlags)
  return value === undefined ? 0 : new ByteReader('MsvAvFlags', value).u32le()
}

/** A FILETIME. Raises DecodeError. */
export function readAvTimestamp(pairs: readonly AvPair[]): bigint | undefined {
  const value = avValue(pairs, AvId.MsvAvTimestamp)
  return value === undefined ? undefined : new ByteReader('MsvAvTimestamp', value).u64le()
}

/** The pairs with this one in place of those of its kind, or at the end. */
export function withAvPair(pairs: readonly AvPair[], pair: AvPair): AvPair[] {
  const at = pairs.findIndex(({ id }) => id === pair.id)
  const others = pairs.filter(({ id }) => id !== pair.id)
  return at < 0 ? [...others, pair] : [...others.slice(0, at), pair, ...others.slice(at)]
}
