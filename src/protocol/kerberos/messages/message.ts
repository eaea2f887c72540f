import { DerReader } from '../../asn1/der-reader.js'

/** Limits of one message: a ticket with a large PAC is some 20 KB, a PAC at most 64 KB. */
const limits = { size: 256 * 1024, depth: 32, count: 4000 }

/** Reads a whole message. Raises DecodeError naming the structure, also for bytes that follow. */
export function decodeMessage<T>(bytes: Uint8Array, structure: string, read: (reader: DerReader) => T): T {
  const reader = DerReader.of(bytes, structure, limits)
  const value = read(reader)
  reader.end()
  return value
}

/** The protocol version in every message. */
export const protocolVersion = 5

/** The numbers of the messages, which are their application tags too ([RFC 4120] 5.10). */
export const messageType = {
  asReq: 10,
  asRep: 11,
  tgsReq: 12,
  tgsRep: 13,
  apReq: 14,
  apRep: 15,
  krbCred: 22,
  krbError: 30,
} as const
