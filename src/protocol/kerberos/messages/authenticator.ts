import * as der from '../../asn1/der-writer.js'
import { decodeMessage, protocolVersion } from './message.js'
import {
  readInt32,
  readTagged,
  readTaggedList,
  readText,
  readTime,
  type Tagged,
  writeTagged,
  writeTaggedList,
} from './primitives.js'
import { type PrincipalName, readPrincipalName, writePrincipalName } from './principal-name.js'

/** Authenticator ([RFC 4120] 5.5.1). */
export interface Authenticator {
  readonly crealm: string
  readonly cname: PrincipalName
  readonly checksum?: Tagged | undefined
  /** Microseconds after `ctime`. */
  readonly cusec: number
  readonly ctime: number
  readonly subkey?: Tagged | undefined
  readonly sequenceNumber?: number | undefined
  readonly authorizationData?: readonly Tagged[] | undefined
}

export function decodeAuthenticator(bytes: Uint8Array): Authenticator {
  return decodeMessage(bytes, 'Authenticator', (reader) =>
    reader.application(2, (inner) => {
      const fields = inner.sequence()
      fields.explicit(0, readInt32)
      return {
        crealm: fields.explicit(1, readText),
        cname: fields.explicit(2, readPrincipalName),
        checksum: fields.optional(3, (field) => readTagged(field)),
        cusec: fields.explicit(4, readInt32),
        ctime: fields.explicit(5, readTime),
        subkey: fields.optional(6, (field) => readTagged(field)),
        sequenceNumber: fields.optional(7, readInt32),
        authorizationData: fields.optional(8, readTaggedList),
      }
    }),
  )
}

export function encodeAuthenticator(authenticator: Authenticator): Uint8Array {
  return der.application(
    2,
    der.sequence(
      der.explicit(0, der.integer(protocolVersion)),
      der.explicit(1, der.generalString(authenticator.crealm)),
      der.explicit(2, writePrincipalName(authenticator.cname)),
      der.optional(3, authenticator.checksum, (checksum) => writeTagged(checksum)),
      der.explicit(4, der.integer(authenticator.cusec)),
      der.explicit(5, der.generalizedTime(authenticator.ctime)),
      der.optional(6, authenticator.subkey, (key) => writeTagged(key)),
      der.optional(7, authenticator.sequenceNumber, der.integer),
      der.optional(8, authenticator.authorizationData, writeTaggedList),
    ),
  )
}
