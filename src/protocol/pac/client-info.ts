import { ByteReader, ByteWriter } from '../../base/bytes.js'
import { decodeUtf16le, encodeUtf16le } from '../../base/utf16.js'

/** PAC_CLIENT_INFO ([MS-PAC] 2.7): ties the PAC to the ticket it is in. */
export interface ClientInfo {
  /** FILETIME of the ticket's authtime. */
  readonly authTime: bigint
  /** The client's name in the ticket, without its realm. */
  readonly name: string
}

export function decodeClientInfo(bytes: Uint8Array): ClientInfo {
  const reader = new ByteReader('PAC_CLIENT_INFO', bytes)
  const authTime = reader.u64le()
  return { authTime, name: decodeUtf16le(reader.bytes(reader.u16le()), 'PAC_CLIENT_INFO') }
}

export function encodeClientInfo({ authTime, name }: ClientInfo): Uint8Array {
  const bytes = encodeUtf16le(name)
  return new ByteWriter(10 + bytes.length).u64le(authTime).u16le(bytes.length).bytes(bytes).toBytes()
}
