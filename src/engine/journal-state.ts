import { DecodeError, messageOf } from '../base/errors.js'
import {
  type ChangeIntentEntry,
  type ChangeOutcomeEntry,
  type JournalEntry,
  journalFormat,
  type RunStartEntry,
} from './journal.js'
import { type JsonReader, parseJsonLine } from './json-reader.js'
import { actions } from './resource-type.js'

/** What a journal tells the next run. */
export interface JournalState {
  readonly run: RunStartEntry
  /** False when the process was killed: the journal has no end. */
  readonly ended: boolean
  readonly cancelled: boolean
  /** Changes that were sent, or about to be, and not answered: whether they were made only the host can tell. */
  readonly inFlight: readonly ChangeIntentEntry[]
  /** Addresses of triggered resources that are owed: what triggers them was changed, they themselves were not begun or failed. */
  readonly pending: ReadonlySet<string>
}

/**
 * Reads a journal back. A torn last line is what a killed process leaves and is passed over; anything else that is not an entry
 * raises DecodeError with its line.
 */
export async function readJournal(lines: Iterable<string> | AsyncIterable<string>): Promise<JournalState> {
  let number = 0
  let torn: DecodeError | undefined
  let fold: JournalFold | undefined
  for await (const line of lines) {
    if (torn !== undefined) throw torn
    number += 1
    try {
      const entry = decodeJournalEntry(line)
      if (fold === undefined) fold = new JournalFold(expectStart(entry))
      else fold.add(entry)
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      torn = new DecodeError('Journal', `line ${number}: ${messageOf(error)}`, {
        hint: 'The journal is damaged; the next plan shows what is left to do.',
      })
      if (fold === undefined) throw torn
    }
  }
  if (fold === undefined) throw new DecodeError('Journal', 'it is empty')
  return fold.state()
}

/**
 * The run that has applied, or begun to apply, the plan; undefined when none has. `firstLines` are the first lines of all
 * journals; those that are no journal's are passed over.
 */
export async function findAppliedPlan(
  planId: string,
  firstLines: Iterable<string> | AsyncIterable<string>,
): Promise<RunStartEntry | undefined> {
  for await (const line of firstLines) {
    if (!line.includes(planId)) continue
    try {
      const entry = decodeJournalEntry(line)
      if (entry.type === 'run-start' && entry.planId === planId) return entry
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
    }
  }
  return undefined
}

/** Reads one line of a journal. */
export function decodeJournalEntry(line: string): JournalEntry {
  const reader = parseJsonLine('JournalEntry', line)
  const entry = decodeEntry(reader)
  reader.end()
  return entry
}

class JournalFold {
  readonly #run: RunStartEntry
  readonly #inFlight = new Map<number, ChangeIntentEntry>()
  /** Answered changes that trigger something: reading back may still find that they did not take. */
  readonly #triggering = new Map<number, ChangeIntentEntry>()
  /** By address of what is owed, the changes it is owed for; 0 stands for an earlier run. */
  readonly #owed: Map<string, Set<number>>
  #end: { readonly cancelled: boolean } | undefined

  constructor(run: RunStartEntry) {
    this.#run = run
    this.#owed = new Map(run.pending.map((address) => [address, new Set([0])]))
  }

  add(entry: JournalEntry): void {
    switch (entry.type) {
      case 'run-start':
        throw new DecodeError('JournalEntry', 'a second run begins in the same journal')
      case 'host-start':
        break
      case 'change-intent':
        this.#inFlight.set(entry.change, entry)
        break
      case 'change-outcome':
        if (entry.outcome === 'not-taken') this.#revoke(entry.change)
        else this.#answer(entry)
        break
      case 'run-end':
        this.#end = { cancelled: entry.cancelled }
    }
  }

  state(): JournalState {
    const inFlight = [...this.#inFlight.values()]
    const pending = new Set([...this.#owed.keys(), ...inFlight.flatMap(({ triggers }) => triggers)])
    for (const { address } of inFlight) pending.delete(address)
    return { run: this.#run, ended: this.#end !== undefined, cancelled: this.#end?.cancelled ?? false, inFlight, pending }
  }

  #answer({ change, outcome }: ChangeOutcomeEntry): void {
    const intent = this.#inFlight.get(change)
    if (intent === undefined) throw new DecodeError('JournalEntry', `change ${change} has an outcome but was never begun`)
    this.#inFlight.delete(change)
    if (outcome === 'failed') return
    this.#owed.delete(intent.address)
    if (outcome !== 'done' || intent.triggers.length === 0) return
    this.#triggering.set(change, intent)
    for (const address of intent.triggers) {
      const changes = this.#owed.get(address)
      if (changes === undefined) this.#owed.set(address, new Set([change]))
      else changes.add(change)
    }
  }

  #revoke(change: number): void {
    for (const address of this.#triggering.get(change)?.triggers ?? []) {
      const changes = this.#owed.get(address)
      changes?.delete(change)
      if (changes?.size === 0) this.#owed.delete(address)
    }
  }
}

function expectStart(entry: JournalEntry): RunStartEntry {
  if (entry.type === 'run-start') return entry
  throw new DecodeError('JournalEntry', 'the journal does not begin with run-start')
}

function decodeEntry(reader: JsonReader): JournalEntry {
  const type = reader.oneOf('type', ['run-start', 'host-start', 'change-intent', 'change-outcome', 'run-end'])
  const time = reader.number('time')
  switch (type) {
    case 'run-start': {
      const format = reader.integer('format')
      if (format !== journalFormat) throw reader.error('format', `is ${format}; this version of wmctl reads ${journalFormat}`)
      const planId = reader.optional('planId', (from) => from.string('planId'))
      const pending = reader.strings('pending')
      return {
        type,
        format: journalFormat,
        runId: reader.string('runId'),
        ...(planId === undefined ? {} : { planId }),
        pending,
        time,
      }
    }
    case 'host-start':
      return { type, host: reader.string('host'), time }
    case 'change-intent':
      return {
        type,
        change: reader.integer('change'),
        address: reader.string('address'),
        kind: reader.string('kind'),
        identity: reader.string('identity'),
        action: reader.oneOf('action', actions),
        steps: reader.strings('steps'),
        triggers: reader.strings('triggers'),
        time,
      }
    case 'change-outcome': {
      const message = reader.optional('message', (from) => from.string('message'))
      const outcome = reader.oneOf('outcome', ['done', 'nothing-to-do', 'failed', 'not-taken'])
      return { type, change: reader.integer('change'), outcome, ...(message === undefined ? {} : { message }), time }
    }
    case 'run-end':
      return { type, cancelled: reader.boolean('cancelled'), time }
  }
}
