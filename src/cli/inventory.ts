import { UsageError } from '../base/errors.js'
import { ConfigError } from '../config/config-error.js'
import { readDocuments } from '../config/documents.js'
import type { HostEntry } from '../config/hosts.js'
import { selectHosts } from '../config/select-hosts.js'
import { readSources } from './documents.js'

export interface InventoryOptions {
  readonly inventory: string | undefined
  readonly limit: readonly string[]
}

/** The hosts of an inventory that `--limit` selects, for commands that need no Configuration. */
export async function loadHosts(options: InventoryOptions): Promise<readonly HostEntry[]> {
  if (options.inventory === undefined) {
    throw new UsageError('No inventory was named', { hint: 'Name one with -i, for example: -i inventory.yaml' })
  }
  const documents = readDocuments(await readSources([options.inventory]), [])
  const selected = selectHosts(documents.inventories, options.limit)
  const diagnostics = [...documents.diagnostics, ...selected.diagnostics]
  if (diagnostics.some(({ severity }) => severity === 'error')) throw new ConfigError(diagnostics)
  return selected.hosts
}
