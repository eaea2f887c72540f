import { UsageError } from '../base/errors.js'
import { suggest } from '../base/suggest.js'
import type { HostEntry } from '../config/hosts.js'
import { loadHosts } from './inventory.js'

/** Hosts of the inventory by their names, in any case. Throws UsageError. */
export async function findHosts(inventory: string | undefined, names: readonly string[]): Promise<readonly HostEntry[]> {
  const hosts = await loadHosts({ inventory, limit: [] })
  return names.map((wanted) => {
    const found = hosts.find(({ name }) => name.toLowerCase() === wanted.toLowerCase())
    if (found !== undefined) return found
    const meant = suggest(
      wanted,
      hosts.map(({ name }) => name),
    )
    throw new UsageError(
      `There is no host ${wanted} in the inventory`,
      meant === undefined ? {} : { hint: `Did you mean ${meant}?` },
    )
  })
}
