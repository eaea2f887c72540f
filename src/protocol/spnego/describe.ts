import { contextTag } from '../asn1/tag.js'
import { describeDer, type FieldsShape, type Shape, type ValueShape } from '../gss/describe-der.js'
import { mechanismText } from '../gss/describe-initial-token.js'
import { type DescribedField, masked } from '../gss/described-field.js'
import { negStates } from './neg-token.js'

/**
 * NegTokenInit (without the framing of [RFC 2743]) or NegTokenResp by the names of [RFC 4178] 4.2, with the token inside described
 * by `describeInner`. Takes any bytes.
 */
export function describeNegToken(bytes: Uint8Array, describeInner: (token: Uint8Array) => DescribedField): DescribedField {
  const token: Shape = { kind: 'bytes', show: describeInner }
  const init = bytes[0] !== contextTag(1)
  return init
    ? named(describeDer('NegTokenInit', bytes, { kind: 'inside', tag: contextTag(0), shape: initShape(token) }))
    : describeDer('NegTokenResp', bytes, { kind: 'inside', tag: contextTag(1), shape: respShape(token) })
}

const thirdField = 'mechListMIC or negHints'

/** The third field tells NegTokenInit2 of [MS-SPNG] 2.2.1 from the NegTokenInit of [RFC 4178]. */
function named(token: DescribedField): DescribedField {
  const fields = typeof token.value === 'string' ? [] : token.value
  const hinted = fields.some(({ name, value }) => name === thirdField && typeof value !== 'string')
  const third = hinted ? 'negHints' : 'mechListMIC'
  return {
    ...token,
    name: hinted ? 'NegTokenInit2' : token.name,
    value: fields.map((field) => (field.name === thirdField ? { ...field, name: third } : field)),
  }
}

const oid: ValueShape = { kind: 'value', show: (element) => mechanismText(element.oid()) }

/** A signature over the list, by which a password could be tried where no key is exchanged. */
const mic: Shape = { kind: 'bytes', show: masked }

function initShape(token: Shape): FieldsShape {
  return {
    kind: 'fields',
    fields: {
      0: ['mechTypes', { kind: 'list', name: 'MechType', of: oid }],
      1: ['reqFlags', { kind: 'value', show: (element) => `${element.bitString().bytes.length} bytes` }],
      2: ['mechToken', token],
      3: [thirdField, { kind: 'value', show: (element) => hintsOrMic(element.raw()) }],
      4: ['mechListMIC', mic],
    },
  }
}

function hintsOrMic(bytes: Uint8Array): string | readonly DescribedField[] {
  if (bytes[0] !== 0x30) return masked(bytes.subarray(2))
  const { value } = describeDer('negHints', bytes, hints)
  return value
}

const hints: FieldsShape = {
  kind: 'fields',
  fields: {
    0: ['hintName', { kind: 'value', show: (element) => new TextDecoder('latin1').decode(element.content(0x1b)) }],
    1: ['hintAddress', { kind: 'value', show: (element) => `${element.octetString().length} bytes` }],
  },
}

function respShape(token: Shape): FieldsShape {
  return {
    kind: 'fields',
    fields: {
      0: ['negState', { kind: 'value', show: (element) => stateText(element.enumerated()) }],
      1: ['supportedMech', oid],
      2: ['responseToken', token],
      3: ['mechListMIC', mic],
    },
  }
}

function stateText(number: number): string {
  return `${number} (${negStates[number] ?? 'unknown'})`
}
