import { DecodeError } from '../../base/errors.js'
import { DerReader } from '../asn1/der-reader.js'
import { type Der, explicit, integer, octetString, optional, sequence } from '../asn1/der-writer.js'

/** [MS-CSSP] 2.2.1: the one message of CredSSP, sent inside TLS by both sides. */
export interface TsRequest {
  /** Of the sender, 2 to 6; what is higher counts as 6. */
  readonly version: number
  /** [MS-CSSP] 2.2.1.1: tokens of the inner mechanism; everybody sends one at most. */
  readonly negoToken?: Uint8Array | undefined
  /** TSCredentials, wrapped by the inner mechanism. */
  readonly authInfo?: Uint8Array | undefined
  /** The binding to the public key of TLS, wrapped by the inner mechanism. */
  readonly pubKeyAuth?: Uint8Array | undefined
  /** NTSTATUS, as an unsigned number. */
  readonly errorCode?: number | undefined
  readonly clientNonce?: Uint8Array | undefined
}

export function writeTsRequest(request: TsRequest): Der {
  return sequence(
    explicit(0, integer(request.version)),
    optional(1, request.negoToken, (token) => sequence(sequence(explicit(0, octetString(token))))),
    optional(2, request.authInfo, octetString),
    optional(3, request.pubKeyAuth, octetString),
    // Windows writes NTSTATUS as the signed number it is in C.
    optional(4, request.errorCode, (code) => integer(code | 0)),
    optional(5, request.clientNonce, octetString),
  )
}

/** Raises DecodeError. Fields of later versions are left unread. */
export function readTsRequest(bytes: Uint8Array): TsRequest {
  const reader = DerReader.of(bytes, structure)
  const fields = reader.sequence()
  reader.end()
  const version = fields.explicit(0, (inner) => inner.int32())
  if (version < 2) throw new DecodeError(structure, `version ${version}, which there is not`)
  return {
    version,
    negoToken: fields.optional(1, readNegoData),
    authInfo: fields.optional(2, (inner) => inner.octetString()),
    pubKeyAuth: fields.optional(3, (inner) => inner.octetString()),
    errorCode: fields.optional(4, (inner) => inner.int32() >>> 0),
    clientNonce: fields.optional(5, readNonce),
  }
}

const structure = 'TSRequest'

function readNegoData(inner: DerReader): Uint8Array | undefined {
  const tokens = inner.sequenceOf((list) => {
    const item = list.sequence()
    const token = item.explicit(0, (field) => field.octetString())
    item.end()
    return token
  })
  if (tokens.length > 1) throw new DecodeError(structure, `${tokens.length} tokens in negoTokens`)
  return tokens[0]
}

function readNonce(inner: DerReader): Uint8Array {
  const nonce = inner.octetString()
  if (nonce.length !== 32) throw new DecodeError(structure, `clientNonce of ${nonce.length} bytes, 32 are due`)
  return nonce
}
