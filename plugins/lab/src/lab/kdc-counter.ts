import type { KdcEvent } from 'wmctl'

/** What a KDC was asked since the start, whatever came again left out. */
export interface KdcRequests {
  readonly total: number
  readonly as: number
  readonly tgs: number
  /** Requests that came again, since an answer was lost, late, or too long for UDP. */
  readonly repeated: number
  /** Tickets that were given, by the name of the service. */
  readonly tickets: ReadonlyMap<string, number>
  /** Answers that were no ticket, by error code ([RFC 4120] 7.5.9): 25 asks for the proof that a first request lacks. */
  readonly errors: ReadonlyMap<number, number>
}

export interface KdcCounter {
  count(event: KdcEvent): void
  requests(): KdcRequests
}

export function kdcCounter(): KdcCounter {
  const asked = { AS: 0, TGS: 0, other: 0 }
  let again = 0
  const tickets = new Map<string, number>()
  const errors = new Map<number, number>()
  return {
    count({ kind, service, errorCode, repeated }) {
      if (repeated) {
        again += 1
        return
      }
      asked[kind ?? 'other'] += 1
      if (errorCode === 0 || errorCode === tooLongForUdp) increase(tickets, service?.components.join('/') ?? '')
      if (errorCode !== 0) increase(errors, errorCode)
    },
    requests: () => ({
      total: asked.AS + asked.TGS + asked.other,
      as: asked.AS,
      tgs: asked.TGS,
      repeated: again,
      tickets: new Map(tickets),
      errors: new Map(errors),
    }),
  }
}

/** KRB_ERR_RESPONSE_TOO_BIG: the ticket waits for the client to come over TCP. */
const tooLongForUdp = 52

function increase<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
