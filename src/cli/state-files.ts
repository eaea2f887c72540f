import { readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import process from 'node:process'
import { formatJournalEntry, type JournalEntry, type JournalSink } from '../engine/journal.js'
import { openAppendFile } from '../io/append-file.js'
import { codeOf } from '../io/connect-errors.js'
import { fileError } from '../io/file-error.js'
import { userFolders } from '../io/user-folders.js'

/** The journals of this user, one file a run, newest last by name. */
function journalFolder(): string {
  return join(userFolders(process.env).state, 'journal')
}

export async function journalFiles(): Promise<readonly string[]> {
  const names = await namesIn(journalFolder())
  return names
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => join(journalFolder(), name))
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    // No folder: no run has been applied yet. Of one that cannot be read it is not known, and a plan may have been applied.
    if (codeOf(error) === 'ENOENT') return []
    throw fileError('read', folder, error)
  }
}

/** Held while a run applies. */
export function applyLockPath(): string {
  return join(userFolders(process.env).state, 'apply.lock')
}

/**
 * A journal whose entries are on the disk before `append` resolves. Its name comes after those of all others, also when the
 * clock of this machine was put back: the next run asks the last one.
 */
export async function openJournal(
  runId: string,
  startedAt: number,
): Promise<JournalSink & { readonly path: string; close(): Promise<void> }> {
  const path = join(journalFolder(), `${stampOf(Math.max(startedAt, (await lastStamp()) + 1))}-${runId}.jsonl`)
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

function stampOf(time: number): string {
  return new Date(time).toISOString().replace(/[:.]/g, '-')
}

/** When the last journal began, by its name; 0 when there is none. */
async function lastStamp(): Promise<number> {
  const name = basename((await journalFiles()).at(-1) ?? '')
  const [, day, hour, minute, rest] = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d-\d{3})Z-/.exec(name) ?? []
  const time = Date.parse(`${day}T${hour}:${minute}:${rest?.replace('-', '.')}Z`)
  return Number.isNaN(time) ? 0 : time
}

/** Journals that are kept, the newest; what an older one said of a plan having been applied is forgotten with it. */
const keptJournals = 200

/** Removes what killed runs have left behind, and the oldest journals. To be called with the apply lock held: then nobody uses them. */
export async function tidyState(): Promise<void> {
  const journals = await journalFiles()
  const old = journals.slice(0, Math.max(0, journals.length - keptJournals))
  const plans = (await namesIn(planFolder())).filter((name) => /\.wmplan(?:\.[0-9a-f]+\.tmp)?$/.test(name))
  await Promise.all([...old, ...plans.map((name) => join(planFolder(), name))].map(removeFile))
}

/** A place for the plan of an apply that was not given one. */
export function temporaryPlanPath(runId: string): string {
  return join(planFolder(), `${runId}.wmplan`)
}

function planFolder(): string {
  return join(userFolders(process.env).state, 'plans')
}

export function removeFile(path: string): Promise<void> {
  return rm(path, { force: true })
}
