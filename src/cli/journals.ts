import { DecodeError } from '../base/errors.js'
import type { RunStartEntry } from '../engine/journal.js'
import { findAppliedPlan, type JournalState, readJournal } from '../engine/journal-state.js'
import { readLines } from '../io/read-text.js'
import { journalFiles } from './state-files.js'

/** What the newest journal says; one that ended before its first line was whole says nothing, and the one before it counts. */
async function lastJournal(): Promise<JournalState | undefined> {
  for (const path of (await journalFiles()).toReversed()) {
    try {
      return await readJournal(readLines(path))
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
    }
  }
  return undefined
}

/** Addresses of resources that an earlier run triggered and did not get to. Asked before a run opens its own journal. */
export async function pendingTriggers(): Promise<ReadonlySet<string>> {
  return (await lastJournal())?.pending ?? new Set()
}

/**
 * What to tell about a run that was killed: its changes that were sent and never answered. Of most the plan that follows shows
 * whether they were made; of a method call only the host can tell, and it is not called again for it.
 */
export async function describeUnfinished(): Promise<string | undefined> {
  const last = await lastJournal()
  if (last === undefined || last.ended || last.inFlight.length === 0) return undefined
  const lines = last.inFlight.map(({ address, steps, action }) => {
    const unsure = action === 'invoke' ? ' (perhaps called; it is not called again)' : ''
    return `  ${address}: ${steps.join(', ') || action}${unsure}\n`
  })
  return `warning: the last apply (run ${last.run.runId}) was broken off with changes in flight; this plan shows whether they were made:\n${lines.join('')}`
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
