import { messageOf, WmctlError } from '../base/errors.js'
import type { HostEntry } from '../config/hosts.js'
import { forEachConcurrent } from '../engine/concurrency.js'
import { failureOf, isUnreachable } from '../engine/failure.js'
import { quietOutcome, type RunOutcome } from '../engine/run-outcome.js'
import type { CimSession } from '../session/cim-session.js'
import { renderError } from '../views/diagnostic/render-error.js'
import type { Sessions } from './sessions.js'
import type { Terminal } from './terminal.js'

/** Does the same on many hosts; each host's failure is told and stops no other. Returns what decides the exit code. */
export async function onEachHost(
  hosts: readonly HostEntry[],
  options: {
    readonly sessions: Sessions
    readonly concurrency: number
    readonly terminal: Terminal
    readonly signal: AbortSignal
  },
  work: (host: HostEntry, session: CimSession) => Promise<void>,
): Promise<RunOutcome> {
  let failedHosts = 0
  let unreachableHosts = 0
  let refused = 0
  await forEachConcurrent(hosts, options.concurrency, async (host) => {
    if (options.signal.aborted) return
    try {
      const lease = await options.sessions.open(host.name)
      try {
        await work(host, lease.session)
      } finally {
        await lease.release()
      }
    } catch (error) {
      if (options.signal.aborted) return
      if (!(error instanceof WmctlError)) throw error
      if (isUnreachable(error)) unreachableHosts += 1
      else failedHosts += 1
      if (failureOf(error).code === 'WMCTL_AUTH') refused += 1
      const prefix = messageOf(error).startsWith(host.name) ? '' : `${host.name}: `
      options.terminal.err(`${prefix}${renderError(error, options.terminal.errStyle)}\n`)
    }
  })
  return { ...quietOutcome, failedHosts, unreachableHosts, unauthenticated: hosts.length > 0 && refused === hosts.length }
}
