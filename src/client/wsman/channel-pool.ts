import { CancelledError } from '../../base/errors.js'
import type { Clock } from '../../base/ports.js'
import { onAbort } from '../../io/on-abort.js'
import { cancellation } from '../cancellation.js'

interface Closable {
  close(): Promise<void>
}

export interface ChannelPoolOptions {
  readonly maximum: number
  readonly clock: Clock
}

/** The channels of one session: one more is made when the host is slow enough for it, up to a limit; handed out in the order of asking. */
export class ChannelPool<C extends Closable> {
  readonly #create: () => C
  readonly #maximum: number
  readonly #clock: Clock
  readonly #all = new Set<C>()
  readonly #idle: C[] = []
  readonly #waiting: (() => void)[] = []
  /** Ends the watch over those who wait; undefined while there is none. */
  #watch: AbortController | undefined
  /** The host has once kept all channels busy for longer than the patience. */
  #slow = false
  #limit: number
  #busy = 0
  #released = 0
  #successes = 0
  #closed = false

  constructor(create: () => C, options: ChannelPoolOptions) {
    this.#create = create
    this.#clock = options.clock
    this.#maximum = Math.max(1, options.maximum)
    this.#limit = this.#maximum
  }

  /** Runs `work` with a channel of its own. Raises CancelledError when the pool is closed or `signal` aborts while waiting. */
  async use<T>(work: (channel: C) => Promise<T>, signal?: AbortSignal): Promise<T> {
    while (!this.#hasRoom() && !this.#closed && !signal?.aborted) await this.#freed(signal)
    if (signal?.aborted) {
      // It may have been this caller's turn: let the next one look.
      this.#waiting.shift()?.()
      throw cancellation(signal)
    }
    if (this.#closed) throw new CancelledError(closedMessage)
    const channel = this.#idle.pop() ?? this.#open()
    this.#busy++
    try {
      const result = await work(channel)
      this.#grow()
      return result
    } finally {
      this.#busy--
      this.#released++
      this.#idle.push(channel)
      this.#waiting.shift()?.()
    }
  }

  /** The host allows less at a time than is being asked of it: half as many from now on. */
  shrink(): void {
    this.#limit = Math.max(1, Math.floor(this.#limit / 2))
    this.#successes = 0
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#watch?.abort(closed)
    for (const wake of this.#waiting.splice(0)) wake()
    await Promise.all([...this.#all].map((channel) => channel.close()))
  }

  #hasRoom(): boolean {
    return this.#busy < this.#limit && (this.#idle.length > 0 || this.#all.size === 0 || this.#slow)
  }

  #open(): C {
    const channel = this.#create()
    this.#all.add(channel)
    return channel
  }

  /** One more at a time after a good while. */
  #grow(): void {
    if (this.#limit < this.#maximum && ++this.#successes >= successesToGrow) {
      this.#limit++
      this.#successes = 0
      this.#waiting.shift()?.()
    }
  }

  #freed(signal: AbortSignal | undefined): Promise<void> {
    if (!this.#slow && this.#maximum > 1 && this.#watch === undefined) void this.#watchWaiting()
    return new Promise((resolve) => {
      const wake = (): void => {
        stopListening()
        resolve()
      }
      this.#waiting.push(wake)
      const stopListening = onAbort(signal, () => {
        this.#waiting.splice(this.#waiting.indexOf(wake), 1)
        wake()
      })
    })
  }

  /** Looks, as long as somebody waits, whether the channels there are come free in time. */
  async #watchWaiting(): Promise<void> {
    const watch = new AbortController()
    this.#watch = watch
    let before: number
    do {
      before = this.#released
      await this.#clock.sleep(patience, watch.signal).catch(() => undefined)
    } while (this.#released > before && this.#waiting.length > 0 && !this.#closed)
    this.#watch = undefined
    if (this.#waiting.length === 0 || this.#closed) return
    this.#slow = true
    for (const wake of this.#waiting.splice(0)) wake()
  }
}

/**
 * Milliseconds for which every channel must be busy before one more is opened. A host that answers sooner is served over one
 * connection: another would cost both sides more (TCP, TLS, authentication) than the waiting. One that does not costs this
 * much once in a session.
 */
const patience = 50

const successesToGrow = 20

const closedMessage = 'The session is closed'

/** Nobody sees it, and making an error with its stack each time costs more than the closing. */
const closed = new CancelledError(closedMessage)
