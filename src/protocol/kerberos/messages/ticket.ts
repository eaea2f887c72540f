import type { DerReader } from '../../asn1/der-reader.js'
import * as der from '../../asn1/der-writer.js'
import { type EncryptedData, readEncryptedData, writeEncryptedData } from './encrypted-data.js'
import { decodeMessage, protocolVersion } from './message.js'
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

/** Ticket ([RFC 4120] 5.3). */
export interface Ticket {
  readonly realm: string
  readonly sname: PrincipalName
  readonly encPart: EncryptedData
}

/** EncTicketPart ([RFC 4120] 5.3). Times are milliseconds since 1970. */
export interface EncTicketPart {
  readonly flags: number
  readonly key: Tagged
  readonly crealm: string
  readonly cname: PrincipalName
  readonly transited: Tagged
  readonly authTime: number
  readonly startTime?: number | undefined
  readonly endTime: number
  readonly renewTill?: number | undefined
  readonly addresses?: readonly Tagged[] | undefined
  readonly authorizationData?: readonly Tagged[] | undefined
}

/** TicketFlags ([RFC 4120] 5.3, [RFC 6806] 11). */
export const ticketFlag = {
  forwardable: 0x40000000,
  forwarded: 0x20000000,
  proxiable: 0x10000000,
  proxy: 0x08000000,
  mayPostdate: 0x04000000,
  postdated: 0x02000000,
  invalid: 0x01000000,
  renewable: 0x00800000,
  initial: 0x00400000,
  preAuthent: 0x00200000,
  hwAuthent: 0x00100000,
  transitedPolicyChecked: 0x00080000,
  okAsDelegate: 0x00040000,
  encPaRep: 0x00010000,
} as const

export function readTicket(reader: DerReader): Ticket {
  return reader.application(1, (inner) => {
    const fields = inner.sequence()
    fields.explicit(0, readInt32)
    const realm = fields.explicit(1, readText)
    const sname = fields.explicit(2, readPrincipalName)
    return { realm, sname, encPart: fields.explicit(3, readEncryptedData) }
  })
}

export function writeTicket({ realm, sname, encPart }: Ticket): der.Der {
  return der.application(
    1,
    der.sequence(
      der.explicit(0, der.integer(protocolVersion)),
      der.explicit(1, der.generalString(realm)),
      der.explicit(2, writePrincipalName(sname)),
      der.explicit(3, writeEncryptedData(encPart)),
    ),
  )
}

export function decodeTicket(bytes: Uint8Array): Ticket {
  return decodeMessage(bytes, 'Ticket', readTicket)
}

export function decodeEncTicketPart(bytes: Uint8Array): EncTicketPart {
  return decodeMessage(bytes, 'EncTicketPart', (reader) =>
    reader.application(3, (inner) => {
      const fields = inner.sequence()
      return {
        flags: fields.explicit(0, readFlags),
        key: fields.explicit(1, (field) => readTagged(field)),
        crealm: fields.explicit(2, readText),
        cname: fields.explicit(3, readPrincipalName),
        transited: fields.explicit(4, (field) => readTagged(field)),
        authTime: fields.explicit(5, readTime),
        startTime: fields.optional(6, readTime),
        endTime: fields.explicit(7, readTime),
        renewTill: fields.optional(8, readTime),
        addresses: fields.optional(9, readTaggedList),
        authorizationData: fields.optional(10, readTaggedList),
      }
    }),
  )
}

export function encodeEncTicketPart(part: EncTicketPart): Uint8Array {
  return der.application(
    3,
    der.sequence(
      der.explicit(0, writeFlags(part.flags)),
      der.explicit(1, writeTagged(part.key)),
      der.explicit(2, der.generalString(part.crealm)),
      der.explicit(3, writePrincipalName(part.cname)),
      der.explicit(4, writeTagged(part.transited)),
      der.explicit(5, der.generalizedTime(part.authTime)),
      der.optional(6, part.startTime, der.generalizedTime),
      der.explicit(7, der.generalizedTime(part.endTime)),
      der.optional(8, part.renewTill, der.generalizedTime),
      der.optional(9, part.addresses, writeTaggedList),
      der.optional(10, part.authorizationData, writeTaggedList),
    ),
  )
}
