import { DecodeError } from '../../base/errors.js'
import { attributeOf, childOf, isElement, trimXml, type XmlElement } from '../../xml/element.js'
import { xmlNamespace } from '../../xml/scope.js'
import { ns } from './namespaces.js'

/** A SOAP 1.2 message ([SOAP12] 5). */
export interface SoapEnvelope {
  readonly header: readonly XmlElement[]
  readonly body: readonly XmlElement[]
  /** `xml:lang` of the envelope. */
  readonly language: string | undefined
}

/** The document is an envelope of another SOAP version ([SOAP12] 5.4.7). */
export class SoapVersionError extends DecodeError {
  readonly version: string

  constructor(version: string) {
    super('SOAP envelope', `the namespace '${version.slice(0, 120)}' is not that of SOAP 1.2`)
    this.version = version
  }
}

export function readEnvelope(root: XmlElement): SoapEnvelope {
  if (root.local !== 'Envelope') throw new DecodeError('SOAP envelope', `the document is a '${root.local.slice(0, 80)}'`)
  if (root.uri !== ns.soap) throw new SoapVersionError(root.uri)
  const [first, second] = root.children
  const header = first !== undefined && isElement(first, ns.soap, 'Header') ? first : undefined
  const body = header === undefined ? first : second
  if (body === undefined || !isElement(body, ns.soap, 'Body')) throw new DecodeError('SOAP envelope', 'there is no Body')
  if (root.children.length > (header === undefined ? 1 : 2)) {
    throw new DecodeError('SOAP envelope', 'there is more than a Header and a Body')
  }
  return { header: header?.children ?? [], body: body.children, language: attributeOf(root, xmlNamespace, 'lang') }
}

/** Whether the sender insists that this header be understood; undefined when it does not say. */
export function mustUnderstand(header: XmlElement): boolean | undefined {
  const value = attributeOf(header, ns.soap, 'mustUnderstand')
  if (value === undefined) return undefined
  const trimmed = trimXml(value)
  if (trimmed === 'true' || trimmed === '1') return true
  if (trimmed === 'false' || trimmed === '0') return false
  throw new DecodeError('SOAP header', `mustUnderstand is '${trimmed.slice(0, 40)}'`)
}

/** The headers that must be understood, beside those `understood` tells (`{uri}local`). */
export function notUnderstood(envelope: SoapEnvelope, understood: ReadonlySet<string>): XmlElement[] {
  return envelope.header.filter(
    (header) => mustUnderstand(header) === true && isForUs(header) && !understood.has(`{${header.uri}}${header.local}`),
  )
}

export function headerOf(envelope: SoapEnvelope, uri: string, local: string): XmlElement | undefined {
  for (const header of envelope.header) if (isElement(header, uri, local)) return header
  return undefined
}

/** The fault in the body, when the message is one. */
export function faultElement(envelope: SoapEnvelope): XmlElement | undefined {
  const [first] = envelope.body
  return first !== undefined && isElement(first, ns.soap, 'Fault') && childOf(first, ns.soap, 'Code') !== undefined
    ? first
    : undefined
}

/** A header for another node ([SOAP12] 2.2) is none of our business. */
function isForUs(header: XmlElement): boolean {
  const role = attributeOf(header, ns.soap, 'role')
  return role === undefined || role === '' || role.endsWith('/role/next') || role.endsWith('/role/ultimateReceiver')
}
