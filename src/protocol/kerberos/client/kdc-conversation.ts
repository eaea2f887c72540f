import { errorCode } from '../error-codes.table.js'
import { decodeKrbError, isKrbError } from '../messages/krb-error.js'

/** A message to the KDC of a realm. Finding a KDC, sending and waiting is up to whoever runs the conversation. */
export interface KdcMessage {
  readonly realm: string
  readonly bytes: Uint8Array
  /** `tcp` when the KDC said that its answer is too long for UDP. */
  readonly transport: 'any' | 'tcp'
}

/** Yields messages, takes the answer to each, returns what came of it; throws KerberosError, DecodeError or PeerError. */
export type KdcConversation<T> = Generator<KdcMessage, T, Uint8Array>

/** One request and its answer, asked again over TCP when the KDC wants that ([RFC 4120] 7.2.1). */
export function* askKdc(realm: string, bytes: Uint8Array): KdcConversation<Uint8Array> {
  const answer = yield { realm, bytes, transport: 'any' }
  const tooBig = isKrbError(answer) && decodeKrbError(answer).errorCode === errorCode.responseTooBig
  return tooBig ? yield { realm, bytes, transport: 'tcp' } : answer
}
