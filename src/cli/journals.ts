import { DecodeError } from '../base/errors.js'
import type { RunStartEntry } from '../engine/journal.js'
import { findAppliedPlan, type JournalState, readJournal } from '../engine/journal-state.js'
import { readLines } from '../io/read-text.js'
import { journalFiles } from './state-files.js'

/** What the newest journal says: whether a run was broken off, and which triggered resources it owes. */
export async function lastJournal(): Promise<JournalState | undefined> {
  const newest = (await journalFiles()).at(-1)
  if (newest === undefined) return undefined
  try {
    return await readJournal(readLines(newest))
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

/** Addresses of resources that an earlier run triggered and did not get to. */
export async function pendingTriggers(): Promise<ReadonlySet<string>> {
  return (await lastJournal())?.pending ?? new Set()
}

/** The run that applied this plan, if one did. */
export function findApplied(planId: string): Promise<RunStartEntry | undefined> {
  return findAppliedPlan(planId, firstLines())
}

async function* firstLines(): AsyncGenerator<string> {
  for (const path of await journalFiles()) {
    for await (const line of readLines(path)) {
      yield line
      break
    }
  }
}
