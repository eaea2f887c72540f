import { attributeOf, childOf, isElement, trimmedText, uriText, type XmlElement } from '../../xml/element.js'
import { faultElement, type SoapEnvelope } from '../soap/envelope.js'
import { collapse, readFaultContent } from '../soap/fault.js'
import { ns } from '../soap/namespaces.js'
import { SoapFault, type SoapFaultFields, type WmiErrorDetail } from './soap-fault.js'

/** Reads the fault a message is ([MS-WSMV] 2.2.4.43, 4.10); undefined when it is none. */
export function readFault(envelope: SoapEnvelope): SoapFault | undefined {
  const element = faultElement(envelope)
  return element === undefined ? undefined : new SoapFault(readFields(element))
}

function readFields(element: XmlElement): SoapFaultFields {
  const { code, subcodes, reason, detail } = readFaultContent(element)
  const innermost = subcodes.at(-1)
  const faultDetail = detail.find((child) => isElement(child, ns.wsman, 'FaultDetail'))
  const wsmanFault = detail.find((child) => isElement(child, ns.wsmanfault, 'WSManFault'))
  const provider = wsmanFault === undefined ? undefined : innerFault(wsmanFault)
  const wmiError = detail.find(isCimError)
  const told = collapse([reason, provider?.message ?? ''].join(' '))
  return {
    code,
    subcode:
      innermost === undefined
        ? undefined
        : innermost.uri === undefined
          ? innermost.local
          : `{${innermost.uri}}${innermost.local}`,
    reason,
    detail: faultDetail === undefined ? undefined : uriText(faultDetail),
    wsmanCode: provider?.code ?? (wsmanFault === undefined ? undefined : codeOf(wsmanFault)),
    machine: wsmanFault === undefined ? undefined : attributeOf(wsmanFault, '', 'Machine') || undefined,
    providerMessage: provider?.message,
    wmiError: wmiError === undefined ? undefined : readWmiError(wmiError),
    maxEnvelopeSize: envelopeSize(detail, told),
    redirectTo: redirectAddress(detail, reason),
  }
}

/** The fault of the provider, inside the service's own. */
function innerFault(fault: XmlElement): { code: number | undefined; message: string | undefined } {
  let current = fault
  for (;;) {
    const message = childOf(current, ns.wsmanfault, 'Message')
    const provider = message === undefined ? undefined : childOf(message, ns.wsmanfault, 'ProviderFault')
    const inner = provider === undefined ? undefined : childOf(provider, ns.wsmanfault, 'WSManFault')
    if (inner === undefined) {
      const text = collapse(provider === undefined || trimmedText(provider) === '' ? (message?.text ?? '') : provider.text)
      return { code: codeOf(current), message: text === '' ? undefined : text }
    }
    current = inner
  }
}

function codeOf(fault: XmlElement): number | undefined {
  const text = attributeOf(fault, '', 'Code')?.trim() ?? ''
  return /^\d{1,10}$/.test(text) ? Number(text) : /^-\d{1,10}$/.test(text) ? Number(text) >>> 0 : undefined
}

/** `MSFT_WmiError` of Windows, `OMI_Error` and any other descendant of CIM_Error. */
function isCimError(element: XmlElement): boolean {
  return element.local === 'MSFT_WmiError' || attributeOf(element, ns.wsmb, 'IsCIM_Error') === 'true'
}

function readWmiError(element: XmlElement): WmiErrorDetail {
  return {
    cimStatusCode: number(element, 'CIMStatusCode'),
    errorCode: number(element, 'error_Code') ?? number(element, 'OMI_Code'),
    messageId: text(element, 'MessageID'),
    message: text(element, 'Message') ?? text(element, 'error_WindowsErrorMessage') ?? text(element, 'OMI_ErrorMessage'),
  }
}

function text(element: XmlElement, local: string): string | undefined {
  const child = element.children.find((candidate) => candidate.local === local)
  const value = child === undefined ? '' : collapse(child.text)
  return value === '' ? undefined : value
}

function number(element: XmlElement, local: string): number | undefined {
  const value = text(element, local)
  return value !== undefined && /^-?\d{1,10}$/.test(value) ? Number(value) >>> 0 : undefined
}

/** As an element of the detail, or as a number in the sentence (`… envelope size (512000 octets)`). */
function envelopeSize(detail: readonly XmlElement[], told: string): number | undefined {
  const element = detail.find((child) => isElement(child, ns.wsman, 'MaxEnvelopeSize'))
  const limit = element === undefined ? '' : trimmedText(element)
  if (/^\d{4,9}$/.test(limit)) return Number(limit)
  if (!/envelope/i.test(told)) return undefined
  const numbers = (told.match(/\b\d{5,9}\b/g) ?? []).map(Number).filter((size) => size > 8192)
  return numbers.length === 0 ? undefined : Math.max(...numbers)
}

function redirectAddress(detail: readonly XmlElement[], reason: string): string | undefined {
  const element = detail.find((child) => child.local === 'RedirectLocation' || isElement(child, ns.wsa, 'To'))
  if (element !== undefined) return uriText(element)
  return /\bredirect/i.test(reason) ? /https?:\/\/[^\s"'<>]+/.exec(reason)?.[0].replace(/[.,;]+$/, '') : undefined
}
