import { TransportError } from '../../base/errors.js'
import { type Reaction, reactionTo } from '../../protocol/wsman/reaction.js'
import { SoapFault } from '../../protocol/wsman/soap-fault.js'
import { maxAttempts } from '../backoff.js'
import { BusyError } from './check-answer.js'

/** What the pump does about a failed request. */
export type Remedy =
  | { readonly kind: 'give-up' }
  /**
   * Send it again after a while, as long as it was sent less than `attempts` times; `shrink` when the host is asked too much
   * at a time, `delay` (milliseconds) when it says how long.
   */
  | { readonly kind: 'wait'; readonly attempts: number; readonly shrink: boolean; readonly delay: number | undefined }
  /** Send it again at once: the connection was closed under us. */
  | { readonly kind: 'resend' }
  /** Send it again with this envelope size. */
  | { readonly kind: 'enlarge'; readonly maxEnvelopeSize: number }

export interface FailedRequest {
  /** Whether carrying it out twice does no harm. */
  readonly safe: boolean
  /** Whether it went over a connection that had served before. */
  readonly reused: boolean
  /** The size it asked for. */
  readonly maxEnvelopeSize: number
}

/**
 * A request that the host certainly did not carry out (refused by a quota, turned away by HTTP 503) is sent again whatever
 * it is; one that it may have carried out only when that does no harm ([MS-WSMV] 2.2.4.43; reference table of reactions).
 */
export function remedyFor(error: unknown, { safe, reused, maxEnvelopeSize }: FailedRequest): Remedy {
  if (error instanceof BusyError) return { kind: 'wait', attempts: maxAttempts, shrink: true, delay: error.retryAfter }
  if (error instanceof TransportError) {
    return safe && reused && (error.phase === 'read' || error.phase === 'write') ? { kind: 'resend' } : { kind: 'give-up' }
  }
  if (!(error instanceof SoapFault)) return { kind: 'give-up' }
  return remedyForFault(reactionTo(error), { safe, maxEnvelopeSize })
}

function remedyForFault(reaction: Reaction, { safe, maxEnvelopeSize }: Omit<FailedRequest, 'reused'>): Remedy {
  switch (reaction.kind) {
    case 'quota':
      return { ...wait, shrink: true }
    case 'retry':
      return wait
    case 'restarting':
      return safe ? wait : { kind: 'give-up' }
    case 'timed-out':
      // It took the whole operation time-out already: once more, and no more.
      return safe ? { ...wait, attempts: 2 } : { kind: 'give-up' }
    case 'envelope-too-large':
      return safe && reaction.maximum !== undefined && reaction.maximum > maxEnvelopeSize
        ? { kind: 'enlarge', maxEnvelopeSize: Math.min(reaction.maximum, largestEnvelope) }
        : { kind: 'give-up' }
    case 'not-found':
    case 'access-denied':
    case 'redirect':
    case 'expired-context':
    case 'fatal':
      return { kind: 'give-up' }
  }
}

const wait = { kind: 'wait', attempts: maxAttempts, shrink: false, delay: undefined } as const

/** Bytes; more than any service is set to. */
const largestEnvelope = 8 * 1024 * 1024
