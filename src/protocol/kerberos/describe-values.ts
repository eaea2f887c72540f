import { DecodeError } from '../../base/errors.js'
import type { BytesShape, FieldsShape, ValueShape } from '../gss/describe-der.js'
import { masked } from '../gss/described-field.js'
import { encryptionTypeName } from './crypto/encryption-types.js'
import { readFlags } from './messages/primitives.js'
import { formatName, readPrincipalName } from './messages/principal-name.js'

/** How values that occur in many messages are shown, by the names of [RFC 4120]. */

export function value(show: ValueShape['show']): ValueShape {
  return { kind: 'value', show }
}

export const int32 = value((element) => String(element.int32()))
export const text = value((element) => element.generalString())
export const time = value((element) => new Date(element.generalizedTime()).toISOString())
const encryptionType = value((element) => encryptionTypeText(element.int32()))
export const encryptionTypes = value((element) =>
  element
    .sequenceOf((each) => each.int32())
    .map(encryptionTypeText)
    .join(', '),
)
export const principal = value((element) => {
  const name = readPrincipalName(element)
  return `${formatName(name)} (${nameTypes[name.type] ?? `name-type ${name.type}`})`
})
/** What can be used, or by which a password could be tried. */
const secret: BytesShape = { kind: 'bytes', show: masked }

export function number(names: Readonly<Record<number, string>>): ValueShape {
  return value((element) => {
    const found = element.int32()
    return names[found] === undefined ? String(found) : `${found} (${names[found]})`
  })
}

/** KerberosFlags, bit 0 being the highest, by the names of the bits. */
export function flags(names: Readonly<Record<number, string>>): ValueShape {
  return value((element) => flagsText(readFlags(element), names))
}

function flagsText(bits: number, names: Readonly<Record<number, string>>): string {
  const set = Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => (bits & (0x8000_0000 >>> bit)) !== 0)
  return [`0x${bits.toString(16).padStart(8, '0')}`, ...set.map((bit) => `${names[bit] ?? 'bit'}(${bit})`)].join(' ')
}

/** SEQUENCE { etype, kvno, cipher }, of which the cipher is secret. */
export const encryptedData: FieldsShape = {
  kind: 'fields',
  fields: { 0: ['etype', encryptionType], 1: ['kvno', int32], 2: ['cipher', secret] },
}

export function encryptionTypeText(type: number): string {
  const name = otherTypes[type] ?? encryptionTypeName(type)
  return name === `etype ${type}` ? String(type) : `${type} (${name})`
}

/** Those that are offered and not implemented ([RFC 3961] 8, [RFC 4757], [MS-KILE] 2.2.7). */
const otherTypes: Readonly<Record<number, string>> = {
  [-135]: 'rc4-hmac-old-exp',
  [-133]: 'rc4-hmac-old',
  [-128]: 'rc4-md4',
  1: 'des-cbc-crc',
  3: 'des-cbc-md5',
  16: 'des3-cbc-sha1-kd',
  24: 'rc4-hmac-exp',
}

/** [RFC 4120] 6.2, [RFC 6806] 5. */
const nameTypes: Readonly<Record<number, string>> = {
  0: 'NT-UNKNOWN',
  1: 'NT-PRINCIPAL',
  2: 'NT-SRV-INST',
  3: 'NT-SRV-HST',
  4: 'NT-SRV-XHST',
  5: 'NT-UID',
  6: 'NT-X500-PRINCIPAL',
  7: 'NT-SMTP-NAME',
  10: 'NT-ENTERPRISE',
}

/** What the first of the readers that fits makes of bytes; undefined when none does. */
export function firstFitting<T>(readers: readonly (() => T)[]): T | undefined {
  for (const read of readers) {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
    }
  }
  return undefined
}
