import { randomBytes } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import process from 'node:process'
import { codeOf } from './connect-errors.js'
import { fileError } from './file-error.js'
import { makeFolder } from './make-folder.js'

/** Who has a lock. A part is undefined when the file does not tell. */
export interface LockHolder {
  readonly pid: number | undefined
  readonly host: string | undefined
  /** Milliseconds since the epoch. */
  readonly since: number | undefined
}

export type LockAttempt =
  | { readonly state: 'taken'; release(): Promise<void> }
  | { readonly state: 'held'; readonly holder: LockHolder }

/**
 * Takes a lock that one process at a time can have. That of a process of this machine that has ended without giving it back is
 * taken over; whether a process of another machine (a shared folder) still runs cannot be told, so its lock stays.
 * Raises UsageError when the file cannot be written.
 */
export async function takeLock(path: string, now: number): Promise<LockAttempt> {
  const own = JSON.stringify({ pid: process.pid, host: hostname(), since: now })
  try {
    makeFolder(dirname(path), { mode: 0o700 })
    for (;;) {
      if (await createWith(path, own)) return { state: 'taken', release: () => rm(path, { force: true }) }
      const found = await textOf(path)
      if (found === undefined) continue
      const holder = decodeHolder(found)
      if (!isGone(holder) || !(await removeOnly(path, found))) return { state: 'held', holder }
    }
  } catch (error) {
    throw fileError('lock', path, error)
  }
}

/** The process that has the lock now, if one does. */
export async function lockHolder(path: string): Promise<LockHolder | undefined> {
  const found = await textOf(path)
  if (found === undefined) return undefined
  const holder = decodeHolder(found)
  return isGone(holder) ? undefined : holder
}

/** False when there is such a file. */
async function createWith(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Removes the file if it still holds `text`: another process may have taken it over since it was read. */
async function removeOnly(path: string, text: string): Promise<boolean> {
  const aside = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await rename(path, aside)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return true
    throw error
  }
  if ((await textOf(aside)) !== text) {
    await rename(aside, path)
    return false
  }
  await rm(aside, { force: true })
  return true
}

/** Nothing in it is relied on: a process may have been killed while it wrote. */
function decodeHolder(text: string): LockHolder {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    json = undefined
  }
  const { pid, host, since } = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>
  return {
    pid: typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0 ? pid : undefined,
    host: typeof host === 'string' ? host : undefined,
    since: typeof since === 'number' && Number.isFinite(since) ? since : undefined,
  }
}

function isGone({ pid, host }: LockHolder): boolean {
  if (pid === undefined || host !== hostname()) return false
  // A container that starts again has the same number: this process would know of a lock of its own.
  if (pid === process.pid) return true
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return codeOf(error) === 'ESRCH'
  }
}
