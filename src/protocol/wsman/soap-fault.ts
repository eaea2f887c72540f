import { type ErrorOptions, FaultError } from '../../base/errors.js'
import type { FaultCode } from '../soap/fault.js'
import { type FaultDefinition, type FaultName, faultDetailPrefix, faultTable } from './fault.table.js'

/** What WMI said, as `MSFT_WmiError` carries it. */
export interface WmiErrorDetail {
  /** [DSP0200] 5.2.6.1. */
  readonly cimStatusCode: number | undefined
  /** `error_Code`: normally an HRESULT. */
  readonly errorCode: number | undefined
  /** `MessageID`: `HRESULT 0x80041002`. */
  readonly messageId: string | undefined
  readonly message: string | undefined
}

export interface SoapFaultFields {
  readonly code: FaultCode
  /** `{uri}local` of the innermost subcode; `local` alone when its prefix is not bound. */
  readonly subcode: string | undefined
  readonly reason: string
  /** The `wsman:FaultDetail` URI. */
  readonly detail: string | undefined
  /** `Code` of the WSManFault: of the provider's where there is one. */
  readonly wsmanCode: number | undefined
  readonly machine: string | undefined
  /** What the resource's provider said, innermost message. */
  readonly providerMessage: string | undefined
  readonly wmiError: WmiErrorDetail | undefined
  /** The envelope size the peer can take, where it says so. */
  readonly maxEnvelopeSize: number | undefined
  /** Where the service wants the request to go. */
  readonly redirectTo: string | undefined
}

/** A SOAP fault: raised by our server role, and by clients from what a host answered. */
export class SoapFault extends FaultError {
  readonly code = 'WMCTL_SOAP_FAULT'
  readonly fault: SoapFaultFields
  /** Its name in the fault table, where it is known. */
  readonly faultName: FaultName | undefined

  constructor(fault: SoapFaultFields, options: ErrorOptions = {}) {
    super(sentence(fault), options)
    this.fault = fault
    this.faultName = faultNameOf(fault)
  }
}

/** Makes a fault of the table. `text` replaces the table's own. */
export function namedFault(
  name: FaultName,
  options: ErrorOptions &
    Partial<Pick<SoapFaultFields, 'providerMessage' | 'wmiError' | 'redirectTo' | 'maxEnvelopeSize'>> & {
      readonly text?: string
    } = {},
): SoapFault {
  const definition = faultTable.get(name)
  if (definition === undefined) throw new RangeError(`no fault is named '${name}'`)
  const { code, subcode, detail, wsmanCode, text } = definition
  return new SoapFault(
    {
      code,
      subcode: subcode === undefined ? undefined : `{${subcode.uri}}${subcode.local}`,
      reason: options.text ?? text,
      detail: detail === undefined ? undefined : `${faultDetailPrefix}${detail}`,
      wsmanCode,
      machine: undefined,
      providerMessage: options.providerMessage,
      wmiError: options.wmiError,
      maxEnvelopeSize: options.maxEnvelopeSize,
      redirectTo: options.redirectTo,
    },
    options,
  )
}

/**
 * The table's name of a fault: by its WSManFault code, else by subcode and detail, else by the subcode alone, since details
 * and codes of other makers are their own.
 */
function faultNameOf(fault: SoapFaultFields): FaultName | undefined {
  const alike = [...faultTable].filter(([, definition]) => isAlike(definition, fault))
  // Since Windows 8 the service puts its own code into the error of CIM, and no WSManFault beside it.
  const code = fault.wsmanCode ?? fault.wmiError?.errorCode
  const exact = alike.filter(([, definition]) => definition.wsmanCode === code)
  const decisive = byCode.get(code ?? 0)
  if (exact.length === 0 && decisive !== undefined) return decisive
  const candidates = exact.length > 0 ? exact : alike
  const part = /faultDetail\/(.+)$/i.exec(fault.detail ?? '')?.[1]?.toLowerCase()
  const detailed = candidates.find(
    ([, definition]) => definition.detail !== undefined && definition.detail.toLowerCase() === part,
  )
  const general = candidates.find(([, definition]) => definition.detail === undefined)
  return (detailed ?? general ?? exact[0])?.[0]
}

/** Same code and subcode; a subcode whose prefix is not bound goes by its local name. */
function isAlike(definition: FaultDefinition, fault: SoapFaultFields): boolean {
  const { code, subcode } = definition
  if (code !== fault.code) return false
  if (subcode === undefined || fault.subcode === undefined) return subcode === undefined && fault.subcode === undefined
  return fault.subcode === subcode.local || fault.subcode === `{${subcode.uri}}${subcode.local}`
}

/** Codes that mean the same in every fault. */
const byCode: ReadonlyMap<number, FaultName> = new Map(
  [...faultTable]
    .filter(([, definition]) => definition.wsmanCode >= 0x80330000)
    .map(([name, definition]) => [definition.wsmanCode, name]),
)

function sentence(fault: SoapFaultFields): string {
  const said = fault.wmiError?.message ?? fault.providerMessage ?? fault.reason
  const text = said === '' ? 'The host reported a fault without a reason' : said.trim().replace(/\.+$/, '')
  const number = fault.wsmanCode ?? fault.wmiError?.errorCode
  const name = fault.subcode?.replace(/^\{.*\}/, '') ?? fault.code
  return `${text} (${name}${number === undefined ? '' : `, 0x${number.toString(16).padStart(8, '0')}`})`
}
