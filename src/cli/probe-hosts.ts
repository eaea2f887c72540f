import { type ProbeResult, probeHost } from '../client/probe.js'
import { endpointOf } from '../config/connection-settings.js'
import type { HostEntry } from '../config/hosts.js'
import { systemClock } from '../io/system-clock.js'
import { createProbeView } from '../views/probe/probe-view.js'
import { onEachHost } from './host-run.js'
import { type InventoryOptions, loadHosts } from './inventory.js'
import { readAuthority } from './read-authority.js'
import { guardRun } from './run-guard.js'
import type { Terminal } from './terminal.js'

export interface ProbeHostsOptions extends InventoryOptions {
  readonly format: 'table' | 'json'
  readonly concurrency: number | undefined
  readonly timeout: number | undefined
}

/** `probe`: what each host is and offers, asked without any credential. Returns the exit code. */
export function probeHosts(options: ProbeHostsOptions, terminal: Terminal): Promise<number> {
  return guardRun(options.timeout, terminal, async (signal) => {
    const hosts = await loadHosts(options)
    const view = createProbeView(options.format, { write: terminal.out, style: terminal.style })
    const { concurrency } = options
    const outcome = await onEachHost(hosts, { concurrency, terminal, signal }, async (host) => {
      view.host(host.name, endpointText(host), await probe(host, signal))
    })
    view.end()
    return outcome
  })
}

async function probe(host: HostEntry, signal: AbortSignal): Promise<ProbeResult> {
  const authority = await readAuthority(host.connection)
  return probeHost({ endpoint: endpointOf(host, authority), clock: systemClock, signal })
}

function endpointText(host: HostEntry): string {
  const { tls, address, port } = endpointOf(host)
  return `${tls === undefined ? 'http' : 'https'}://${address}:${port}`
}
