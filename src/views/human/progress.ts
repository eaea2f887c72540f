import type { EngineEvent } from '../../engine/events.js'

/** Calls back regularly without holding the process up; the caller owns the timer. */
export interface Ticker {
  every(milliseconds: number, task: () => void): Stop
  /** Milliseconds of a clock that never runs backwards. */
  elapsed(): number
}

export type Stop = () => void

/** Tells what is going on while a run lasts. */
export interface Progress {
  event(event: EngineEvent): void
  /** Prints something else on the same terminal, out of the way of what is painted. */
  aside(print: () => void): void
  /** Leaves nothing behind. May be called again, and a next run may follow. */
  end(): void
}
