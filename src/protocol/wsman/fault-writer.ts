import { DecodeError, messageOf } from '../../base/errors.js'
import { CimError, type CimStatusName, cimStatus } from '../../cim/status.js'
import { XmlWriter } from '../../xml/writer.js'
import { SoapVersionError } from '../soap/envelope.js'
import { anonymousAddress, ns } from '../soap/namespaces.js'
import { type FaultName, faultActions, faultTable } from './fault.table.js'
import { namedFault, SoapFault, type WmiErrorDetail } from './soap-fault.js'

export interface FaultHeaders {
  /** `uuid:` and an upper-case GUID. */
  readonly messageId: string
  /** MessageID of the request, where it had one. */
  readonly relatesTo: string | undefined
  /** Name of the machine, for the WSManFault; Windows leaves it empty ([MS-WSMV] note 36). */
  readonly machine?: string
  /** `wmi-error` (2012 and later) tells what WMI said as an MSFT_WmiError; `provider-fault` as text of a provider. */
  readonly detail?: 'wmi-error' | 'provider-fault'
}

export interface WrittenFault {
  readonly document: string
  readonly httpStatus: number
}

/** Writes a fault ([MS-WSMV] 2.2.4.43, 4.10.2). */
export function writeFault(error: SoapFault, headers: FaultHeaders): WrittenFault {
  const definition = error.faultName === undefined ? undefined : faultTable.get(error.faultName)
  const { fault } = error
  const writer = new XmlWriter()
  writer.open('s:Envelope', {
    'xml:lang': 'en-US',
    'xmlns:s': ns.soap,
    'xmlns:a': ns.wsa,
    'xmlns:x': ns.wst,
    'xmlns:e': ns.wse,
    'xmlns:n': ns.wsen,
    'xmlns:w': ns.wsman,
    'xmlns:b': ns.wsmb,
    'xmlns:p': ns.wsmv,
  })
  writer
    .open('s:Header')
    .element('a:Action', faultActions[definition?.action ?? 'wsman'])
    .element('a:MessageID', headers.messageId)
    .element('a:To', anonymousAddress)
  if (headers.relatesTo !== undefined) writer.element('a:RelatesTo', headers.relatesTo)
  if (error.faultName === 'versionMismatch') {
    writer.open('s:Upgrade').element('s:SupportedEnvelope', undefined, { qname: 's:Envelope' }).close()
  }
  writer.close().open('s:Body').open('s:Fault').open('s:Code').element('s:Value', `s:${fault.code}`)
  const subcode = prefixed(fault.subcode)
  if (subcode !== undefined) writer.open('s:Subcode').element('s:Value', subcode).close()
  writer.close().open('s:Reason').element('s:Text', fault.reason, { 'xml:lang': 'en-US' }).close()
  writeDetail(writer, error, headers)
  writer.close().close().close()
  return { document: writer.finish(), httpStatus: definition?.httpStatus ?? 500 }
}

/** The fault that tells a client of any error of the server role. */
export function faultFor(error: unknown): SoapFault {
  if (error instanceof SoapFault) return error
  if (error instanceof CimError) return cimFault(error)
  if (error instanceof SoapVersionError) return namedFault('versionMismatch', { cause: error })
  if (error instanceof DecodeError) return decodeFault(error)
  return namedFault('internalError', { text: `${faultTable.get('internalError')?.text ?? ''} ${messageOf(error)}`, cause: error })
}

const faultOfStatus: Readonly<Record<CimStatusName, FaultName>> = {
  failed: 'internalError',
  accessDenied: 'accessDenied',
  invalidNamespace: 'invalidResourceUri',
  invalidParameter: 'invalidParameter',
  invalidClass: 'resourceNotFound',
  notFound: 'resourceNotFound',
  notSupported: 'requestNotSupported',
  alreadyExists: 'alreadyExists',
  noSuchProperty: 'representationInvalidValues',
  typeMismatch: 'parameterTypeMismatch',
  queryLanguageNotSupported: 'filterDialectUnavailable',
  invalidQuery: 'cannotProcessFilter',
  methodNotAvailable: 'actionNotSupported',
  methodNotFound: 'actionNotSupported',
  readOnly: 'internalError',
  providerFailure: 'internalError',
  providerNotCapable: 'requestNotSupported',
}

function cimFault(error: CimError): SoapFault {
  const name = faultOfStatus[error.status]
  // The code at the end of the message is the fault's own fields.
  const message = error.message.replace(/ \([^()]*, 0x[0-9a-f]+\)$/, '')
  return namedFault(name, {
    text: name === 'internalError' ? message : `${faultTable.get(name)?.text ?? ''}`,
    providerMessage: message,
    wmiError: {
      cimStatusCode: cimStatus[error.status].status,
      errorCode: error.hresult,
      messageId: `HRESULT 0x${error.hresult.toString(16)}`,
      message,
    },
    cause: error,
  })
}

function decodeFault(error: DecodeError): SoapFault {
  const name: FaultName =
    error.structure === 'selector'
      ? 'selectorInvalidValue'
      : error.structure === 'property'
        ? 'representationInvalidValues'
        : 'schemaValidationError'
  return namedFault(name, { providerMessage: error.message, cause: error })
}

function writeDetail(writer: XmlWriter, error: SoapFault, headers: FaultHeaders): void {
  const { fault } = error
  const asWmiError = fault.wmiError !== undefined && headers.detail !== 'provider-fault'
  if (fault.detail === undefined && fault.wsmanCode === undefined && !asWmiError) return
  writer.open('s:Detail')
  if (fault.detail !== undefined) writer.element('w:FaultDetail', fault.detail)
  if (fault.maxEnvelopeSize !== undefined) writer.element('w:MaxEnvelopeSize', String(fault.maxEnvelopeSize))
  if (fault.redirectTo !== undefined) writer.element('p:RedirectLocation', fault.redirectTo)
  if (asWmiError && fault.wmiError !== undefined) writeWmiError(writer, fault.wmiError)
  else writeWsmanFault(writer, error, headers.machine ?? '')
  writer.close()
}

function writeWsmanFault(writer: XmlWriter, error: SoapFault, machine: string): void {
  const { wsmanCode = 0, wmiError, providerMessage, reason } = error.fault
  const code = String(wsmanCode)
  writer.open('f:WSManFault', { 'xmlns:f': ns.wsmanfault, Code: code, Machine: machine })
  if (providerMessage === undefined) writer.element('f:Message', reason)
  else {
    // The provider's own code, where WMI gave one, is the more telling.
    writer
      .open('f:Message')
      .open('f:ProviderFault', { provider: 'WMI Provider', path: '%systemroot%\\system32\\WsmWmiPl.dll' })
      .open('f:WSManFault', { Code: String(wmiError?.errorCode ?? wsmanCode), Machine: machine })
      .element('f:Message', providerMessage)
      .close()
      .close()
      .close()
  }
  writer.close()
}

function writeWmiError(writer: XmlWriter, detail: WmiErrorDetail): void {
  const hint = (type: string): Record<string, string> => ({ 'xsi:type': `cim:${type}` })
  const integer = (name: string, type: string, value: number | undefined): void => {
    writer.element(`m:${name}`, value === undefined ? undefined : String(value), {
      ...(value === undefined ? { 'xsi:nil': 'true' } : {}),
      ...hint(type),
    })
  }
  const string = (name: string, value: string | undefined): void => {
    writer.element(`m:${name}`, value, { ...(value === undefined ? { 'xsi:nil': 'true' } : {}), ...hint('cimString') })
  }
  writer.open('m:MSFT_WmiError', {
    'xmlns:m': 'http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/MSFT_WmiError',
    'xmlns:cim': ns.cim,
    'xmlns:xsi': ns.xsi,
    'xsi:type': 'm:MSFT_WmiError_Type',
    'b:IsCIM_Error': 'true',
  })
  integer('CIMStatusCode', 'cimUnsignedInt', detail.cimStatusCode)
  string('CIMStatusCodeDescription', undefined)
  string('ErrorSource', undefined)
  integer('ErrorSourceFormat', 'cimUnsignedShort', 0)
  integer('ErrorType', 'cimUnsignedShort', 0)
  string('Message', detail.message)
  string('MessageID', detail.messageId)
  string('OwningEntity', undefined)
  integer('PerceivedSeverity', 'cimUnsignedShort', 0)
  integer('ProbableCause', 'cimUnsignedShort', 0)
  integer('error_Category', 'cimUnsignedInt', 0)
  integer('error_Code', 'cimUnsignedInt', detail.errorCode)
  string('error_Type', 'HRESULT')
  string('error_WindowsErrorMessage', detail.message)
  writer.close()
}

const subcodePrefixes: ReadonlyMap<string, string> = new Map([
  [ns.wsa, 'a'],
  [ns.wsman, 'w'],
  [ns.wsen, 'n'],
  [ns.wst, 'x'],
  [ns.wse, 'e'],
  [ns.wsmb, 'b'],
])

function prefixed(subcode: string | undefined): string | undefined {
  const match = /^\{(.*)\}(.+)$/.exec(subcode ?? '')
  const prefix = subcodePrefixes.get(match?.[1] ?? '')
  return prefix === undefined ? undefined : `${prefix}:${match?.[2]}`
}
