import { ByteReader, ByteWriter } from '../../base/bytes.js'
import { NdrReader } from './ndr-reader.js'
import { NdrWriter } from './ndr-writer.js'

/** Type serialization version 1 ([MS-RPCE] 2.2.6): a structure of NDR on its own, behind a pointer, as blobs hold it. */
export function readSerialized<T>(bytes: Uint8Array, structure: string, read: (reader: NdrReader) => T): T {
  const header = new ByteReader(structure, bytes)
  const [version, order, length] = [header.u8(), header.u8(), header.u16le()]
  header.skip(4)
  if (version !== 1 || order !== littleEndian || length !== 8)
    throw header.fail(`not type serialization version 1 in little-endian order (${version}, ${order}, ${length})`)
  const objectLength = header.u32le()
  header.skip(4)
  const reader = new NdrReader(structure, header.bytes(objectLength))
  if (!reader.pointer()) throw reader.fail('a null pointer')
  const value = read(reader)
  reader.assertEnd()
  return value
}

export function writeSerialized(write: (writer: NdrWriter) => void): Uint8Array {
  const writer = new NdrWriter()
  writer.pointer(() => write(writer)).referents()
  const object = writer.toBytes()
  return new ByteWriter(16 + object.length)
    .u8(1)
    .u8(littleEndian)
    .u16le(8)
    .u32le(0xcccccccc)
    .u32le(object.length)
    .u32le(0)
    .bytes(object)
    .toBytes()
}

const littleEndian = 0x10
