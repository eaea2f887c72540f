import { ByteReader, ByteWriter } from '../../../base/bytes.js'
import { DecodeError } from '../../../base/errors.js'
import { KerberosKey } from '../crypto/kerberos-key.js'
import type { Principal } from '../messages/principal.js'
import { decodeTicket, writeTicket } from '../messages/ticket.js'
import type { TicketCredential } from '../ticket-credential.js'

/** The tickets of an account, as `kinit` leaves them. */
export interface CredentialCache {
  readonly client: Principal
  readonly credentials: readonly TicketCredential[]
  /** Milliseconds the KDC's clock was ahead when they were got. */
  readonly clockOffset: number
}

const limits = { size: 16 << 20, components: 16, list: 1000 }
const version4 = 0x0504
const clockOffsetTag = 1
/** Realm of entries that hold settings of MIT krb5 in place of tickets. */
const settingsRealm = 'X-CACHECONF:'

/**
 * A credential cache of MIT krb5, version 4 (`FILE:` caches). Settings, and tickets with keys of types that are not implemented,
 * are left out. Raises DecodeError.
 */
export function readCredentialCache(bytes: Uint8Array): CredentialCache {
  if (bytes.length > limits.size)
    throw new DecodeError('credential cache', `${bytes.length} bytes, more than ${limits.size} allowed`)
  const reader = new ByteReader('credential cache', bytes)
  const version = reader.u16be()
  if (version !== version4) throw reader.fail(`not a cache of version 4 (begins with ${version.toString(16).padStart(4, '0')})`)
  const clockOffset = readHeader(reader.sub('credential cache header', reader.u16be()))
  const client = readPrincipal(reader)
  const credentials: TicketCredential[] = []
  while (reader.remaining > 0) credentials.push(...readCredential(reader))
  return { client, credentials, clockOffset }
}

export function writeCredentialCache({ client, credentials, clockOffset }: CredentialCache): Uint8Array {
  const seconds = Math.floor(clockOffset / 1000)
  const microseconds = Math.round((clockOffset - seconds * 1000) * 1000)
  const writer = new ByteWriter(2048).u16be(version4)
  writer
    .u16be(12)
    .u16be(clockOffsetTag)
    .u16be(8)
    .u32be(seconds >>> 0)
    .u32be(microseconds)
  writePrincipal(writer, client)
  for (const credential of credentials) writeCredential(writer, credential)
  return writer.toBytes()
}

function readHeader(reader: ByteReader): number {
  let clockOffset = 0
  while (reader.remaining > 0) {
    const tag = reader.u16be()
    const field = reader.sub('credential cache header', reader.u16be())
    if (tag === clockOffsetTag) clockOffset = (field.u32be() | 0) * 1000 + Math.floor((field.u32be() | 0) / 1000)
  }
  return clockOffset
}

function readCredential(reader: ByteReader): readonly TicketCredential[] {
  const client = readPrincipal(reader)
  const server = readPrincipal(reader)
  const etype = reader.u16be()
  const key = KerberosKey.from(etype, readOctets(reader))
  const [authTime = 0, startTime = 0, endTime = 0, renewTill = 0] = Array.from({ length: 4 }, () => reader.u32be() * 1000)
  reader.skip(1)
  const flags = reader.u32be()
  skipList(reader)
  skipList(reader)
  const ticket = readOctets(reader)
  readOctets(reader)
  if (key === undefined || server.realm === settingsRealm) return []
  const times = {
    authTime,
    startTime: startTime === 0 ? authTime : startTime,
    endTime,
    renewTill: renewTill === 0 ? undefined : renewTill,
  }
  return [{ client, server, key, ticket: decodeTicket(ticket), flags, ...times }]
}

function writeCredential(writer: ByteWriter, credential: TicketCredential): void {
  const { client, server, key, ticket, authTime, startTime, endTime, renewTill = 0, flags } = credential
  writePrincipal(writer, client)
  writePrincipal(writer, server)
  writer.u16be(key.type.number)
  writeOctets(writer, key.reveal())
  for (const time of [authTime, startTime, endTime, renewTill]) writer.u32be(Math.floor(time / 1000))
  // Not under another ticket's key; no addresses, no authorization data.
  writer.u8(0).u32be(flags).u32be(0).u32be(0)
  writeOctets(writer, writeTicket(ticket))
  writeOctets(writer, new Uint8Array())
}

/** Addresses or authorization data: a type and octets each. */
function skipList(reader: ByteReader): void {
  const count = reader.u32be()
  if (count > limits.list) throw reader.fail(`a list of ${count} elements`)
  for (let index = 0; index < count; index++) {
    reader.u16be()
    readOctets(reader)
  }
}

function readPrincipal(reader: ByteReader): Principal {
  const type = reader.u32be()
  const count = reader.u32be()
  if (count > limits.components) throw reader.fail(`a name of ${count} components`)
  const realm = readText(reader)
  return { name: { type, components: Array.from({ length: count }, () => readText(reader)) }, realm }
}

function writePrincipal(writer: ByteWriter, { name, realm }: Principal): void {
  writer.u32be(name.type).u32be(name.components.length)
  const text = new TextEncoder()
  for (const part of [realm, ...name.components]) writeOctets(writer, text.encode(part))
}

function readText(reader: ByteReader): string {
  return new TextDecoder().decode(readOctets(reader))
}

function readOctets(reader: ByteReader): Uint8Array {
  return reader.bytes(reader.u32be())
}

function writeOctets(writer: ByteWriter, bytes: Uint8Array): void {
  writer.u32be(bytes.length).bytes(bytes)
}
