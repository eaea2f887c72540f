import { formatHex } from '../../../base/hex.js'
import { digest } from '../../../crypto/digest.js'

/** Milliseconds an answer is kept: as long as clients repeat a request whose answer was lost. */
const keptFor = 60_000
const limit = 2000

/**
 * A request that comes again, because its answer was lost or was too long for UDP, gets the answer it got before: to the KDC it
 * would look like a replay ([RFC 4120] 3.1.2).
 */
export class RecentAnswers {
  /** By the hash of the request, oldest first. */
  readonly #answers = new Map<string, { readonly answer: Uint8Array; readonly until: number }>()

  find(request: Uint8Array, { now }: { readonly now: number }): Uint8Array | undefined {
    for (const [key, { until }] of this.#answers) {
      if (until >= now && this.#answers.size <= limit) break
      this.#answers.delete(key)
    }
    return this.#answers.get(keyOf(request))?.answer
  }

  add(request: Uint8Array, answer: Uint8Array, { now }: { readonly now: number }): void {
    this.#answers.set(keyOf(request), { answer, until: now + keptFor })
  }
}

function keyOf(request: Uint8Array): string {
  return formatHex(digest('sha256', request))
}
