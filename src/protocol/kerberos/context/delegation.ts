import type { RandomSource } from '../../../base/ports.js'
import { KerberosKey } from '../crypto/kerberos-key.js'
import { keyUsage } from '../crypto/key-usage.js'
import { decryptData, encryptData } from '../messages/encrypted-data.js'
import { decodeEncKrbCredPart, decodeKrbCred, encodeEncKrbCredPart, encodeKrbCred } from '../messages/krb-cred.js'
import type { TicketCredential } from '../ticket-credential.js'

/** Encryption type of a KRB-CRED that is not encrypted, because what carries it is ([RFC 4120] 5.8.1). */
const notEncrypted = 0

export interface DelegationOptions {
  /** The session key of the ticket that carries it ([RFC 4121] 4.1.1.1; Windows and MIT leave the subkey aside). */
  readonly key: KerberosKey
  readonly random: RandomSource
  readonly now: number
}

/** A forwarded ticket-granting ticket as KRB-CRED, for the checksum of an authenticator. */
export function encodeDelegation(forwarded: TicketCredential, { key, random, now }: DelegationOptions): Uint8Array {
  const { client, server } = forwarded
  const info = {
    key: { type: forwarded.key.type.number, bytes: forwarded.key.reveal() },
    realm: client.realm,
    name: client.name,
    flags: forwarded.flags,
    authTime: forwarded.authTime,
    startTime: forwarded.startTime,
    endTime: forwarded.endTime,
    renewTill: forwarded.renewTill,
    srealm: server.realm,
    sname: server.name,
  }
  const part = encodeEncKrbCredPart({ infos: [info], timestamp: now, usec: (now % 1000) * 1000 })
  const confounder = random.bytes(key.type.confounderLength)
  return encodeKrbCred({ tickets: [forwarded.ticket], encPart: encryptData(part, { key, usage: keyUsage.credPart, confounder }) })
}

/** The ticket of a KRB-CRED, decrypted with the first key that fits; undefined when none does. Raises DecodeError. */
export function decodeDelegation(bytes: Uint8Array, keys: readonly KerberosKey[]): TicketCredential | undefined {
  const { tickets, encPart } = decodeKrbCred(bytes)
  const part =
    encPart.etype === notEncrypted
      ? encPart.cipher
      : keys.map((key) => decryptData(encPart, key, keyUsage.credPart)).find((plain) => plain !== undefined)
  if (part === undefined) return undefined
  const [info] = decodeEncKrbCredPart(part).infos
  const [ticket] = tickets
  if (info === undefined || ticket === undefined || info.name === undefined || info.realm === undefined) return undefined
  const key = KerberosKey.from(info.key.type, info.key.bytes)
  if (key === undefined) return undefined
  const authTime = info.authTime ?? info.startTime ?? 0
  return {
    client: { name: info.name, realm: info.realm },
    server: { name: info.sname ?? ticket.sname, realm: info.srealm ?? ticket.realm },
    key,
    ticket,
    flags: info.flags ?? 0,
    authTime,
    startTime: info.startTime ?? authTime,
    endTime: info.endTime ?? 0,
    renewTill: info.renewTill,
  }
}
