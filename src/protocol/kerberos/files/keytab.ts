import { ByteReader, ByteWriter } from '../../../base/bytes.js'
import { DecodeError } from '../../../base/errors.js'
import { KerberosKey } from '../crypto/kerberos-key.js'
import type { Principal } from '../messages/principal.js'
import { nameType } from '../messages/principal-name.js'

/** A long-term key of a principal. */
export interface KeytabEntry {
  readonly principal: Principal
  /** Version of the key. */
  readonly kvno: number
  readonly key: KerberosKey
  /** When it was written, in milliseconds since 1970. */
  readonly timestamp?: number | undefined
}

/** Bytes of a keytab that are read, and entries in it. */
const limits = { size: 4 << 20, components: 16 }
const version2 = 0x0502

/**
 * A keytab of MIT krb5, version 2 (`file:` keytabs of all systems; what `ktpass`, `ktutil` and Samba write). Keys of types that
 * are not implemented are left out. Raises DecodeError.
 */
export function readKeytab(bytes: Uint8Array): readonly KeytabEntry[] {
  if (bytes.length > limits.size) throw new DecodeError('keytab', `${bytes.length} bytes, more than the ${limits.size} allowed`)
  const reader = new ByteReader('keytab', bytes)
  const version = reader.u16be()
  if (version !== version2) throw reader.fail(`not a keytab of version 2 (begins with ${version.toString(16).padStart(4, '0')})`)
  const entries: KeytabEntry[] = []
  while (reader.remaining >= 4) {
    const size = reader.u32be() | 0
    // A negative size is a hole that a deleted entry left; zero ends the file.
    if (size === 0) break
    if (size < 0) reader.skip(-size)
    else entries.push(...readEntry(reader.sub('keytab entry', size)))
  }
  return entries
}

export function writeKeytab(entries: readonly KeytabEntry[]): Uint8Array {
  const writer = new ByteWriter(256).u16be(version2)
  for (const entry of entries) {
    const bytes = writeEntry(entry)
    writer.u32be(bytes.length).bytes(bytes)
  }
  return writer.toBytes()
}

function readEntry(reader: ByteReader): readonly KeytabEntry[] {
  const count = reader.u16be()
  if (count > limits.components) throw reader.fail(`a name of ${count} components`)
  const realm = readText(reader)
  const components = Array.from({ length: count }, () => readText(reader))
  const type = reader.u32be()
  const timestamp = reader.u32be() * 1000
  const shortVersion = reader.u8()
  const etype = reader.u16be()
  const bytes = reader.bytes(reader.u16be())
  const longVersion = reader.remaining >= 4 ? reader.u32be() : 0
  const key = KerberosKey.from(etype, bytes)
  if (key === undefined) return []
  const principal: Principal = { name: { type, components }, realm }
  return [{ principal, kvno: longVersion === 0 ? shortVersion : longVersion, key, timestamp }]
}

function writeEntry({ principal, kvno, key, timestamp = 0 }: KeytabEntry): Uint8Array {
  const { name, realm } = principal
  const writer = new ByteWriter(128).u16be(name.components.length)
  for (const text of [realm, ...name.components]) writeText(writer, text)
  const bytes = key.reveal()
  return writer
    .u32be(name.type === nameType.unknown ? nameType.principal : name.type)
    .u32be(Math.floor(timestamp / 1000))
    .u8(kvno & 0xff)
    .u16be(key.type.number)
    .u16be(bytes.length)
    .bytes(bytes)
    .u32be(kvno)
    .toBytes()
}

function readText(reader: ByteReader): string {
  return new TextDecoder().decode(reader.bytes(reader.u16be()))
}

function writeText(writer: ByteWriter, text: string): void {
  const bytes = new TextEncoder().encode(text)
  writer.u16be(bytes.length).bytes(bytes)
}
