import { ByteWriter } from '../../base/bytes.js'
import { protocolName, type SealedBody } from './sealed-body.js'

export interface WrittenBody {
  /** The Content-Type of the HTTP message. */
  readonly contentType: string
  readonly body: Uint8Array
}

/** Headers of the parts have no TAB before them: [MS-WSMV] asks for it, Windows leaves it out and reads either. */
export function writeSealedBody({ protocol, contentType, pieces }: SealedBody): WrittenBody {
  const name = protocolName(protocol)
  const type = pieces.length > 1 ? 'multipart/x-multi-encrypted' : 'multipart/encrypted'
  const writer = new ByteWriter(512 + pieces.reduce((total, { token, data }) => total + token.length + data.length, 0))
  for (const { length, token, data } of pieces) {
    const head = `--${boundary}\r
Content-Type: ${name}\r
OriginalContent: type=${contentType};Length=${length}\r
--${boundary}\r
Content-Type: application/octet-stream\r
`
    writer.bytes(new TextEncoder().encode(head)).u32le(token.length).bytes(token).bytes(data)
  }
  writer.bytes(new TextEncoder().encode(`--${boundary}--\r\n`))
  return { contentType: `${type};protocol="${name}";boundary="${boundary}"`, body: writer.toBytes() }
}

const boundary = 'Encrypted Boundary'
