import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { formatJournalEntry, type JournalEntry, type JournalSink } from '../engine/journal.js'
import { openAppendFile } from '../io/append-file.js'
import { userFolders } from '../io/user-folders.js'

/** The journals of this user, one file a run, newest last by name. */
function journalFolder(): string {
  return join(userFolders(process.env).state, 'journal')
}

export async function journalFiles(): Promise<readonly string[]> {
  try {
    const names = await readdir(journalFolder())
    return names
      .filter((name) => name.endsWith('.jsonl'))
      .sort()
      .map((name) => join(journalFolder(), name))
  } catch {
    // No folder: no run has been applied yet.
    return []
  }
}

/** A journal whose entries are on the disk before `append` resolves. */
export async function openJournal(
  runId: string,
  startedAt: number,
): Promise<JournalSink & { readonly path: string; close(): Promise<void> }> {
  const stamp = new Date(startedAt).toISOString().replace(/[:.]/g, '-')
  const path = join(journalFolder(), `${stamp}-${runId}.jsonl`)
  const file = await openAppendFile(path)
  return {
    path,
    async append(entry: JournalEntry) {
      await file.append(formatJournalEntry(entry).trimEnd())
      await file.sync()
    },
    close: () => file.close(),
  }
}

/** A place for the plan of an apply that was not given one. */
export function temporaryPlanPath(runId: string): string {
  return join(userFolders(process.env).state, 'plans', `${runId}.wmplan`)
}

export function removeFile(path: string): Promise<void> {
  return rm(path, { force: true })
}
