import { aes128Sha1, aes256Sha1 } from './aes-sha1.js'
import { aes128Sha256, aes256Sha384 } from './aes-sha2.js'
import type { EncryptionType } from './encryption-type.js'
import { rc4Hmac } from './rc4-hmac.js'

const all: readonly EncryptionType[] = [aes256Sha1, aes128Sha1, aes256Sha384, aes128Sha256, rc4Hmac]
const byNumber = new Map(all.map((type) => [type.number, type]))

/** What is offered without being asked for, best known to Windows first. RC4 is not among them. */
export const defaultEncryptionTypes: readonly number[] = [aes256Sha1, aes128Sha1, aes256Sha384, aes128Sha256].map(
  (type) => type.number,
)

/** The numbers RC4 has: the one of [RFC 4757]. */
export const rc4EncryptionType = rc4Hmac.number

/** undefined for a type that is not implemented. */
export function encryptionType(number: number): EncryptionType | undefined {
  return byNumber.get(number)
}

/** The name IANA registered, or the number for a type that is not implemented (`etype 3`). */
export function encryptionTypeName(number: number): string {
  return byNumber.get(number)?.name ?? `etype ${number}`
}

/** By the names krb5.conf knows: the registered ones and their short forms. undefined for what is not implemented. */
export function encryptionTypeNumbers(name: string): readonly number[] | undefined {
  const wanted = name.toLowerCase()
  const found = all.find((type) => type.name === wanted)
  return found === undefined ? shortNames.get(wanted) : [found.number]
}

const shortNames = new Map<string, readonly number[]>([
  ['aes256-cts', [18]],
  ['aes128-cts', [17]],
  ['aes256-sha1', [18]],
  ['aes128-sha1', [17]],
  ['aes256-sha2', [20]],
  ['aes128-sha2', [19]],
  ['aes', [18, 17, 20, 19]],
  ['rc4', [23]],
  ['arcfour-hmac', [23]],
  ['arcfour-hmac-md5', [23]],
])
