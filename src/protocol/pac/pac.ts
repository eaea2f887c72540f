import { ByteReader, ByteWriter } from '../../base/bytes.js'
import { DecodeError } from '../../base/errors.js'

/** A part of a PAC, as it is. */
export interface PacBuffer {
  /** One of `pacType`, or one that is not known here. */
  readonly type: number
  readonly bytes: Uint8Array
}

/** ulType of PAC_INFO_BUFFER ([MS-PAC] 2.4). */
export const pacType = {
  logonInfo: 1,
  serverChecksum: 6,
  kdcChecksum: 7,
  clientInfo: 10,
  upnDnsInfo: 12,
} as const

const limits = { size: 1 << 17, buffers: 64 }
const headerLength = 8
const infoLength = 16

/** PACTYPE ([MS-PAC] 2.3). The parts are views into the bytes. Raises DecodeError. */
export function decodePac(bytes: Uint8Array): readonly PacBuffer[] {
  return pacEntries(bytes).map(({ type, offset, length }) => ({ type, bytes: bytes.subarray(offset, offset + length) }))
}

/** Each part at a multiple of eight bytes, in the order given. */
export function encodePac(buffers: readonly PacBuffer[]): Uint8Array {
  const head = new ByteWriter(headerLength + infoLength * buffers.length).u32le(buffers.length).u32le(0)
  const body = new ByteWriter(1024)
  const start = headerLength + infoLength * buffers.length
  for (const { type, bytes } of buffers) {
    head
      .u32le(type)
      .u32le(bytes.length)
      .u64le(BigInt(start + body.length))
    body.bytes(bytes).align(8)
  }
  return head.bytes(body.toBytes()).toBytes()
}

interface PacEntry {
  readonly type: number
  readonly offset: number
  readonly length: number
}

/** Where the parts are. Raises DecodeError. */
export function pacEntries(bytes: Uint8Array): readonly PacEntry[] {
  if (bytes.length > limits.size) throw new DecodeError('PACTYPE', `${bytes.length} bytes, more than the ${limits.size} allowed`)
  const reader = new ByteReader('PACTYPE', bytes)
  const [count, version] = [reader.u32le(), reader.u32le()]
  if (count > limits.buffers || version !== 0) throw reader.fail(`version ${version} with ${count} parts`)
  return Array.from({ length: count }, () => {
    const [type, length, offset] = [reader.u32le(), reader.u32le(), reader.u64le()]
    if (offset + BigInt(length) > BigInt(bytes.length)) throw reader.fail(`part ${type} lies outside the ${bytes.length} bytes`)
    return { type, length, offset: Number(offset) }
  })
}
