import { quietOutcome, type RunOutcome } from '../engine/run-outcome.js'
import { type LockHolder, lockHolder, takeLock } from '../io/lock-file.js'
import { systemClock } from '../io/system-clock.js'
import { applyLockPath } from './state-files.js'
import type { Terminal } from './terminal.js'

/**
 * Runs `work` while no other apply runs with the same state folder: a plan is applied once, and what a run owes the next one is
 * read from its journal, so the two must not overlap. Neither waits: the second is told who is at work (exit code 8).
 */
export async function withApplyLock(terminal: Terminal, work: () => Promise<RunOutcome>): Promise<RunOutcome> {
  const lock = await takeLock(applyLockPath(), systemClock.now())
  if (lock.state === 'held') {
    terminal.err(`error: another apply is running (${describeHolder(lock.holder)})\n  ${waitHint()}\n`)
    return { ...quietOutcome, locked: true }
  }
  try {
    return await work()
  } finally {
    await lock.release()
  }
}

/** Who is applying now, if anybody is. */
export async function runningApply(): Promise<string | undefined> {
  const holder = await lockHolder(applyLockPath())
  return holder === undefined ? undefined : describeHolder(holder)
}

function waitHint(): string {
  return `Wait until it has ended. If it has not ended by itself but is gone, remove ${applyLockPath()}.\n  Runs that have nothing to do with each other can have a state folder each, set with XDG_STATE_HOME.`
}

function describeHolder({ pid, host, since }: LockHolder): string {
  const parts = [
    pid === undefined ? 'process unknown' : `process ${pid}`,
    ...(host === undefined ? [] : [`on ${host}`]),
    ...(since === undefined ? [] : [`since ${new Date(since).toISOString()}`]),
  ]
  return parts.join(' ')
}
