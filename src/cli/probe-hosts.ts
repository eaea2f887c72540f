import { messageOf, WmctlError } from '../base/errors.js'
import { type ProbeResult, probeHost } from '../client/probe.js'
import { endpointOf } from '../config/connection-settings.js'
import type { HostEntry } from '../config/hosts.js'
import { forEachConcurrent } from '../engine/concurrency.js'
import { isUnreachable } from '../engine/failure.js'
import { defaultConcurrency } from '../engine/plan-run.js'
import { quietOutcome } from '../engine/run-outcome.js'
import { readTextFile } from '../io/read-text.js'
import { systemClock } from '../io/system-clock.js'
import { renderError } from '../views/diagnostic/render-error.js'
import { createProbeView } from '../views/probe/probe-view.js'
import { type InventoryOptions, loadHosts } from './inventory.js'
import { guardRun } from './run-guard.js'
import type { Terminal } from './terminal.js'

export interface ProbeHostsOptions extends InventoryOptions {
  readonly format: 'table' | 'json'
  readonly concurrency: number | undefined
  readonly timeout: number | undefined
}

/** `probe`: what each host is and offers, asked without any credential. */
export async function probeHosts(options: ProbeHostsOptions, terminal: Terminal): Promise<number> {
  const guard = guardRun(options.timeout, terminal)
  try {
    const hosts = await loadHosts(options)
    const view = createProbeView(options.format, { write: terminal.out, style: terminal.style })
    let unreachableHosts = 0
    let failedHosts = 0
    await forEachConcurrent(hosts, options.concurrency ?? defaultConcurrency, async (host) => {
      if (guard.signal.aborted) return
      try {
        view.host(host.name, endpointText(host), await probe(host, guard.signal))
      } catch (error) {
        if (guard.signal.aborted) return
        if (!(error instanceof WmctlError)) throw error
        if (isUnreachable(error)) unreachableHosts += 1
        else failedHosts += 1
        const prefix = messageOf(error).startsWith(host.name) ? '' : `${host.name}: `
        terminal.err(`${prefix}${renderError(error, terminal.errStyle)}\n`)
      }
    })
    view.end()
    return guard.exitCode({ ...quietOutcome, unreachableHosts, failedHosts })
  } catch (error) {
    return guard.exitCodeOfError(error)
  } finally {
    guard.release()
  }
}

async function probe(host: HostEntry, signal: AbortSignal): Promise<ProbeResult> {
  const { tls } = host.connection
  const authority = typeof tls === 'object' && tls.caFile !== undefined ? await readTextFile(tls.caFile) : undefined
  return probeHost({ endpoint: endpointOf(host, authority), clock: systemClock, signal })
}

function endpointText(host: HostEntry): string {
  const { tls, address, port } = endpointOf(host)
  return `${tls === undefined ? 'http' : 'https'}://${address}:${port}`
}
