import type { DerReader } from '../../asn1/der-reader.js'
import * as der from '../../asn1/der-writer.js'
import type { KerberosKey } from '../crypto/kerberos-key.js'
import { decodeMessage } from './message.js'
import { readInt32, readOctets } from './primitives.js'

/** EncryptedData ([RFC 4120] 5.2.9). */
export interface EncryptedData {
  readonly etype: number
  /** Version of the long-term key it was made with. */
  readonly kvno?: number | undefined
  readonly cipher: Uint8Array
}

export function readEncryptedData(reader: DerReader): EncryptedData {
  const fields = reader.sequence()
  const etype = fields.explicit(0, readInt32)
  const kvno = fields.optional(1, readInt32)
  return { etype, kvno, cipher: fields.explicit(2, readOctets) }
}

export function writeEncryptedData({ etype, kvno, cipher }: EncryptedData): der.Der {
  return der.sequence(
    der.explicit(0, der.integer(etype)),
    der.optional(1, kvno, der.integer),
    der.explicit(2, der.octetString(cipher)),
  )
}

export function decodeEncryptedData(bytes: Uint8Array): EncryptedData {
  return decodeMessage(bytes, 'EncryptedData', readEncryptedData)
}

/** What a message needs to be encrypted. */
export interface Encryption {
  readonly key: KerberosKey
  readonly usage: number
  /** As long as the key's type wants it. */
  readonly confounder: Uint8Array
  readonly kvno?: number | undefined
}

export function encryptData(plaintext: Uint8Array, { key, usage, confounder, kvno }: Encryption): EncryptedData {
  return { etype: key.type.number, kvno, cipher: key.encrypt(usage, plaintext, confounder) }
}

/** undefined when it was not made with this key for this use. */
export function decryptData(data: EncryptedData, key: KerberosKey, usage: number): Uint8Array | undefined {
  return data.etype === key.type.number ? key.decrypt(usage, data.cipher) : undefined
}
