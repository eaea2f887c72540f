import { DecodeError } from '../../base/errors.js'
import { headerOf, mustUnderstand, notUnderstood, type SoapEnvelope } from '../../protocol/soap/envelope.js'
import { anonymousAddress, ns } from '../../protocol/soap/namespaces.js'
import { namespaceOf } from '../../protocol/wsman/epr.js'
import { type ReceivedHeaders, understoodHeaders } from '../../protocol/wsman/headers.js'
import { readHeaders } from '../../protocol/wsman/headers-reader.js'
import type { WsmanOption } from '../../protocol/wsman/message.js'
import type { RequestEnvelope } from '../../protocol/wsman/request-reader.js'
import { parseResourceUri } from '../../protocol/wsman/resource-uri.js'
import { namedFault, type SoapFault } from '../../protocol/wsman/soap-fault.js'

/** The least a client may limit answers to ([DSP0226] 6.2). */
const minimumEnvelopeSize = 8_192

/**
 * Refuses a request whose headers break a rule that the service answers with a certain fault ([MS-WSMV] 3.1.4.1.1 to
 * 3.1.4.1.18), by throwing that SoapFault. Identify has no headers to check.
 */
export function checkRequest({ envelope }: RequestEnvelope): void {
  const [body] = envelope.body
  if (body?.uri === ns.wsmid && body.local === 'Identify') return
  checkUnderstanding(envelope)
  const headers = readCheckedHeaders(envelope)
  checkAddressing(headers)
  checkNamespace(headers)
  if (headers.maxEnvelopeSize !== undefined && headers.maxEnvelopeSize < minimumEnvelopeSize) {
    throw namedFault('minimumEnvelopeSize')
  }
  if (headers.operationTimeout === 0) throw namedFault('invalidTimeout')
  const refused = headers.options.find((option) => option.mustComply === true && !isKnown(option))
  if (refused !== undefined)
    throw namedFault('optionNotSupported', { providerMessage: `The option ${refused.name} is not supported.` })
}

function checkUnderstanding(envelope: SoapEnvelope): void {
  const [unknown] = notUnderstood(envelope, understoodHeaders)
  if (unknown !== undefined)
    throw namedFault('mustUnderstand', { text: `The header ${unknown.local.slice(0, 80)} is not understood.` })
  if (insists(envelope, ns.wsman, 'Locale') === true) throw namedFault('localeNotSupported')
  if (insists(envelope, ns.wsmv, 'DataLocale') === true) throw namedFault('dataLocaleNotSupported')
  if (insists(envelope, ns.wsman, 'FragmentTransfer') === false) throw namedFault('invalidHeader')
}

function insists(envelope: SoapEnvelope, uri: string, local: string): boolean | undefined {
  const header = headerOf(envelope, uri, local)
  return header === undefined ? undefined : mustUnderstand(header)
}

/** Headers that cannot be read have faults of their own. */
function readCheckedHeaders(envelope: SoapEnvelope): ReceivedHeaders {
  try {
    return readHeaders(envelope)
  } catch (error) {
    if (error instanceof DecodeError) throw unreadable(error)
    throw error
  }
}

function unreadable(error: DecodeError): SoapFault {
  const options = { providerMessage: error.message, cause: error }
  if (error.structure === 'selector') {
    return namedFault(error.message.includes('given twice') ? 'duplicateSelectors' : 'invalidSelectors', options)
  }
  if (error.structure === 'option') return namedFault('optionInvalidName', options)
  const isTime = error.structure === 'xs:duration' || error.structure === 'datetime'
  return namedFault(isTime ? 'invalidTimeout' : 'invalidHeader', options)
}

/** [MS-WSMV] 3.1.4.1.1 and 3.1.4.1.3 to 3.1.4.1.5. */
function checkAddressing(headers: ReceivedHeaders): void {
  if (isMissing(headers.action)) throw required('Action')
  if (isMissing(headers.to)) throw required('To')
  if (headers.replyTo === undefined) throw required('ReplyTo')
  if (!isAnonymous(headers.replyTo)) throw namedFault('addressingMode')
  if (headers.faultTo !== undefined && !isAnonymous(headers.faultTo)) throw namedFault('addressingMode')
  if (isMissing(headers.messageId))
    throw namedFault('invalidHeader', { providerMessage: 'The MessageID header is missing or empty.' })
  if (isMissing(headers.resourceUri)) throw namedFault('invalidResourceUri')
}

/** A URI that names a namespace may be given the selector only if both name the same ([MS-WSMV] note 46). */
function checkNamespace(headers: ReceivedHeaders): void {
  const selected = namespaceOf(headers.selectors)
  const resource = parseResourceUri(headers.resourceUri ?? '', selected)
  if (selected === undefined || resource === undefined) return
  const normal = selected.replaceAll('\\', '/').replace(/^\/+|\/+$/g, '')
  if (resource.namespace.toLowerCase() !== normal.toLowerCase()) throw namedFault('internalError')
}

function isMissing(text: string | undefined): boolean {
  return text === undefined || text === ''
}

function isAnonymous(address: string): boolean {
  return address.replace(/\/$/, '') === anonymousAddress
}

function required(header: string): SoapFault {
  return namedFault('headerRequired', { providerMessage: `The ${header} header is missing.` })
}

/** Options of WMI's context ([MS-WSMV] 2.2.10), of class metadata ([DSP0227] 15.8) and of CIM clients. */
function isKnown(option: WsmanOption): boolean {
  return /^(?:wmi|wmiarray|msftwinrm):|^__MI_/i.test(option.name) || knownOptions.has(option.name.toLowerCase())
}

const knownOptions = new Set([
  'includeinheritancehierarchy',
  'includeinheritedelements',
  'includequalifiers',
  'includeclassorigin',
  'includesubclasses',
  'includepath',
  'excludeclassspecification',
  'showextensions',
  'writeerrormode',
])
