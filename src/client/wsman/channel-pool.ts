import { CancelledError } from '../../base/errors.js'
import { onAbort } from '../../io/on-abort.js'
import { cancellation } from '../cancellation.js'

interface Closable {
  close(): Promise<void>
}

/** The channels of one session: made when one more is needed, up to a limit, and handed out in the order of asking. */
export class ChannelPool<C extends Closable> {
  readonly #create: () => C
  readonly #maximum: number
  readonly #all = new Set<C>()
  readonly #idle: C[] = []
  readonly #waiting: (() => void)[] = []
  #limit: number
  #busy = 0
  #successes = 0
  #closed = false

  constructor(create: () => C, options: { readonly maximum: number }) {
    this.#create = create
    this.#maximum = Math.max(1, options.maximum)
    this.#limit = this.#maximum
  }

  /** Runs `work` with a channel of its own. Raises CancelledError when the pool is closed or `signal` aborts while waiting. */
  async use<T>(work: (channel: C) => Promise<T>, signal?: AbortSignal): Promise<T> {
    while (this.#busy >= this.#limit && !this.#closed && !signal?.aborted) await this.#freed(signal)
    if (signal?.aborted) {
      // It may have been this caller's turn: let the next one look.
      this.#waiting.shift()?.()
      throw cancellation(signal)
    }
    if (this.#closed) throw new CancelledError('The session is closed')
    const channel = this.#idle.pop() ?? this.#open()
    this.#busy++
    try {
      const result = await work(channel)
      this.#grow()
      return result
    } finally {
      this.#busy--
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
    for (const wake of this.#waiting.splice(0)) wake()
    await Promise.all([...this.#all].map((channel) => channel.close()))
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
}

const successesToGrow = 20
