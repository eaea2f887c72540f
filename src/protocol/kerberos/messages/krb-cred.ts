import type { DerReader } from '../../asn1/der-reader.js'
import * as der from '../../asn1/der-writer.js'
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

/** KRB-CRED ([RFC 4120] 5.8.1): tickets handed on, with their keys. */
export interface KrbCred {
  readonly tickets: readonly Ticket[]
  readonly encPart: EncryptedData
}

/** KrbCredInfo ([RFC 4120] 5.8.1), one for each ticket. */
export interface KrbCredInfo {
  readonly key: Tagged
  readonly realm?: string | undefined
  readonly name?: PrincipalName | undefined
  readonly flags?: number | undefined
  readonly authTime?: number | undefined
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  readonly renewTill?: number | undefined
  readonly srealm?: string | undefined
  readonly sname?: PrincipalName | undefined
  readonly addresses?: readonly Tagged[] | undefined
}

/** EncKrbCredPart ([RFC 4120] 5.8.1). */
export interface EncKrbCredPart {
  readonly infos: readonly KrbCredInfo[]
  readonly nonce?: number | undefined
  readonly timestamp?: number | undefined
  readonly usec?: number | undefined
  readonly sender?: Tagged | undefined
  readonly recipient?: Tagged | undefined
}

export function decodeKrbCred(bytes: Uint8Array): KrbCred {
  return decodeMessage(bytes, 'KRB-CRED', (reader) =>
    reader.application(messageType.krbCred, (inner) => {
      const fields = inner.sequence()
      fields.explicit(0, readInt32)
      fields.explicit(1, readInt32)
      const tickets = fields.explicit(2, (list) => list.sequenceOf(readTicket))
      return { tickets, encPart: fields.explicit(3, readEncryptedData) }
    }),
  )
}

export function encodeKrbCred({ tickets, encPart }: KrbCred): Uint8Array {
  return der.application(
    messageType.krbCred,
    der.sequence(
      der.explicit(0, der.integer(protocolVersion)),
      der.explicit(1, der.integer(messageType.krbCred)),
      der.explicit(2, der.sequence(...tickets.map(writeTicket))),
      der.explicit(3, writeEncryptedData(encPart)),
    ),
  )
}

export function decodeEncKrbCredPart(bytes: Uint8Array): EncKrbCredPart {
  return decodeMessage(bytes, 'EncKrbCredPart', (reader) =>
    reader.application(29, (inner) => {
      const fields = inner.sequence()
      return {
        infos: fields.explicit(0, (list) => list.sequenceOf(readInfo)),
        nonce: fields.optional(1, readInt32),
        timestamp: fields.optional(2, readTime),
        usec: fields.optional(3, readInt32),
        sender: fields.optional(4, (field) => readTagged(field)),
        recipient: fields.optional(5, (field) => readTagged(field)),
      }
    }),
  )
}

export function encodeEncKrbCredPart(part: EncKrbCredPart): Uint8Array {
  return der.application(
    29,
    der.sequence(
      der.explicit(0, der.sequence(...part.infos.map(writeInfo))),
      der.optional(1, part.nonce, der.integer),
      der.optional(2, part.timestamp, der.generalizedTime),
      der.optional(3, part.usec, der.integer),
      der.optional(4, part.sender, (address) => writeTagged(address)),
      der.optional(5, part.recipient, (address) => writeTagged(address)),
    ),
  )
}

function readInfo(reader: DerReader): KrbCredInfo {
  const fields = reader.sequence()
  return {
    key: fields.explicit(0, (field) => readTagged(field)),
    realm: fields.optional(1, readText),
    name: fields.optional(2, readPrincipalName),
    flags: fields.optional(3, readFlags),
    authTime: fields.optional(4, readTime),
    startTime: fields.optional(5, readTime),
    endTime: fields.optional(6, readTime),
    renewTill: fields.optional(7, readTime),
    srealm: fields.optional(8, readText),
    sname: fields.optional(9, readPrincipalName),
    addresses: fields.optional(10, readTaggedList),
  }
}

function writeInfo(info: KrbCredInfo): der.Der {
  return der.sequence(
    der.explicit(0, writeTagged(info.key)),
    der.optional(1, info.realm, der.generalString),
    der.optional(2, info.name, writePrincipalName),
    der.optional(3, info.flags, writeFlags),
    der.optional(4, info.authTime, der.generalizedTime),
    der.optional(5, info.startTime, der.generalizedTime),
    der.optional(6, info.endTime, der.generalizedTime),
    der.optional(7, info.renewTill, der.generalizedTime),
    der.optional(8, info.srealm, der.generalString),
    der.optional(9, info.sname, writePrincipalName),
    der.optional(10, info.addresses, writeTaggedList),
  )
}
