import { ByteReader } from '../../base/bytes.js'
import { type DescribedField, describedField } from '../gss/described-field.js'

/** Whether bytes begin as a record of TLS does, in which CredSSP travels. */
export function isTlsRecord(bytes: Uint8Array): boolean {
  const [type = 0, major, minor = 0xff] = bytes
  return contentTypes[type] !== undefined && major === 3 && minor <= 4
}

/** The records of TLS ([RFC 8446] 5.1) one after the other: what is inside is CredSSP's TSRequest or sealed messages. */
export function describeTlsRecords(bytes: Uint8Array): DescribedField {
  const records: DescribedField[] = []
  for (let at = 0; at < bytes.length && records.length < mostRecords; ) {
    const record = describedField('TLSPlaintext', at, () => describeRecord(bytes, at))
    records.push(record)
    if (record.damage !== undefined) break
    at += 5 + lengthAt(bytes, at)
  }
  return { name: 'TLS records (CredSSP)', value: records }
}

const mostRecords = 100

function lengthAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at + 3] ?? 0) << 8) | (bytes[at + 4] ?? 0)
}

function describeRecord(bytes: Uint8Array, at: number): readonly DescribedField[] {
  const reader = new ByteReader('TLSPlaintext', bytes.subarray(at))
  const [type, major, minor, length] = [reader.u8(), reader.u8(), reader.u8(), reader.u16be()]
  if (contentTypes[type] === undefined) throw reader.fail(`no content type ${type}`)
  const content = describedField('content', at + 5, () => contentText(type, reader.bytes(length)))
  return [
    { name: 'type', value: `${type} (${contentTypes[type]})` },
    { name: 'version', value: `${major}.${minor} (${versions[minor] ?? 'unknown'})` },
    { name: 'length', value: String(length) },
    content,
  ]
}

function contentText(type: number, content: Uint8Array): string {
  const message = type === handshake ? handshakes[content[0] ?? -1] : undefined
  return `${message === undefined ? '' : `${message}, `}${content.length} bytes`
}

const handshake = 22

const contentTypes: Readonly<Record<number, string>> = {
  20: 'change_cipher_spec',
  21: 'alert',
  22: 'handshake',
  23: 'application_data',
}

const versions: Readonly<Record<number, string>> = { 0: 'SSL 3.0', 1: 'TLS 1.0', 2: 'TLS 1.1', 3: 'TLS 1.2', 4: 'TLS 1.3' }

/** [RFC 8446] 4, [RFC 5246] 7.4. */
const handshakes: Readonly<Record<number, string>> = {
  1: 'client_hello',
  2: 'server_hello',
  4: 'new_session_ticket',
  8: 'encrypted_extensions',
  11: 'certificate',
  12: 'server_key_exchange',
  13: 'certificate_request',
  14: 'server_hello_done',
  15: 'certificate_verify',
  16: 'client_key_exchange',
  20: 'finished',
}
