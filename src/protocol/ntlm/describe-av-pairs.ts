import { millisecondsOf } from '../../base/file-time.js'
import { formatHex } from '../../base/hex.js'
import { decodeUtf16le } from '../../base/utf16.js'
import type { DescribedField } from '../gss/described-field.js'
import { AvId, type AvPair, readAvFlags, readAvTimestamp } from './av-pairs.js'

/** Attribute/value pairs by the names of [MS-NLMP] 2.2.2.1. What is not what its kind says is shown as it is. */
export function describeAvPairs(pairs: readonly AvPair[]): DescribedField[] {
  return pairs.map((pair) => ({ name: names.get(pair.id) ?? `AvId ${pair.id}`, value: describeValue(pair) }))
}

/** A FILETIME as ISO 8601. All 64 bits of them lie inside the calendar of a Date. */
export function describeFileTime(fileTime: bigint): string {
  return new Date(millisecondsOf(fileTime)).toISOString()
}

const names = new Map<number, string>(Object.entries(AvId).map(([name, id]) => [id, name]))

const texts: readonly number[] = [
  AvId.MsvAvNbComputerName,
  AvId.MsvAvNbDomainName,
  AvId.MsvAvDnsComputerName,
  AvId.MsvAvDnsDomainName,
  AvId.MsvAvDnsTreeName,
  AvId.MsvAvTargetName,
]

function describeValue(pair: AvPair): string {
  const { id, value } = pair
  if (texts.includes(id) && value.length % 2 === 0) return decodeUtf16le(value, 'AV_PAIR')
  if (id === AvId.MsvAvFlags && value.length >= 4) return `0x${readAvFlags([pair]).toString(16).padStart(8, '0')}`
  if (id === AvId.MsvAvTimestamp && value.length >= 8) return describeFileTime(readAvTimestamp([pair]) ?? 0n)
  return formatHex(value)
}
