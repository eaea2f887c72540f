import type { Clock } from '../base/ports.js'
import { type ChangeIntentEntry, type ChangeOutcomeEntry, type JournalEntry, type JournalSink, journalFormat } from './journal.js'

export type ChangeIntent = Omit<ChangeIntentEntry, 'type' | 'change' | 'time'>

/**
 * Writes the journal of one run. When an entry cannot be written the run halts: `onFailure` is told once, and intents are
 * refused from then on, so that no change is sent without one.
 */
export class RunJournal {
  readonly #sink: JournalSink
  readonly #clock: Clock
  readonly #onFailure: (error: unknown) => void
  #changes = 0
  #failed = false

  constructor(sink: JournalSink, clock: Clock, onFailure: (error: unknown) => void) {
    this.#sink = sink
    this.#clock = clock
    this.#onFailure = onFailure
  }

  /** False when it could not be written. */
  start(run: {
    readonly runId: string
    readonly planId: string | undefined
    readonly pending: Iterable<string>
  }): Promise<boolean> {
    const { runId, planId } = run
    const pending = [...run.pending]
    return this.#append({
      type: 'run-start',
      format: journalFormat,
      runId,
      ...(planId === undefined ? {} : { planId }),
      pending,
      time: this.#clock.now(),
    })
  }

  hostStart(host: string): Promise<boolean> {
    return this.#append({ type: 'host-start', host, time: this.#clock.now() })
  }

  /** The number of the change; undefined when the intent could not be written, so that the change must not be sent. */
  async intent(intent: ChangeIntent): Promise<number | undefined> {
    this.#changes += 1
    const change = this.#changes
    const written = await this.#append({ type: 'change-intent', change, ...intent, time: this.#clock.now() })
    return written ? change : undefined
  }

  outcome(change: number, outcome: ChangeOutcomeEntry['outcome'], message?: string): Promise<boolean> {
    const time = this.#clock.now()
    return this.#append({ type: 'change-outcome', change, outcome, ...(message === undefined ? {} : { message }), time })
  }

  end(run: { readonly cancelled: boolean }): Promise<boolean> {
    return this.#append({ type: 'run-end', cancelled: run.cancelled, time: this.#clock.now() })
  }

  async #append(entry: JournalEntry): Promise<boolean> {
    if (this.#failed) return false
    try {
      await this.#sink.append(entry)
      return true
    } catch (error) {
      if (!this.#failed) this.#onFailure(error)
      this.#failed = true
      return false
    }
  }
}
