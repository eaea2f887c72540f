import type { Action } from './resource-type.js'

/**
 * The journal of an apply: JSON lines, only ever appended to. An intent is durable before its change is sent and an outcome
 * after it is answered, so whatever kills the process, the journal names what was in flight. It is no input for repeating
 * work: a rerun plans from the live state, in which finished changes are no changes any more. The one thing live state cannot
 * tell is that a triggered resource is still owed; that is read back (`readJournal`) and handed to the next run as `pending`.
 */
export type JournalEntry = RunStartEntry | HostStartEntry | ChangeIntentEntry | ChangeOutcomeEntry | RunEndEntry

export const journalFormat = 1

export interface RunStartEntry {
  readonly type: 'run-start'
  readonly format: typeof journalFormat
  readonly runId: string
  /** The saved plan that is applied: from this line on it counts as applied. */
  readonly planId?: string
  /** Milliseconds since the epoch, here and below. */
  readonly time: number
  /** Addresses of triggered resources owed by earlier runs, carried so that the latest journal tells all. */
  readonly pending: readonly string[]
}

interface HostStartEntry {
  readonly type: 'host-start'
  readonly host: string
  readonly time: number
}

export interface ChangeIntentEntry {
  readonly type: 'change-intent'
  /** Number of the change in this run. */
  readonly change: number
  /** `host/configuration/resource` */
  readonly address: string
  readonly kind: string
  readonly identity: string
  readonly action: Action
  readonly steps: readonly string[]
  /** Addresses of the resources that this change, once made, triggers. */
  readonly triggers: readonly string[]
  readonly time: number
}

export interface ChangeOutcomeEntry {
  readonly type: 'change-outcome'
  readonly change: number
  /** `not-taken` follows `done` when reading back showed that the change did not take. */
  readonly outcome: 'done' | 'nothing-to-do' | 'failed' | 'not-taken'
  readonly message?: string
  readonly time: number
}

interface RunEndEntry {
  readonly type: 'run-end'
  readonly cancelled: boolean
  readonly time: number
}

/** Where entries go. */
export interface JournalSink {
  /** Resolves when the entry is on the disk, not before. */
  append(entry: JournalEntry): Promise<void>
}

/** The line of an entry, with its line feed. */
export function formatJournalEntry(entry: JournalEntry): string {
  return `${JSON.stringify(entry)}\n`
}
