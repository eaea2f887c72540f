import type { Diagnostic } from '../base/diagnostic.js'
import { suggest } from '../base/suggest.js'
import { type HostEntry, type ResolvedHosts, resolveHosts } from './hosts.js'
import type { InventoryDocument } from './inventory.js'
import { errorAt, hasErrors } from './problem.js'
import { parseSelector, selects, unknownGroups } from './selector.js'

export interface SelectedHosts {
  readonly hosts: readonly HostEntry[]
  readonly diagnostics: readonly Diagnostic[]
}

/** The hosts of an inventory for commands that need no Configuration. That there are none is an error. */
export function selectHosts(inventories: readonly InventoryDocument[], limit: readonly string[]): SelectedHosts {
  if (inventories.length === 0) return { hosts: [], diagnostics: [noInventory()] }
  const resolved = resolveHosts(inventories)
  const limited = limitHosts(resolved, limit)
  const diagnostics = [...resolved.diagnostics, ...limited.diagnostics]
  if (resolved.hosts.length === 0) diagnostics.push(errorAt(undefined, 'No targets', 'The inventory has no hosts.'))
  return { hosts: hasErrors(diagnostics) ? [] : limited.hosts, diagnostics }
}

export function noInventory(): Diagnostic {
  const detail = 'There is no Inventory document. Name one with -i, or put one among the files of -f.'
  return errorAt(undefined, 'No inventory', detail)
}

/** The hosts that `--limit` selects; without one all of them. That a limit selects nothing is an error. */
export function limitHosts(resolved: ResolvedHosts, limit: readonly string[]): SelectedHosts {
  if (limit.length === 0) return { hosts: resolved.hosts, diagnostics: [] }
  const { selector, diagnostics } = parseSelector(limit.map((text) => ({ text, range: undefined })))
  const problems = [...diagnostics, ...unknownGroups(selector, resolved.groupNames)]
  const hosts = resolved.hosts.filter((host) => selects(selector, host))
  if (hosts.length === 0 && problems.length === 0 && resolved.hosts.length > 0)
    problems.push(nothingSelected(limit, resolved.hosts))
  return { hosts, diagnostics: problems }
}

function nothingSelected(limit: readonly string[], hosts: readonly HostEntry[]): Diagnostic {
  const names = new Set(
    hosts.flatMap((host) => [host.name, ...Object.entries(host.labels).map(([name, value]) => `${name}=${value}`)]),
  )
  const [only] = limit
  const suggestion = limit.length === 1 && only !== undefined ? suggest(only, names) : undefined
  const hint = suggestion === undefined ? '' : ` Did you mean '${suggestion}'?`
  const detail = `--limit ${limit.join(' --limit ')} selects none of the ${hosts.length} hosts of the inventory.${hint}`
  return errorAt(undefined, 'No targets', detail, suggestion)
}
