/** [MS-WSMV] 2.2.9.1: a message encrypted by the security context of its connection. */
export interface SealedBody {
  readonly protocol: SealProtocol
  /** Content type of the message inside, with its charset. */
  readonly contentType: string
  /** One; with CredSSP one for each 16 KiB of a longer message. */
  readonly pieces: readonly SealedPiece[]
}

export interface SealedPiece {
  /** Length of the text before it was encrypted. */
  readonly length: number
  /** The signature of NTLM, the per-message token of Kerberos. With CredSSP as many bytes of TLS as its trailer has, from the front. */
  readonly token: Uint8Array
  readonly data: Uint8Array
}

export type SealProtocol = 'SPNEGO' | 'Kerberos' | 'CredSSP'

export function protocolName(protocol: SealProtocol): string {
  return `application/HTTP-${protocol}-session-encrypted`
}

/** A message cut as CredSSP seals it: 16 KiB in each piece ([MS-WSMV] 2.2.9.1.3). */
export function credsspPieces(message: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = []
  for (let from = 0; from < message.length; from += credsspPieceLength) {
    pieces.push(message.subarray(from, from + credsspPieceLength))
  }
  return pieces
}

const credsspPieceLength = 16_384
