import * as der from '../../asn1/der-writer.js'
import { type EncryptedData, readEncryptedData, writeEncryptedData } from './encrypted-data.js'
import { decodeMessage, messageType, protocolVersion } from './message.js'
import { readFlags, readInt32, readTagged, readTime, type Tagged, writeFlags, writeTagged } from './primitives.js'
import { readTicket, type Ticket, writeTicket } from './ticket.js'

/** AP-REQ ([RFC 4120] 5.5.1). */
export interface ApRequest {
  readonly options: number
  readonly ticket: Ticket
  readonly authenticator: EncryptedData
}

/** AP-REP ([RFC 4120] 5.5.2). */
export interface ApReply {
  readonly encPart: EncryptedData
}

/** EncAPRepPart ([RFC 4120] 5.5.2). */
export interface EncApReplyPart {
  readonly ctime: number
  readonly cusec: number
  readonly subkey?: Tagged | undefined
  readonly sequenceNumber?: number | undefined
}

/** APOptions ([RFC 4120] 5.5.1). */
export const apOption = { useSessionKey: 0x40000000, mutualRequired: 0x20000000 } as const

export function decodeApRequest(bytes: Uint8Array): ApRequest {
  return decodeMessage(bytes, 'AP-REQ', (reader) =>
    reader.application(messageType.apReq, (inner) => {
      const fields = inner.sequence()
      fields.explicit(0, readInt32)
      fields.explicit(1, readInt32)
      const options = fields.explicit(2, readFlags)
      const ticket = fields.explicit(3, readTicket)
      return { options, ticket, authenticator: fields.explicit(4, readEncryptedData) }
    }),
  )
}

export function encodeApRequest({ options, ticket, authenticator }: ApRequest): Uint8Array {
  return der.application(
    messageType.apReq,
    der.sequence(
      der.explicit(0, der.integer(protocolVersion)),
      der.explicit(1, der.integer(messageType.apReq)),
      der.explicit(2, writeFlags(options)),
      der.explicit(3, writeTicket(ticket)),
      der.explicit(4, writeEncryptedData(authenticator)),
    ),
  )
}

export function decodeApReply(bytes: Uint8Array): ApReply {
  return decodeMessage(bytes, 'AP-REP', (reader) =>
    reader.application(messageType.apRep, (inner) => {
      const fields = inner.sequence()
      fields.explicit(0, readInt32)
      fields.explicit(1, readInt32)
      return { encPart: fields.explicit(2, readEncryptedData) }
    }),
  )
}

export function encodeApReply({ encPart }: ApReply): Uint8Array {
  return der.application(
    messageType.apRep,
    der.sequence(
      der.explicit(0, der.integer(protocolVersion)),
      der.explicit(1, der.integer(messageType.apRep)),
      der.explicit(2, writeEncryptedData(encPart)),
    ),
  )
}

export function decodeEncApReplyPart(bytes: Uint8Array): EncApReplyPart {
  return decodeMessage(bytes, 'EncAPRepPart', (reader) =>
    reader.application(27, (inner) => {
      const fields = inner.sequence()
      return {
        ctime: fields.explicit(0, readTime),
        cusec: fields.explicit(1, readInt32),
        subkey: fields.optional(2, (field) => readTagged(field)),
        sequenceNumber: fields.optional(3, readInt32),
      }
    }),
  )
}

export function encodeEncApReplyPart({ ctime, cusec, subkey, sequenceNumber }: EncApReplyPart): Uint8Array {
  return der.application(
    27,
    der.sequence(
      der.explicit(0, der.generalizedTime(ctime)),
      der.explicit(1, der.integer(cusec)),
      der.optional(2, subkey, (key) => writeTagged(key)),
      der.optional(3, sequenceNumber, der.integer),
    ),
  )
}
