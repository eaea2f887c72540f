import { onAbort } from '../../io/on-abort.js'
import { cancellation } from '../cancellation.js'

/** Work that many want at the same time, done once for all of them; given up when nobody waits for it any more. */
export class SingleFlight<Result> {
  readonly #flights = new Map<string, Flight<Result>>()

  /** What the work of this key under way comes to, or that of `start` when there is none. Rejects for whoever gives up waiting. */
  async run(key: string, start: (signal: AbortSignal) => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
    if (signal?.aborted) throw cancellation(signal)
    const flight = this.#flights.get(key) ?? this.#begin(key, start)
    flight.waiting++
    let stopListening: () => void = () => undefined
    try {
      return await new Promise<Result>((resolve, reject) => {
        if (signal !== undefined) stopListening = onAbort(signal, () => reject(cancellation(signal)))
        flight.result.then(resolve, reject)
      })
    } finally {
      stopListening()
      flight.waiting--
      if (flight.waiting === 0) flight.abandon()
    }
  }

  #begin(key: string, start: (signal: AbortSignal) => Promise<Result>): Flight<Result> {
    const abandoned = new AbortController()
    const result = start(abandoned.signal)
    const flight: Flight<Result> = {
      result,
      waiting: 0,
      abandon: () => {
        if (this.#flights.get(key) === flight) this.#flights.delete(key)
        abandoned.abort()
      },
    }
    this.#flights.set(key, flight)
    const land = (): void => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key)
    }
    result.then(land, land)
    return flight
  }
}

interface Flight<Result> {
  readonly result: Promise<Result>
  waiting: number
  readonly abandon: () => void
}
