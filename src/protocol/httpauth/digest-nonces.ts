import type { Clock, RandomSource } from '../../base/ports.js'
import { formatNonce } from './digest-challenge.js'

export interface DigestNoncesOptions {
  readonly random: RandomSource
  readonly clock: Pick<Clock, 'elapsed'>
  /** Milliseconds a nonce may be used. */
  readonly lifetime: number
}

/** The nonces a server gave out on one connection, with the highest count each was used with. */
export class DigestNonces {
  readonly #options: DigestNoncesOptions
  readonly #nonces = new Map<string, { readonly until: number; count: number }>()

  constructor(options: DigestNoncesOptions) {
    this.#options = options
  }

  create(): string {
    const { random, clock, lifetime } = this.#options
    const nonce = formatNonce(random.bytes(16))
    this.#nonces.set(nonce, { until: clock.elapsed() + lifetime, count: 0 })
    const [oldest] = this.#nonces.keys()
    if (this.#nonces.size > maxNonces && oldest !== undefined) this.#nonces.delete(oldest)
    return nonce
  }

  /** Uses a nonce: `stale` when it is unknown or too old, `replayed` when this count was used before. */
  use(nonce: string, count: number): 'fresh' | 'stale' | 'replayed' {
    const known = this.#nonces.get(nonce)
    if (known === undefined) return 'stale'
    if (this.#options.clock.elapsed() > known.until) {
      this.#nonces.delete(nonce)
      return 'stale'
    }
    if (count <= known.count) return 'replayed'
    known.count = count
    return 'fresh'
  }
}

/** More than a client needs at a time. */
const maxNonces = 16
