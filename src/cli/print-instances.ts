import type { ClassSource } from '../cim/class.js'
import type { CimInstance } from '../cim/value.js'
import { toYaml } from '../config/to-yaml.js'
import type { RunOutcome } from '../engine/run-outcome.js'
import type { CimReader } from '../session/cim-session.js'
import { createInstanceView, type InstanceFormat } from '../views/instance/instance-view.js'
import { counted } from '../views/text/words.js'
import { onEachSession } from './host-run.js'
import { type InventoryOptions, loadHosts } from './inventory.js'
import type { Terminal } from './terminal.js'

/** What `get` and `query` have in common. */
export interface PrintOptions extends InventoryOptions {
  /** Columns in order; undefined: what the instances have. */
  readonly columns: readonly string[] | undefined
  readonly format: InstanceFormat
  readonly concurrency: number | undefined
  readonly timeout: number | undefined
}

export interface PrintContext {
  readonly classes: ClassSource
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

/** Prints what each host answers, as it comes: memory does not grow with the fleet, whatever the reader of the output does. */
export async function printInstances(
  options: PrintOptions,
  { classes, terminal, signal }: PrintContext,
  read: (session: CimReader) => AsyncIterable<CimInstance>,
): Promise<RunOutcome> {
  const hosts = await loadHosts(options)
  const { columns: properties, concurrency } = options
  const view = createInstanceView(options.format, { write: terminal.out, style: terminal.style, properties, toYaml })
  let found = false
  try {
    const outcome = await onEachSession(hosts, { classes, concurrency, terminal, signal }, async (host, session) => {
      for await (const instance of read(session)) {
        found = true
        view.instance(host.name, instance)
        await terminal.drained?.()
      }
    })
    if (!found && outcome.failedHosts + outcome.unreachableHosts < hosts.length)
      terminal.err(`Nothing was found on ${counted(hosts.length - outcome.failedHosts - outcome.unreachableHosts, 'host')}.\n`)
    return outcome
  } finally {
    const warning = view.end()
    if (warning !== undefined) terminal.err(`warning: ${warning}\n`)
  }
}
