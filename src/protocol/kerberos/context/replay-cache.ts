import { formatHex } from '../../../base/hex.js'
import { digest } from '../../../crypto/digest.js'

/** Remembers what was accepted, as long as its time would still be. Bounded: beyond `limit` the oldest are forgotten. */
export class ReplayCache {
  /** Hash of what was seen, and when it may be forgotten; oldest first. */
  readonly #seen = new Map<string, number>()
  readonly #limit: number

  constructor({ limit = 100_000 }: { readonly limit?: number } = {}) {
    this.#limit = limit
  }

  /** Whether it is seen for the first time; `until` is when its own time will be too old to be accepted. */
  add(message: Uint8Array, { now, until }: { readonly now: number; readonly until: number }): boolean {
    this.#forget(now)
    const hash = formatHex(digest('sha256', message))
    if (this.#seen.has(hash)) return false
    this.#seen.set(hash, until)
    return true
  }

  #forget(now: number): void {
    for (const [hash, until] of this.#seen) {
      if (until >= now && this.#seen.size < this.#limit) break
      this.#seen.delete(hash)
    }
  }
}
