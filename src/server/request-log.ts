import type { FaultOperation } from './faults.js'

/** One request as an endpoint saw it. */
export interface RequestRecord {
  readonly operation: FaultOperation
  /** The class or, for queries, the namespace; `''` when it was for neither. */
  readonly resource: string
  readonly connectionId: number
  readonly status: number
  /** Bytes of the bodies; what an injected fault withheld is not counted out. */
  readonly bytesIn: number
  readonly bytesOut: number
}

/** The requests of one host, for tests and people to count. Old ones make room for new ones; the count goes on. */
export interface RequestLog {
  add(record: RequestRecord): void
  records(): readonly RequestRecord[]
  /** How many there were since the start or the last `clear`. */
  readonly count: number
  clear(): void
}

export function createRequestLog(limit = 1_000): RequestLog {
  let kept: RequestRecord[] = []
  let count = 0
  return {
    add(record) {
      count += 1
      kept.push(record)
      if (kept.length >= limit * 2) kept = kept.slice(-limit)
    },
    records: () => kept.slice(-limit),
    get count() {
      return count
    },
    clear() {
      kept = []
      count = 0
    },
  }
}
