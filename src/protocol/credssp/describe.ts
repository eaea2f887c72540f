import { DecodeError } from '../../base/errors.js'
import { formatHex } from '../../base/hex.js'
import { type LooseElement, looseElement } from '../asn1/loose-element.js'
import { contextTag, tag } from '../asn1/tag.js'
import { describeDer, type FieldsShape, type Shape, type ValueShape } from '../gss/describe-der.js'
import { type DescribedField, damageOf, isDamaged, masked, maskedText } from '../gss/described-field.js'
import { describeNtStatus } from './nt-status.js'
import { readTsCredentials, type TsCredentials } from './ts-credentials.js'

/**
 * TSRequest, or the TSCredentials inside its authInfo once that is decrypted, by the names of [MS-CSSP] 2.2.1. The tokens inside are
 * described by `describeInner`. Takes any bytes; passwords and PINs are not even shown by their length.
 */
export function describeCredssp(bytes: Uint8Array, describeInner: (token: Uint8Array) => DescribedField): DescribedField {
  return isCredentials(bytes) ? describeCredentials(bytes) : describeDer('TSRequest', bytes, requestShape(describeInner))
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

/** Whatever cannot be read strictly is hidden whole: in damaged credentials a PIN may stand where a name does. */
function describeCredentials(bytes: Uint8Array): DescribedField {
  const loose = describeDer('TSCredentials', bytes, hiddenCredentials)
  try {
    const [credType] = typeof loose.value === 'string' ? [] : loose.value
    return { name: loose.name, value: [...(credType === undefined ? [] : [credType]), describeKind(readTsCredentials(bytes))] }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return isDamaged(loose) || isOfOtherKind(loose) ? loose : { ...loose, damage: damageOf(error, 0) }
  }
}

function describeKind(credentials: TsCredentials): DescribedField {
  if (credentials.kind === 'password') {
    const { domainName, userName } = credentials
    return {
      name: credTypeNames[1],
      value: [...text('domainName', domainName), ...text('userName', userName), ...hidden('password')],
    }
  }
  const { cspData, userHint, domainHint } = credentials
  const { keySpec, cardName, readerName, containerName, cspName } = cspData
  const data = [
    ...text('keySpec', String(keySpec)),
    ...text('cardName', cardName),
    ...text('readerName', readerName),
    ...text('containerName', containerName),
    ...text('cspName', cspName),
  ]
  const fields = [
    ...hidden('pin'),
    { name: 'cspData', value: data },
    ...text('userHint', userHint),
    ...text('domainHint', domainHint),
  ]
  return { name: credTypeNames[2], value: fields }
}

function text(name: string, value: string | undefined): readonly DescribedField[] {
  return value === undefined ? [] : [{ name, value }]
}

function hidden(name: string): readonly DescribedField[] {
  return [{ name, value: maskedText }]
}

const credTypeNames = { 1: 'TSPasswordCreds', 2: 'TSSmartCardCreds', 6: 'TSRemoteGuardCreds' } as const

/** Credentials that are known by their name alone. */
function isOfOtherKind({ value }: DescribedField): boolean {
  return typeof value !== 'string' && value[0]?.value === credTypeText(6)
}

const hiddenCredentials: FieldsShape = {
  kind: 'fields',
  fields: {
    0: ['credType', { kind: 'value', show: (element) => credTypeText(element.int32()) }],
    1: ['credentials', { kind: 'bytes', show: () => maskedText }],
  },
}

function credTypeText(type: number): string {
  const name = Object.entries(credTypeNames).find(([number]) => Number(number) === type)?.[1]
  return `${type} (${name ?? 'unknown'})`
}

/** Whether a SEQUENCE begins as one of CredSSP does: a number, then tokens in a list or bytes. */
export function isCredssp(bytes: Uint8Array): boolean {
  const [first, second] = fieldsOf(bytes)
  if (first?.tag !== contextTag(0) || first.content[0] !== tag.integer) return false
  // One that is cut off here may be anything; one that ends here is TSRequest too.
  const next = second?.content[0]
  return next === undefined || next === tag.sequence || next === tag.octetString || second?.tag === contextTag(4)
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
    const rest = content.subarray(first.end)
    return rest.length < 2 ? [first] : [first, looseElement('TSRequest', rest)]
  } catch (error) {
    if (error instanceof DecodeError) return []
    throw error
  }
}
