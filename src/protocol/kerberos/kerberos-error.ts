import { ByteReader, ByteWriter } from '../../base/bytes.js'
import { AuthError, type AuthReason, DecodeError, type ErrorOptions } from '../../base/errors.js'
import * as der from '../asn1/der-writer.js'
import { errorCode, errorCodes, logonStatus } from './error-codes.table.js'
import type { KrbError } from './messages/krb-error.js'
import { decodeMessage } from './messages/message.js'
import { readInt32, readOctets } from './messages/primitives.js'

/** Where it failed: getting the first ticket, getting the ticket of the service, or using it. */
export type KerberosStep = 'AS exchange' | 'TGS exchange' | 'AP exchange'

export interface KerberosFailure {
  /** Name of the host or of the realm in messages. */
  readonly peer: string
  readonly step: KerberosStep
  /** Whom or what it was about, in words: `user@REALM`, `HTTP/web01@REALM`. */
  readonly subject: string
  readonly errorCode: number
  /** NTSTATUS of a Windows KDC. */
  readonly status?: number | undefined
  /** In place of what the code means in general. */
  readonly detail?: string
  readonly hint?: string
  readonly reason?: AuthReason
}

/** Kerberos said no, at a step, with a code of [RFC 4120] 7.5.9. */
export class KerberosError extends AuthError {
  readonly step: KerberosStep
  readonly errorCode: number
  /** `KDC_ERR_PREAUTH_FAILED` and the like. */
  readonly errorName: string
  /** What an acceptor should send to tell the initiator, if anything. */
  readonly token: Uint8Array | undefined
  readonly #failure: KerberosFailure

  constructor(failure: KerberosFailure, options: Pick<ErrorOptions, 'cause'> & { readonly token?: Uint8Array } = {}) {
    const { peer, step, subject, errorCode: code, status } = failure
    const facts = errorCodes.get(code)
    const name = facts?.name ?? `error ${code}`
    const why = failure.detail ?? logonStatus.get(status ?? 0) ?? facts?.meaning ?? 'an error that is not known here'
    const hint = failure.hint ?? facts?.hint
    super(peer, 'Kerberos', failure.reason ?? facts?.reason ?? 'rejected', `${subject}: ${why} (${name} in the ${step})`, {
      ...(hint === undefined ? {} : { hint }),
      ...(options.cause === undefined ? {} : { cause: options.cause }),
    })
    this.step = step
    this.errorCode = code
    this.errorName = name
    this.token = options.token
    this.#failure = failure
  }

  /** The same failure told of another host that shares it, or with more known of it. */
  with(more: Partial<Pick<KerberosFailure, 'peer' | 'detail' | 'hint'>>): KerberosError {
    return new KerberosError({ ...this.#failure, ...more }, { cause: this.cause })
  }
}

/** The error for a KRB-ERROR of the peer. */
export function peerRefusal(error: KrbError, place: Pick<KerberosFailure, 'peer' | 'step' | 'subject'>): KerberosError {
  return new KerberosError({ ...place, errorCode: error.errorCode, status: readExtendedStatus(error) })
}

/** KERB_ERR_TYPE_EXTENDED ([MS-KILE] 2.2.2). */
const extendedType = 3

/** NTSTATUS of KERB-EXT-ERROR in KERB-ERROR-DATA ([MS-KILE] 2.2.1, 2.2.2); undefined when the error has none. */
export function readExtendedStatus({
  data,
  errorCode: code,
}: Pick<KrbError, 'data'> & { readonly errorCode?: number }): number | undefined {
  // These two carry METHOD-DATA.
  if (data === undefined || code === errorCode.preauthRequired || code === errorCode.preauthFailed) return undefined
  try {
    return decodeMessage(data, 'KERB-ERROR-DATA', (reader) => {
      const fields = reader.sequence()
      const type = fields.explicit(1, readInt32)
      const value = fields.optional(2, readOctets)
      return type === extendedType && value !== undefined ? new ByteReader('KERB-EXT-ERROR', value).u32le() : undefined
    })
  } catch (error) {
    // Other KDCs put other things there.
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

export function encodeExtendedStatus(status: number): Uint8Array {
  const value = new ByteWriter(12).u32le(status).u32le(0).u32le(1).toBytes()
  return der.sequence(der.explicit(1, der.integer(extendedType)), der.explicit(2, der.octetString(value)))
}
