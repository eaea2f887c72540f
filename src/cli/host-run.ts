import { WmctlError } from '../base/errors.js'
import type { ClassSource } from '../cim/class.js'
import type { HostEntry } from '../config/hosts.js'
import { forEachConcurrent } from '../engine/concurrency.js'
import { failureOf, isUnreachable } from '../engine/failure.js'
import { defaultConcurrency } from '../engine/plan-run.js'
import { quietOutcome, type RunOutcome } from '../engine/run-outcome.js'
import type { CimSession } from '../session/cim-session.js'
import { HostErrors } from '../views/diagnostic/host-errors.js'
import { secretResolver } from './secret-resolver.js'
import { openSessions } from './sessions.js'
import type { Terminal } from './terminal.js'

export interface HostRun {
  /** Hosts at once; undefined: as many as a plan works on. */
  readonly concurrency: number | undefined
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

/**
 * Does the same on many hosts; each host's failure stops no other, and is told at the end, once for all hosts that have it.
 * Returns what decides the exit code.
 */
export async function onEachHost(
  hosts: readonly HostEntry[],
  { concurrency = defaultConcurrency, terminal, signal }: HostRun,
  work: (host: HostEntry) => Promise<void>,
): Promise<RunOutcome> {
  let failedHosts = 0
  let unreachableHosts = 0
  let refused = 0
  const failures = new HostErrors()
  try {
    await forEachConcurrent(hosts, concurrency, async (host) => {
      if (signal.aborted) return
      try {
        await work(host)
      } catch (error) {
        if (signal.aborted) return
        if (!(error instanceof WmctlError)) throw error
        if (isUnreachable(error)) unreachableHosts += 1
        else failedHosts += 1
        if (failureOf(error).code === 'WMCTL_AUTH') refused += 1
        failures.add(host.name, error)
      }
    })
  } finally {
    terminal.err(failures.render(terminal.errStyle))
  }
  return { ...quietOutcome, failedHosts, unreachableHosts, unauthenticated: hosts.length > 0 && refused === hosts.length }
}

/** The same with a session to each host. */
export async function onEachSession(
  hosts: readonly HostEntry[],
  { classes, ...run }: HostRun & { readonly classes: ClassSource },
  work: (host: HostEntry, session: CimSession) => Promise<void>,
): Promise<RunOutcome> {
  const { terminal, signal } = run
  const sessions = await openSessions(hosts, {
    resolver: secretResolver(terminal, signal),
    classes,
    warn: terminal.err,
    note: terminal.verbose ? terminal.err : undefined,
  })
  try {
    return await onEachHost(hosts, run, async (host) => {
      const lease = await sessions.open(host.name)
      try {
        await work(host, lease.session)
      } finally {
        await lease.release()
      }
    })
  } finally {
    await sessions.close()
  }
}
