import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readTextFile, UsageError, userFolders, writeTextFile } from 'wmctl'

/** What a running lab says about itself, for `lab status`, `lab stop` and `lab tamper`. Whoever reads it controls the lab. */
export interface LabState {
  readonly version: 1
  readonly pid: number
  readonly port: number
  readonly token: string
  readonly inventory: string
  /** ISO 8601. */
  readonly startedAt: string
}

export function defaultStatePath(env: Readonly<Record<string, string | undefined>>): string {
  return join(userFolders(env).state, 'lab.json')
}

export async function writeState(path: string, state: LabState): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeTextFile(path, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
}

/** Raises UsageError when there is no such file, or it is not a lab's. */
export async function readState(path: string): Promise<LabState> {
  const text = await readTextFile(path).catch((error: unknown) => {
    throw new UsageError(`No lab is running: there is no ${path}`, {
      hint: 'Start one with `wmctl lab start`, or name its state file with --state.',
      cause: error,
    })
  })
  const state = parseState(text)
  if (state === undefined) {
    throw new UsageError(`${path} is not the state file of a lab`, { hint: 'Remove it, and start the lab again.' })
  }
  return state
}

export async function removeState(path: string): Promise<void> {
  await rm(path, { force: true })
}

function parseState(text: string): LabState | undefined {
  try {
    const value = JSON.parse(text) as Partial<LabState> | null
    const { pid, port, token, inventory, startedAt } = value ?? {}
    if (value?.version !== 1 || typeof pid !== 'number' || typeof port !== 'number' || typeof token !== 'string') return undefined
    return { version: 1, pid, port, token, inventory: String(inventory), startedAt: String(startedAt) }
  } catch {
    return undefined
  }
}
