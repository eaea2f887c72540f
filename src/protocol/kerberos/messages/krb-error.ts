import * as der from '../../asn1/der-writer.js'
import { applicationTag } from '../../asn1/tag.js'
import { decodeMessage, messageType, protocolVersion } from './message.js'
import { readInt32, readOctets, readText, readTime } from './primitives.js'
import { type PrincipalName, readPrincipalName, writePrincipalName } from './principal-name.js'

/** KRB-ERROR ([RFC 4120] 5.9.1). */
export interface KrbError {
  readonly ctime?: number | undefined
  readonly cusec?: number | undefined
  /** The server's time. */
  readonly stime: number
  readonly susec: number
  readonly errorCode: number
  readonly crealm?: string | undefined
  readonly cname?: PrincipalName | undefined
  readonly realm: string
  readonly sname: PrincipalName
  readonly text?: string | undefined
  readonly data?: Uint8Array | undefined
}

export function isKrbError(bytes: Uint8Array): boolean {
  return bytes[0] === applicationTag(messageType.krbError)
}

export function decodeKrbError(bytes: Uint8Array): KrbError {
  return decodeMessage(bytes, 'KRB-ERROR', (reader) =>
    reader.application(messageType.krbError, (inner) => {
      const fields = inner.sequence()
      fields.explicit(0, readInt32)
      fields.explicit(1, readInt32)
      return {
        ctime: fields.optional(2, readTime),
        cusec: fields.optional(3, readInt32),
        stime: fields.explicit(4, readTime),
        susec: fields.explicit(5, readInt32),
        errorCode: fields.explicit(6, readInt32),
        crealm: fields.optional(7, readText),
        cname: fields.optional(8, readPrincipalName),
        realm: fields.explicit(9, readText),
        sname: fields.explicit(10, readPrincipalName),
        text: fields.optional(11, readText),
        data: fields.optional(12, readOctets),
      }
    }),
  )
}

export function encodeKrbError(error: KrbError): Uint8Array {
  return der.application(
    messageType.krbError,
    der.sequence(
      der.explicit(0, der.integer(protocolVersion)),
      der.explicit(1, der.integer(messageType.krbError)),
      der.optional(2, error.ctime, der.generalizedTime),
      der.optional(3, error.cusec, der.integer),
      der.explicit(4, der.generalizedTime(error.stime)),
      der.explicit(5, der.integer(error.susec)),
      der.explicit(6, der.integer(error.errorCode)),
      der.optional(7, error.crealm, der.generalString),
      der.optional(8, error.cname, writePrincipalName),
      der.explicit(9, der.generalString(error.realm)),
      der.explicit(10, writePrincipalName(error.sname)),
      der.optional(11, error.text, der.generalString),
      der.optional(12, error.data, der.octetString),
    ),
  )
}
