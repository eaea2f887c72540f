import { DecodeError } from '../../base/errors.js'
import { attributeOf, childOf, childrenOf, trimmedText, uriText, type XmlElement } from '../../xml/element.js'
import { xmlNamespace } from '../../xml/scope.js'
import { ns } from './namespaces.js'

const faultCodes = ['VersionMismatch', 'MustUnderstand', 'DataEncodingUnknown', 'Sender', 'Receiver'] as const

export type FaultCode = (typeof faultCodes)[number]

/** A SOAP 1.2 fault ([SOAP12] 5.4). */
export interface FaultContent {
  readonly code: FaultCode
  /** The innermost meaning is the last. `uri` is undefined where the sender's prefix is not bound: [MS-WSMV] 4.10 prints such a one. */
  readonly subcodes: readonly QualifiedName[]
  readonly reason: string
  readonly language: string | undefined
  readonly detail: readonly XmlElement[]
}

interface QualifiedName {
  readonly uri: string | undefined
  readonly local: string
}

export function readFaultContent(fault: XmlElement): FaultContent {
  const code = childOf(fault, ns.soap, 'Code')
  const value = code === undefined ? undefined : childOf(code, ns.soap, 'Value')
  if (code === undefined || value === undefined) throw new DecodeError('SOAP fault', 'there is no Code')
  const name = qualifiedName(value).local
  const known = faultCodes.find((candidate) => candidate === name)
  if (known === undefined) throw new DecodeError('SOAP fault', `the code '${name.slice(0, 80)}' is not one of SOAP's`)
  const text = reasonText(fault)
  return {
    code: known,
    subcodes: readSubcodes(code),
    reason: text === undefined ? '' : collapse(text.text),
    language: text === undefined ? undefined : attributeOf(text, xmlNamespace, 'lang'),
    detail: childOf(fault, ns.soap, 'Detail')?.children ?? [],
  }
}

/** A QName in text: the prefix is resolved where the element stands. */
function qualifiedName(element: XmlElement): QualifiedName {
  const text = uriText(element)
  const colon = text.indexOf(':')
  const prefix = colon < 0 ? '' : text.slice(0, colon)
  return { uri: element.scope.lookup(prefix), local: text.slice(colon + 1) }
}

/** Runs of white space are one space: reasons are often wrapped. */
export function collapse(text: string): string {
  return text.replace(/[\t\n\r ]+/g, ' ').trim()
}

function reasonText(fault: XmlElement): XmlElement | undefined {
  const reason = childOf(fault, ns.soap, 'Reason')
  const texts = reason === undefined ? [] : childrenOf(reason, ns.soap, 'Text')
  const english = texts.find((text) => attributeOf(text, xmlNamespace, 'lang')?.toLowerCase().startsWith('en'))
  const text = english ?? texts[0]
  return text !== undefined && trimmedText(text) !== '' ? text : undefined
}

function readSubcodes(code: XmlElement): QualifiedName[] {
  const names: QualifiedName[] = []
  let subcode = childOf(code, ns.soap, 'Subcode')
  while (subcode !== undefined) {
    const value = childOf(subcode, ns.soap, 'Value')
    if (value !== undefined) names.push(qualifiedName(value))
    subcode = childOf(subcode, ns.soap, 'Subcode')
  }
  return names
}
