import { CimError, type CimStatusName, cimStatus } from '../../cim/status.js'
import type { FaultName } from './fault.table.js'
import type { SoapFault } from './soap-fault.js'

/** What a client does about a fault. */
export type Reaction =
  /** The same request may succeed a little later. */
  | { readonly kind: 'retry' }
  /** The object, class or namespace is absent. */
  | { readonly kind: 'not-found' }
  | { readonly kind: 'access-denied' }
  /** The host has as many of something as it allows; `name` says of what. */
  | { readonly kind: 'quota'; readonly name: string }
  /** Ask for fewer items; `maximum` is the size the host can send, where it says so. */
  | { readonly kind: 'envelope-too-large'; readonly maximum: number | undefined }
  | { readonly kind: 'timed-out' }
  /** The service is going down or coming up. */
  | { readonly kind: 'restarting' }
  | { readonly kind: 'redirect'; readonly location: string | undefined }
  /** The enumeration context is not known any more. */
  | { readonly kind: 'expired-context' }
  | { readonly kind: 'fatal' }

type SimpleReaction = Exclude<Reaction['kind'], 'quota' | 'envelope-too-large' | 'redirect'>

/** Reactions by the name in the fault table ([MS-WSMV] 2.2.4.43); all others are fatal. */
const byName: Readonly<Partial<Record<FaultName, SimpleReaction>>> = {
  resourceNotFound: 'not-found',
  destinationUnreachable: 'not-found',
  invalidResourceUri: 'not-found',
  accessDenied: 'access-denied',
  concurrency: 'retry',
  endpointUnavailable: 'retry',
  enumerationTimedOut: 'expired-context',
  invalidEnumerationContext: 'expired-context',
  operationTimedOut: 'timed-out',
  serviceRestarting: 'restarting',
}

/** Codes that decide whatever fault they come in: Win32 errors and HRESULTs of WMI and WinRM. */
const byCode: ReadonlyMap<number, SimpleReaction> = new Map([
  [5, 'access-denied'],
  [0x80070005, 'access-denied'],
  [cimStatus.accessDenied.hresult, 'access-denied'],
  // The service, the provider or the connection to WMI refused: ERROR_WSMAN_WMI_*_ACCESS_DENIED.
  [0x80338104, 'access-denied'],
  [0x80338105, 'access-denied'],
  [0x80338106, 'access-denied'],
  [cimStatus.notFound.hresult, 'not-found'],
  [cimStatus.invalidClass.hresult, 'not-found'],
  [cimStatus.invalidNamespace.hresult, 'not-found'],
  [0x80338000, 'not-found'],
  [0x80338029, 'timed-out'],
  // The registry key is marked for deletion: a profile is being unloaded.
  [0x800703fa, 'retry'],
  [0x803381de, 'restarting'],
  // ERROR_SHUTDOWN_IN_PROGRESS and the RPC server being unavailable.
  [0x8007045b, 'restarting'],
  [0x800706ba, 'restarting'],
])

/** The host's own name of each quota, as its configuration spells it. */
const quotas: Readonly<Partial<Record<FaultName, string>>> = {
  quotaLimit: 'MaxConcurrentOperations',
  quotaShells: 'MaxShellsPerUser',
  quotaOperations: 'MaxConcurrentOperationsPerUser',
  quotaUser: 'load of the user',
  quotaSystem: 'load of the system',
  quotaShellUsers: 'MaxConcurrentUsers',
  quotaPluginShellsPerUser: "the plug-in's MaxShellsPerUser",
  quotaPluginUsers: "the plug-in's MaxConcurrentUsers",
  quotaPluginShells: "the plug-in's MaxShells",
  quotaPluginOperations: "the plug-in's MaxConcurrentOperations",
  quotaPluginOperationsPerUser: "the plug-in's MaxConcurrentOperationsPerUser",
  quotaPluginCommandsPerShell: "the plug-in's MaxConcurrentCommandsPerShell",
}

const tooLarge: ReadonlySet<FaultName> = new Set([
  'maxEnvelopeSize',
  'maxEnvelopeSizeExceeded',
  'serviceEnvelopeLimit',
  'encodingLimit',
])

export function reactionTo(error: SoapFault): Reaction {
  const { fault } = error
  const code = fault.wsmanCode ?? fault.wmiError?.errorCode
  const name = error.faultName
  if (name !== undefined) {
    const quota = quotas[name]
    if (quota !== undefined) return { kind: 'quota', name: quota }
    if (tooLarge.has(name)) return { kind: 'envelope-too-large', maximum: fault.maxEnvelopeSize }
    if (name === 'redirect') return { kind: 'redirect', location: fault.redirectTo }
  }
  const decided = (code === undefined ? undefined : byCode.get(code)) ?? (name === undefined ? undefined : byName[name])
  if (decided !== undefined) return { kind: decided }
  const cim = cimErrorOf(error)
  if (cim?.status === 'notFound' || cim?.status === 'invalidClass' || cim?.status === 'invalidNamespace')
    return { kind: 'not-found' }
  return cim?.status === 'accessDenied' ? { kind: 'access-denied' } : { kind: 'fatal' }
}

/** The object manager's refusal inside a fault; undefined where the fault is about something else. */
export function cimErrorOf(error: SoapFault): CimError | undefined {
  const { wmiError, wsmanCode, providerMessage, reason } = error.fault
  const hresult = [wmiError?.errorCode, wsmanCode].find((code) => code !== undefined && code >= 0x80041000 && code <= 0x80042fff)
  const status = statusOf(hresult, wmiError?.cimStatusCode) ?? saidOtherwise(error)
  if (status === undefined) return undefined
  const text = (wmiError?.message ?? providerMessage ?? reason).trim().replace(/\.+$/, '')
  return new CimError(status, text === '' ? cimStatus[status].text : text, {
    cause: error,
    ...(hresult === undefined ? {} : { hresult }),
  })
}

/**
 * Hosts before 2012 give no code of WMI. A query of a class that is not there is "a filter that cannot be processed" to
 * them, and only the provider's sentence tells it from a query that is wrong.
 */
function saidOtherwise({ faultName, fault }: SoapFault): CimStatusName | undefined {
  if (faultName === 'accessDenied' || (fault.wsmanCode !== undefined && byCode.get(fault.wsmanCode) === 'access-denied'))
    return 'accessDenied'
  if (faultName !== 'cannotProcessFilter') return undefined
  return /class does not exist in the given namespace/i.test(fault.providerMessage ?? '') ? 'invalidClass' : 'invalidQuery'
}

/** By HRESULT first: several share a CIM status. Status 1 alone is `failed`; statuses WMI has no HRESULT for are too. */
function statusOf(hresult: number | undefined, code: number | undefined): CimStatusName | undefined {
  const entries = Object.entries(cimStatus) as [CimStatusName, (typeof cimStatus)[CimStatusName]][]
  const exact = entries.find(([, entry]) => entry.hresult === hresult)
  if (exact !== undefined) return exact[0]
  // 26 and up are WS-Man's own, such as a quota violation: no refusal of the object manager.
  if (code !== undefined && code >= 1 && code <= 25) return entries.find(([, entry]) => entry.status === code)?.[0] ?? 'failed'
  return hresult === undefined ? undefined : 'failed'
}
