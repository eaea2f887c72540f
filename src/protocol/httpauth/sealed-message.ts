import { concatBytes } from '../../base/bytes.js'
import { DecodeError } from '../../base/errors.js'
import type { SecurityContext } from '../gss/security-context.js'
import { headerList } from './header-values.js'
import type { AuthMessage } from './http-authenticator.js'
import type { SealProtocol } from './sealed-body.js'
import { isSealed, readSealedBody } from './sealed-body-reader.js'
import { writeSealedBody } from './sealed-body-writer.js'

/** A message with its body encrypted under a context of SPNEGO, Kerberos or NTLM ([MS-WSMV] 2.2.9.1.1, 2.2.9.1.2). */
export function sealMessage(message: AuthMessage, context: SecurityContext, protocol: SealProtocol): AuthMessage {
  const [contentType = 'application/soap+xml;charset=UTF-8'] = headerList(message.headers, 'content-type')
  const { token, data } = context.seal([{ kind: 'data', bytes: message.body }])
  const pieces = [{ length: message.body.length, token, data: concatBytes(...data) }]
  const written = writeSealedBody({ protocol, contentType, pieces }, { indent: context.role === 'acceptor' ? '\t' : '' })
  return { headers: { ...message.headers, 'content-type': written.contentType }, body: written.body }
}

/** The message inside. Throws DecodeError, and PeerError when it was not sealed by this context's peer. */
export function openMessage(message: AuthMessage, context: SecurityContext): AuthMessage {
  const [sealedType = ''] = headerList(message.headers, 'content-type')
  const { protocol, contentType, pieces } = readSealedBody(sealedType, message.body)
  if (protocol === 'CredSSP')
    throw new DecodeError('multipart/encrypted', 'sealed with CredSSP, which this connection does not use')
  const body = pieces.flatMap(({ token, data }) => context.unseal(token, [{ kind: 'data', bytes: data }]))
  return { headers: { ...message.headers, 'content-type': contentType }, body: concatBytes(...body) }
}

export function isSealedMessage({ headers }: AuthMessage): boolean {
  return isSealed(headerList(headers, 'content-type')[0])
}
