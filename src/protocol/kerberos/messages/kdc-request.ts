import type { DerReader } from '../../asn1/der-reader.js'
import * as der from '../../asn1/der-writer.js'
import { applicationTag } from '../../asn1/tag.js'
import { type EncryptedData, readEncryptedData, writeEncryptedData } from './encrypted-data.js'
import { decodeMessage, messageType, protocolVersion } from './message.js'
import {
  readFlags,
  readInt32,
  readTagged,
  readTaggedList,
  readText,
  readTime,
  type Tagged,
  writeFlags,
  writeTagged,
  writeTaggedList,
} from './primitives.js'
import { type PrincipalName, readPrincipalName, writePrincipalName } from './principal-name.js'
import { readTicket, type Ticket, writeTicket } from './ticket.js'

/** KDC-REQ-BODY ([RFC 4120] 5.4.1). */
export interface KdcRequestBody {
  readonly options: number
  readonly cname?: PrincipalName | undefined
  readonly realm: string
  readonly sname?: PrincipalName | undefined
  readonly from?: number | undefined
  readonly till: number
  readonly rtime?: number | undefined
  readonly nonce: number
  readonly etypes: readonly number[]
  readonly addresses?: readonly Tagged[] | undefined
  readonly encAuthorizationData?: EncryptedData | undefined
  readonly additionalTickets?: readonly Ticket[] | undefined
}

/** AS-REQ or TGS-REQ ([RFC 4120] 5.4.1). */
export interface KdcRequest {
  readonly kind: 'AS' | 'TGS'
  readonly padata?: readonly Tagged[] | undefined
  readonly body: KdcRequestBody
  /** The body's encoding, which a TGS-REQ has a checksum over. */
  readonly encodedBody: Uint8Array
}

/** KDCOptions ([RFC 4120] 5.4.1, [RFC 6806] 3). */
export const kdcOption = {
  forwardable: 0x40000000,
  forwarded: 0x20000000,
  proxiable: 0x10000000,
  proxy: 0x08000000,
  allowPostdate: 0x04000000,
  postdated: 0x02000000,
  renewable: 0x00800000,
  canonicalize: 0x00010000,
  disableTransitedCheck: 0x00000020,
  renewableOk: 0x00000010,
  encTktInSkey: 0x00000008,
  renew: 0x00000002,
  validate: 0x00000001,
} as const

export function decodeKdcRequest(bytes: Uint8Array): KdcRequest {
  return decodeMessage(bytes, 'KDC-REQ', (reader) => {
    const kind = reader.next === applicationTag(messageType.tgsReq) ? 'TGS' : 'AS'
    return reader.application(kind === 'AS' ? messageType.asReq : messageType.tgsReq, (inner) => {
      const fields = inner.sequence()
      fields.explicit(1, readInt32)
      fields.explicit(2, readInt32)
      const padata = fields.optional(3, (list) => list.sequenceOf((element) => readTagged(element, 1)))
      const encodedBody = fields.explicit(4, (field) => field.raw())
      return { kind, padata, body: decodeMessage(encodedBody, 'KDC-REQ-BODY', readBody), encodedBody }
    })
  })
}

export function encodeKdcRequest({ kind, padata, encodedBody }: Omit<KdcRequest, 'body'>): Uint8Array {
  const type = kind === 'AS' ? messageType.asReq : messageType.tgsReq
  return der.application(
    type,
    der.sequence(
      der.explicit(1, der.integer(protocolVersion)),
      der.explicit(2, der.integer(type)),
      der.optional(3, padata, (list) => der.sequence(...list.map((element) => writeTagged(element, 1)))),
      der.explicit(4, encodedBody),
    ),
  )
}

export function encodeKdcRequestBody(body: KdcRequestBody): Uint8Array {
  return der.sequence(
    der.explicit(0, writeFlags(body.options)),
    der.optional(1, body.cname, writePrincipalName),
    der.explicit(2, der.generalString(body.realm)),
    der.optional(3, body.sname, writePrincipalName),
    der.optional(4, body.from, der.generalizedTime),
    der.explicit(5, der.generalizedTime(body.till)),
    der.optional(6, body.rtime, der.generalizedTime),
    der.explicit(7, der.integer(body.nonce)),
    der.explicit(8, der.sequence(...body.etypes.map((etype) => der.integer(etype)))),
    der.optional(9, body.addresses, writeTaggedList),
    der.optional(10, body.encAuthorizationData, writeEncryptedData),
    der.optional(11, body.additionalTickets, (tickets) => der.sequence(...tickets.map(writeTicket))),
  )
}

function readBody(reader: DerReader): KdcRequestBody {
  const fields = reader.sequence()
  return {
    options: fields.explicit(0, readFlags),
    cname: fields.optional(1, readPrincipalName),
    realm: fields.explicit(2, readText),
    sname: fields.optional(3, readPrincipalName),
    from: fields.optional(4, readTime),
    till: fields.explicit(5, readTime),
    rtime: fields.optional(6, readTime),
    nonce: fields.explicit(7, readInt32),
    etypes: fields.explicit(8, (list) => list.sequenceOf(readInt32)),
    addresses: fields.optional(9, readTaggedList),
    encAuthorizationData: fields.optional(10, readEncryptedData),
    additionalTickets: fields.optional(11, (list) => list.sequenceOf(readTicket)),
  }
}
