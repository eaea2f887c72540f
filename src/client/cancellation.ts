import { CancelledError, WmctlError } from '../base/errors.js'

/** What to throw for an aborted signal: its reason when that is one of our errors. */
export function cancellation(signal: AbortSignal): WmctlError {
  const reason: unknown = signal.reason
  return reason instanceof WmctlError ? reason : new CancelledError('The operation was cancelled')
}
