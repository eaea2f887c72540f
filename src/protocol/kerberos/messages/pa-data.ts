import type { DerReader } from '../../asn1/der-reader.js'
import * as der from '../../asn1/der-writer.js'
import { tag } from '../../asn1/tag.js'
import { decodeMessage } from './message.js'
import { readInt32, readOctets, readTagged, readTime, type Tagged, writeTagged } from './primitives.js'
import { type PrincipalName, readPrincipalName, writePrincipalName } from './principal-name.js'

/** Types of PA-DATA ([RFC 4120] 7.5.2, [RFC 6806] 8, [MS-KILE] 2.2). */
export const paType = {
  tgsReq: 1,
  encTimestamp: 2,
  pwSalt: 3,
  etypeInfo: 11,
  pkAsReq: 16,
  etypeInfo2: 19,
  svrReferralInfo: 25,
  pacRequest: 128,
  reqEncPaRep: 149,
  pacOptions: 167,
} as const

/** An entry of ETYPE-INFO2 ([RFC 4120] 5.2.7.5). */
export interface EtypeInfo {
  readonly etype: number
  /** Bytes, since only Windows promises that they are text. Undefined means the default salt. */
  readonly salt?: Uint8Array | undefined
  readonly parameters?: Uint8Array | undefined
}

export function decodeEtypeInfo2(bytes: Uint8Array): readonly EtypeInfo[] {
  return decodeMessage(bytes, 'ETYPE-INFO2', (reader) =>
    reader.sequenceOf((entry) => {
      const fields = entry.sequence()
      const etype = fields.explicit(0, readInt32)
      const salt = fields.optional(1, (field) => field.content(tag.generalString))
      return { etype, salt, parameters: fields.optional(2, readOctets) }
    }),
  )
}

export function encodeEtypeInfo2(entries: readonly EtypeInfo[]): Uint8Array {
  return der.sequence(
    ...entries.map(({ etype, salt, parameters }) =>
      der.sequence(
        der.explicit(0, der.integer(etype)),
        der.optional(1, salt, (bytes) => der.element(tag.generalString, bytes)),
        der.optional(2, parameters, der.octetString),
      ),
    ),
  )
}

/** PA-ENC-TS-ENC ([RFC 4120] 5.2.7.2). */
export interface Timestamp {
  readonly time: number
  /** Microseconds after `time`. */
  readonly usec: number
}

export function decodeTimestamp(bytes: Uint8Array): Timestamp {
  return decodeMessage(bytes, 'PA-ENC-TS-ENC', (reader) => {
    const fields = reader.sequence()
    return { time: fields.explicit(0, readTime), usec: fields.optional(1, readInt32) ?? 0 }
  })
}

export function encodeTimestamp({ time, usec }: Timestamp): Uint8Array {
  return der.sequence(der.explicit(0, der.generalizedTime(time)), der.explicit(1, der.integer(usec)))
}

/** KERB-PA-PAC-REQUEST ([MS-KILE] 2.2.3): whether the ticket should hold a PAC. */
export function decodePacRequest(bytes: Uint8Array): boolean {
  return decodeMessage(bytes, 'KERB-PA-PAC-REQUEST', (reader) => reader.sequence().explicit(0, (field) => field.boolean()))
}

export function encodePacRequest({ includePac }: { readonly includePac: boolean }): Uint8Array {
  return der.sequence(der.explicit(0, der.boolean(includePac)))
}

/** METHOD-DATA ([RFC 4120] 5.9.1): the pre-authentication a KDC asks for. */
export function decodeMethodData(bytes: Uint8Array): readonly Tagged[] {
  return decodeMessage(bytes, 'METHOD-DATA', (reader) => reader.sequenceOf((element) => readTagged(element, 1)))
}

export function encodeMethodData(list: readonly Tagged[]): Uint8Array {
  return der.sequence(...list.map((element) => writeTagged(element, 1)))
}

/** PA-SVR-REFERRAL-DATA ([RFC 6806] appendix A, [MS-KILE] 3.3.5.7.3): where the principal asked for is to be found. */
export interface ServerReferral {
  readonly realm: string
  readonly name?: PrincipalName | undefined
}

export function decodeServerReferral(bytes: Uint8Array): ServerReferral {
  return decodeMessage(bytes, 'PA-SVR-REFERRAL-DATA', (reader: DerReader) => {
    const fields = reader.sequence()
    const name = fields.optional(1, readPrincipalName)
    return { name, realm: fields.explicit(0, (field) => field.generalString()) }
  })
}

export function encodeServerReferral({ realm, name }: ServerReferral): Uint8Array {
  return der.sequence(der.optional(1, name, writePrincipalName), der.explicit(0, der.generalString(realm)))
}
