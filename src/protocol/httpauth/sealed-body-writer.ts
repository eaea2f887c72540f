import { ByteWriter } from '../../base/bytes.js'
import { protocolName, type SealedBody } from './sealed-body.js'

export interface WrittenBody {
  /** The Content-Type of the HTTP message. */
  readonly contentType: string
  readonly body: Uint8Array
}

/**
 * Headers of the parts have a TAB before them in [MS-WSMV] 2.2.9.1. Windows as a client leaves it out, and reads either; other
 * clients (pywinrm) read an answer only with it.
 */
export function writeSealedBody({ protocol, contentType, pieces }: SealedBody, { indent = '' }: WriteOptions = {}): WrittenBody {
  const name = protocolName(protocol)
  const type = pieces.length > 1 ? 'multipart/x-multi-encrypted' : 'multipart/encrypted'
  const writer = new ByteWriter(512 + pieces.reduce((total, { token, data }) => total + token.length + data.length, 0))
  for (const { length, token, data } of pieces) {
    const head = `--${boundary}\r
${indent}Content-Type: ${name}\r
${indent}OriginalContent: type=${contentType};Length=${length}\r
--${boundary}\r
${indent}Content-Type: application/octet-stream\r
`
    writer.bytes(new TextEncoder().encode(head)).u32le(token.length).bytes(token).bytes(data)
  }
  writer.bytes(new TextEncoder().encode(`--${boundary}--\r\n`))
  return { contentType: `${type};protocol="${name}";boundary="${boundary}"`, body: writer.toBytes() }
}

interface WriteOptions {
  /** What stands before the headers of a part. */
  readonly indent?: '' | '\t'
}

const boundary = 'Encrypted Boundary'
