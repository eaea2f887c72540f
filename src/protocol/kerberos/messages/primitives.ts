import type { DerReader } from '../../asn1/der-reader.js'
import * as der from '../../asn1/der-writer.js'

/** KerberosFlags ([RFC 4120] 5.2.8): bit 0 is the highest of 32. Longer strings are cut off. */
export function readFlags(reader: DerReader): number {
  const { bytes } = reader.bitString()
  return ((octet(bytes, 0) << 24) | (octet(bytes, 1) << 16) | (octet(bytes, 2) << 8) | octet(bytes, 3)) >>> 0
}

export function writeFlags(flags: number): der.Der {
  return der.bitString(Uint8Array.of(flags >>> 24, flags >>> 16, flags >>> 8, flags))
}

/** A byte string with a number that says what it is: the shape of keys, checksums, addresses and more. */
export interface Tagged {
  readonly type: number
  readonly bytes: Uint8Array
}

/** SEQUENCE { [first] Int32, [first + 1] OCTET STRING }. */
export function readTagged(reader: DerReader, first = 0): Tagged {
  const fields = reader.sequence()
  const type = fields.explicit(first, (field) => field.int32())
  return { type, bytes: fields.explicit(first + 1, (field) => field.octetString()) }
}

export function writeTagged({ type, bytes }: Tagged, first = 0): der.Der {
  return der.sequence(der.explicit(first, der.integer(type)), der.explicit(first + 1, der.octetString(bytes)))
}

/** A SEQUENCE OF them. */
export function readTaggedList(reader: DerReader): readonly Tagged[] {
  return reader.sequenceOf((element) => readTagged(element))
}

export function writeTaggedList(list: readonly Tagged[]): der.Der {
  return der.sequence(...list.map((element) => writeTagged(element)))
}

export function readInt32(reader: DerReader): number {
  return reader.int32()
}

export function readTime(reader: DerReader): number {
  return reader.generalizedTime()
}

export function readText(reader: DerReader): string {
  return reader.generalString()
}

export function readOctets(reader: DerReader): Uint8Array {
  return reader.octetString()
}

function octet(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0
}
