import { DecodeError } from '../../../base/errors.js'
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

/** AS-REP or TGS-REP ([RFC 4120] 5.4.2). */
export interface KdcReply {
  readonly kind: 'AS' | 'TGS'
  readonly padata?: readonly Tagged[] | undefined
  readonly crealm: string
  readonly cname: PrincipalName
  readonly ticket: Ticket
  readonly encPart: EncryptedData
}

export interface LastRequest {
  readonly type: number
  readonly time: number
}

/** EncKDCRepPart ([RFC 4120] 5.4.2, encrypted-pa-data of [RFC 6806] 11). Times are milliseconds since 1970. */
export interface EncKdcReplyPart {
  readonly key: Tagged
  readonly lastRequests: readonly LastRequest[]
  readonly nonce: number
  readonly keyExpiration?: number | undefined
  readonly flags: number
  readonly authTime: number
  readonly startTime?: number | undefined
  readonly endTime: number
  readonly renewTill?: number | undefined
  readonly srealm: string
  readonly sname: PrincipalName
  readonly addresses?: readonly Tagged[] | undefined
  readonly encryptedPaData?: readonly Tagged[] | undefined
}

/** Application tags of EncASRepPart and EncTGSRepPart. */
const encPartTag = { AS: 25, TGS: 26 } as const

export function decodeKdcReply(bytes: Uint8Array): KdcReply {
  return decodeMessage(bytes, 'KDC-REP', (reader) => {
    const kind = reader.next === applicationTag(messageType.tgsRep) ? 'TGS' : 'AS'
    return reader.application(kind === 'AS' ? messageType.asRep : messageType.tgsRep, (inner) => {
      const fields = inner.sequence()
      fields.explicit(0, readInt32)
      fields.explicit(1, readInt32)
      return {
        kind,
        padata: fields.optional(2, (list) => list.sequenceOf((element) => readTagged(element, 1))),
        crealm: fields.explicit(3, readText),
        cname: fields.explicit(4, readPrincipalName),
        ticket: fields.explicit(5, readTicket),
        encPart: fields.explicit(6, readEncryptedData),
      }
    })
  })
}

export function encodeKdcReply(reply: KdcReply): Uint8Array {
  const type = reply.kind === 'AS' ? messageType.asRep : messageType.tgsRep
  return der.application(
    type,
    der.sequence(
      der.explicit(0, der.integer(protocolVersion)),
      der.explicit(1, der.integer(type)),
      der.optional(2, reply.padata, (list) => der.sequence(...list.map((element) => writeTagged(element, 1)))),
      der.explicit(3, der.generalString(reply.crealm)),
      der.explicit(4, writePrincipalName(reply.cname)),
      der.explicit(5, writeTicket(reply.ticket)),
      der.explicit(6, writeEncryptedData(reply.encPart)),
    ),
  )
}

/** Either tag is taken: several KDCs send the one of TGS replies in AS replies too ([RFC 4120] 5.4.2). */
export function decodeEncKdcReplyPart(bytes: Uint8Array): EncKdcReplyPart {
  return decodeMessage(bytes, 'EncKDCRepPart', (reader) => {
    const number = Object.values(encPartTag).find((known) => reader.next === applicationTag(known))
    if (number === undefined) throw new DecodeError('EncKDCRepPart', 'neither EncASRepPart nor EncTGSRepPart', { offset: 0 })
    return reader.application(number, readEncPart)
  })
}

export function encodeEncKdcReplyPart(kind: 'AS' | 'TGS', part: EncKdcReplyPart): Uint8Array {
  return der.application(
    encPartTag[kind],
    der.sequence(
      der.explicit(0, writeTagged(part.key)),
      der.explicit(1, der.sequence(...part.lastRequests.map(writeLastRequest))),
      der.explicit(2, der.integer(part.nonce)),
      der.optional(3, part.keyExpiration, der.generalizedTime),
      der.explicit(4, writeFlags(part.flags)),
      der.explicit(5, der.generalizedTime(part.authTime)),
      der.optional(6, part.startTime, der.generalizedTime),
      der.explicit(7, der.generalizedTime(part.endTime)),
      der.optional(8, part.renewTill, der.generalizedTime),
      der.explicit(9, der.generalString(part.srealm)),
      der.explicit(10, writePrincipalName(part.sname)),
      der.optional(11, part.addresses, writeTaggedList),
      der.optional(12, part.encryptedPaData, (list) => der.sequence(...list.map((element) => writeTagged(element, 1)))),
    ),
  )
}

function readEncPart(reader: DerReader): EncKdcReplyPart {
  const fields = reader.sequence()
  return {
    key: fields.explicit(0, (field) => readTagged(field)),
    lastRequests: fields.explicit(1, (list) => list.sequenceOf(readLastRequest)),
    nonce: fields.explicit(2, readInt32),
    keyExpiration: fields.optional(3, readTime),
    flags: fields.explicit(4, readFlags),
    authTime: fields.explicit(5, readTime),
    startTime: fields.optional(6, readTime),
    endTime: fields.explicit(7, readTime),
    renewTill: fields.optional(8, readTime),
    srealm: fields.explicit(9, readText),
    sname: fields.explicit(10, readPrincipalName),
    addresses: fields.optional(11, readTaggedList),
    encryptedPaData: fields.optional(12, (list) => list.sequenceOf((element) => readTagged(element, 1))),
  }
}

function readLastRequest(reader: DerReader): LastRequest {
  const fields = reader.sequence()
  const type = fields.explicit(0, readInt32)
  return { type, time: fields.explicit(1, readTime) }
}

function writeLastRequest({ type, time }: LastRequest): der.Der {
  return der.sequence(der.explicit(0, der.integer(type)), der.explicit(1, der.generalizedTime(time)))
}
