import { AuthError, ConnectError, messageOf, WmctlError } from '../base/errors.js'
import type { Failure } from './plan.js'

/** What an error says, as a value that plans and events carry. `redact` removes secret texts that a peer may have sent back. */
export function failureOf(error: unknown, redact: (text: string) => string = same): Failure {
  const hint = error instanceof WmctlError ? error.hint : undefined
  return {
    code: error instanceof WmctlError ? error.code : 'WMCTL_UNEXPECTED',
    message: redact(messageOf(error)),
    ...(hint === undefined ? {} : { hint: redact(hint) }),
    ...(error instanceof AuthError ? { reason: error.reason } : {}),
  }
}

/** Whether the host was not reached, as opposed to having refused or failed. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof ConnectError
}

function same(text: string): string {
  return text
}
