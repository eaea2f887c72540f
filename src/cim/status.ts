import { type ErrorOptions, FaultError } from '../base/errors.js'

/** CIM status codes ([DSP0200] 5.2.6.1, as MSFT_WmiError carries them) with the HRESULT WMI gives for each ([MS-WMI] 2.2.11). */
export const cimStatus = {
  failed: { status: 1, hresult: 0x80041001, text: 'Generic failure' },
  accessDenied: { status: 2, hresult: 0x80041003, text: 'Access denied' },
  invalidNamespace: { status: 3, hresult: 0x8004100e, text: 'Invalid namespace' },
  invalidParameter: { status: 4, hresult: 0x80041008, text: 'Invalid parameter' },
  invalidClass: { status: 5, hresult: 0x80041010, text: 'Invalid class' },
  notFound: { status: 6, hresult: 0x80041002, text: 'Not found' },
  notSupported: { status: 7, hresult: 0x8004100c, text: 'Not supported' },
  alreadyExists: { status: 11, hresult: 0x80041019, text: 'Already exists' },
  noSuchProperty: { status: 12, hresult: 0x80041031, text: 'No such property' },
  typeMismatch: { status: 13, hresult: 0x80041005, text: 'Type mismatch' },
  queryLanguageNotSupported: { status: 14, hresult: 0x80041018, text: 'Query language not supported' },
  invalidQuery: { status: 15, hresult: 0x80041017, text: 'Invalid query' },
  methodNotAvailable: { status: 16, hresult: 0x80041055, text: 'Method not available' },
  methodNotFound: { status: 17, hresult: 0x8004102e, text: 'Method not found' },
  readOnly: { status: 1, hresult: 0x80041023, text: 'Property is read-only' },
  providerFailure: { status: 1, hresult: 0x80041004, text: 'Provider failure' },
  providerNotCapable: { status: 7, hresult: 0x80041024, text: 'Provider is not capable of the attempted operation' },
} as const satisfies Record<string, { status: number; hresult: number; text: string }>

export type CimStatusName = keyof typeof cimStatus

/** The object manager refused: raised by our server role, and by clients from what a host answered. */
export class CimError extends FaultError {
  readonly code = 'WMCTL_CIM'
  readonly status: CimStatusName
  readonly hresult: number

  constructor(status: CimStatusName, detail: string, options: ErrorOptions & { readonly hresult?: number } = {}) {
    super(`${detail} (${cimStatus[status].text}, 0x${(options.hresult ?? cimStatus[status].hresult).toString(16)})`, options)
    this.status = status
    this.hresult = options.hresult ?? cimStatus[status].hresult
  }
}
