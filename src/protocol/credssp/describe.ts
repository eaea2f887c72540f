import { DecodeError } from '../../base/errors.js'
import { formatHex } from '../../base/hex.js'
import { decodeUtf16le } from '../../base/utf16.js'
import type { DerReader } from '../asn1/der-reader.js'
import { type LooseElement, looseElement } from '../asn1/loose-element.js'
import { contextTag, tag } from '../asn1/tag.js'
import { describeDer, type FieldsShape, type Shape, type ValueShape } from '../gss/describe-der.js'
import { type DescribedField, masked, maskedText } from '../gss/described-field.js'
import { describeNtStatus } from './nt-status.js'

/**
 * TSRequest, or the TSCredentials inside its authInfo once that is decrypted, by the names of [MS-CSSP] 2.2.1. The tokens inside are
 * described by `describeInner`. Takes any bytes; passwords and PINs are not even shown by their length.
 */
export function describeCredssp(bytes: Uint8Array, describeInner: (token: Uint8Array) => DescribedField): DescribedField {
  return isCredentials(bytes)
    ? describeDer('TSCredentials', bytes, credentialsShape(bytes))
    : describeDer('TSRequest', bytes, requestShape(describeInner))
}

const number: ValueShape = { kind: 'value', show: (element) => String(element.int32()) }

const secret: Shape = { kind: 'bytes', show: masked }

function requestShape(describeInner: (token: Uint8Array) => DescribedField): FieldsShape {
  const token: Shape = { kind: 'bytes', show: describeInner }
  const negoData: Shape = { kind: 'fields', fields: { 0: ['negoToken', token] } }
  return {
    kind: 'fields',
    fields: {
      0: ['version', number],
      1: ['negoTokens', { kind: 'list', name: 'NegoData', of: negoData }],
      2: ['authInfo', secret],
      3: ['pubKeyAuth', secret],
      4: ['errorCode', { kind: 'value', show: (element) => describeNtStatus(element.int32() >>> 0) }],
      5: ['clientNonce', { kind: 'bytes', show: formatHex }],
    },
  }
}

const text: Shape = { kind: 'value', show: (element) => decodeUtf16le(element.octetString(), 'TSCredentials') }
const hidden: Shape = { kind: 'bytes', show: () => maskedText }

const passwordCreds: FieldsShape = {
  kind: 'fields',
  fields: { 0: ['domainName', text], 1: ['userName', text], 2: ['password', hidden] },
}

const cspData: FieldsShape = {
  kind: 'fields',
  fields: {
    0: ['keySpec', number],
    1: ['cardName', text],
    2: ['readerName', text],
    3: ['containerName', text],
    4: ['cspName', text],
  },
}

const smartCardCreds: FieldsShape = {
  kind: 'fields',
  fields: { 0: ['pin', hidden], 1: ['cspData', cspData], 2: ['userHint', text], 3: ['domainHint', text] },
}

const credTypes = { password: 1, smartCard: 2, remoteGuard: 6 } as const
const credTypeNames: Readonly<Record<number, string>> = { 1: 'TSPasswordCreds', 2: 'TSSmartCardCreds', 6: 'TSRemoteGuardCreds' }

const credentials: FieldsShape = {
  kind: 'fields',
  fields: { 0: ['credType', { kind: 'value', show: credTypeText }], 1: ['credentials', hidden] },
}

function credTypeText(element: DerReader): string {
  const type = element.int32()
  return `${type} (${credTypeNames[type] ?? 'unknown'})`
}

/** What is a name in one kind is the PIN in another: nothing is shown unless type and content agree on the kind. */
function credentialsShape(bytes: Uint8Array): FieldsShape {
  const [type, content] = fieldsOf(bytes)
  const number = type?.content[0] === tag.integer ? type.content[2] : undefined
  const inside = content === undefined ? undefined : fieldsOf(looseElement('TSCredentials', content.content).content)
  const second = inside?.[1]?.content[0]
  const shapes: Readonly<Record<number, FieldsShape>> = {
    [credTypes.password]: passwordCreds,
    [credTypes.smartCard]: smartCardCreds,
  }
  const fits = second === (number === credTypes.password ? tag.octetString : tag.sequence)
  const shape = number === undefined || !fits ? undefined : shapes[number]
  if (shape === undefined) return credentials
  const described: Shape = { kind: 'bytes', show: (each) => describeDer(credTypeNames[number ?? 0] ?? '', each, shape) }
  return { kind: 'fields', fields: { ...credentials.fields, 1: ['credentials', described] } }
}

/** The second field of a TSRequest is a list, that of TSCredentials an OCTET STRING. */
function isCredentials(bytes: Uint8Array): boolean {
  const second = fieldsOf(bytes)[1]
  return second?.tag === contextTag(1) && second.content[0] === tag.octetString
}

/** The first two fields of a SEQUENCE, as far as they are there. */
function fieldsOf(bytes: Uint8Array): readonly LooseElement[] {
  try {
    const { content } = looseElement('TSRequest', bytes)
    const first = looseElement('TSRequest', content)
    return [first, looseElement('TSRequest', content.subarray(first.end))]
  } catch (error) {
    if (error instanceof DecodeError) return []
    throw error
  }
}
