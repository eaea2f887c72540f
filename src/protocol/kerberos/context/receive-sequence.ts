import { PeerError } from '../../../base/errors.js'

/**
 * The sequence numbers of what the peer sends. Both transports of a context keep their order, so that each message has the
 * number after the one before: anything else was repeated, left out or put in another place on the way.
 */
export class ReceiveSequence {
  #expected: bigint
  readonly #modulus: bigint

  constructor(first: number, bits: 32 | 64) {
    this.#expected = BigInt(first)
    this.#modulus = 1n << BigInt(bits)
  }

  /** Raises PeerError unless this is the next number. */
  accept(number: bigint): void {
    if (number !== this.#expected) {
      const what = number < this.#expected ? 'was received before' : 'comes after one that is missing'
      throw new PeerError(`Kerberos: a protected message ${what} (sequence number ${number}, expected ${this.#expected})`)
    }
    this.#expected = (this.#expected + 1n) % this.#modulus
  }
}
