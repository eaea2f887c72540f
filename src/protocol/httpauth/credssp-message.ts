import { concatBytes } from '../../base/bytes.js'
import { DecodeError } from '../../base/errors.js'
import { headerList } from './header-values.js'
import type { AuthMessage } from './http-authenticator.js'
import type { SealedPiece } from './sealed-body.js'
import { readSealedBody } from './sealed-body-reader.js'
import { writeSealedBody } from './sealed-body-writer.js'
import { type TlsCipher, tlsTrailerLength } from './tls-trailer.js'

/** A part of a message, and the records of TLS that carry it. */
export interface CredsspPiece {
  readonly length: number
  readonly records: Uint8Array
}

export interface CredsspMessage {
  /** Content type of the message inside. */
  readonly contentType: string
  readonly pieces: readonly CredsspPiece[]
}

export interface CredsspWriting {
  readonly cipher: TlsCipher
  readonly role: 'initiator' | 'acceptor'
}

/** A message with its body in records of CredSSP's TLS ([MS-WSMV] 2.2.9.1.3): `pieces` are those of `credsspPieces`, encrypted in order. */
export function writeCredsspMessage(message: AuthMessage, pieces: readonly CredsspPiece[], writing: CredsspWriting): AuthMessage {
  const { cipher, role } = writing
  const [contentType = 'application/soap+xml;charset=UTF-8'] = headerList(message.headers, 'content-type')
  const sealed = pieces.map(({ length, records }): SealedPiece => {
    const trailer = tlsTrailerLength(cipher, length)
    return { length, token: records.subarray(0, trailer), data: records.subarray(trailer) }
  })
  const body = { protocol: 'CredSSP', contentType, pieces: sealed } as const
  const written = writeSealedBody(body, { indent: role === 'acceptor' ? '\t' : '' })
  return { headers: { ...message.headers, 'content-type': written.contentType }, body: written.body }
}

/** What is to be decrypted, in order. Throws DecodeError. */
export function readCredsspMessage(message: AuthMessage): CredsspMessage {
  const [sealedType = ''] = headerList(message.headers, 'content-type')
  const { protocol, contentType, pieces } = readSealedBody(sealedType, message.body)
  if (protocol !== 'CredSSP')
    throw new DecodeError('multipart/encrypted', `sealed with ${protocol}, where this connection uses CredSSP`)
  return { contentType, pieces: pieces.map(({ length, token, data }) => ({ length, records: concatBytes(token, data) })) }
}

/** The message inside, from the decrypted `texts` of its pieces. Throws DecodeError when they are not as long as was said. */
export function openedCredsspMessage(message: AuthMessage, read: CredsspMessage, texts: readonly Uint8Array[]): AuthMessage {
  const wrong = read.pieces.findIndex(({ length }, index) => texts[index]?.length !== length)
  if (wrong >= 0) {
    throw new DecodeError(
      'multipart/encrypted',
      `piece ${wrong + 1} has ${texts[wrong]?.length ?? 0} bytes, not the ${read.pieces[wrong]?.length} it says`,
    )
  }
  return { headers: { ...message.headers, 'content-type': read.contentType }, body: concatBytes(...texts) }
}
