import { DecodeError } from '../base/errors.js'
import type { RunStartEntry } from '../engine/journal.js'
import { findAppliedPlan, type JournalState, readJournal } from '../engine/journal-state.js'
import { readLines } from '../io/read-text.js'
import { journalFiles } from './state-files.js'

/** What the newest journal says: whether a run was broken off, and which triggered resources it owes. */
async function lastJournal(): Promise<JournalState | undefined> {
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

/**
 * What to tell about a run that was killed: its changes that were sent and never answered. Whether they were made only the
 * host knows, and the plan that follows shows it.
 */
export async function describeUnfinished(): Promise<string | undefined> {
  const last = await lastJournal()
  if (last === undefined || last.ended || last.inFlight.length === 0) return undefined
  const changes = last.inFlight.map(({ address, steps, action }) => `  ${address}: ${steps.join(', ') || action}\n`)
  return `warning: the last apply (run ${last.run.runId}) was broken off with changes in flight; this plan shows whether they were made:\n${changes.join('')}`
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
