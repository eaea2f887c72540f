import { PeerError } from '../../base/errors.js'
import { CimError } from '../../cim/status.js'
import { cimErrorOf, type Reaction, reactionTo } from '../../protocol/wsman/reaction.js'
import { SoapFault } from '../../protocol/wsman/soap-fault.js'

/** What a caller of a session is told about a fault: the object manager's refusal where it is one, else the fault with advice. */
export function errorOfFault(error: unknown, context: { readonly host: string; readonly what: string }): unknown {
  if (!(error instanceof SoapFault)) return error
  const reaction = reactionTo(error)
  const cim = cimErrorOf(error)
  if (reaction.kind === 'redirect') {
    return new PeerError(`${context.host}: the service redirects to ${reaction.location ?? 'another address'}`, {
      cause: error,
      hint: 'Redirects are not followed, since credentials would go with them; put that address into the inventory if it is right.',
    })
  }
  if (reaction.kind === 'access-denied') return new CimError('accessDenied', context.what, { cause: error, hint: accessHint })
  if (error.faultName === 'actionNotSupported')
    return new CimError('notSupported', context.what, { cause: error, hint: actionHint })
  if (cim !== undefined) return cim
  if (reaction.kind === 'not-found') return new CimError('invalidClass', context.what, { cause: error })
  const hint = error.faultName === 'mustUnderstand' ? dialectHint : hintFor(reaction)
  return hint === undefined ? error : new SoapFault(error.fault, { cause: error, hint })
}

/** Whether a fault says that one instance is absent, and not its class or namespace. */
export function isAbsentInstance(error: unknown): boolean {
  if (!(error instanceof SoapFault)) return false
  const cim = cimErrorOf(error)
  if (cim !== undefined) return cim.status === 'notFound'
  return reactionTo(error).kind === 'not-found' && error.faultName !== 'invalidResourceUri'
}

const accessHint =
  'The account needs Remote Enable on the namespace (wmimgmt.msc, Security) and membership in Remote Management Users or ' +
  'Administrators. A local administrator other than the built-in one is filtered unless LocalAccountTokenFilterPolicy is 1. A client ' +
  'certificate needs a mapping: `winrm enumerate winrm/config/service/certmapping`.'

/** What to do about an operation that a host does not have. */
export const actionHint =
  'The host cannot do this over WS-Management: before Server 2012 instances are neither created nor deleted over it. Use a method ' +
  'of the class, or another protocol.'

const dialectHint =
  'The host may speak the WS-Management of Server 2003 R2, which is another protocol; `wmctl probe` shows what it speaks.'

function hintFor(reaction: Reaction): string | undefined {
  return reaction.kind === 'quota'
    ? `The host is at its limit (${reaction.name}); lower the concurrency for it, or raise the limit with winrm set winrm/config.`
    : hints[reaction.kind]
}

const hints: Readonly<Partial<Record<Reaction['kind'], string>>> = {
  'timed-out': 'The operation took longer than the operation time-out; raise it, or ask for less.',
  'envelope-too-large':
    'An answer is longer than the host sends (MaxEnvelopeSizekb); raise that on the host, or ask for fewer properties.',
  restarting: 'The service is restarting; try again in a while.',
  'expired-context': 'The host gave the enumeration up, as it does after a minute without a Pull; run again.',
}
