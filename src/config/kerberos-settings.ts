import type { Diagnostic } from '../base/diagnostic.js'
import type { KerberosRealm, KerberosSettings } from '../session/connection.js'
import { errorAt, placeOf } from './problem.js'
import { child, itemsOf, keyRange, plainOf, rangeOf, type SourceNode, textOf } from './source-node.js'

/** What the inventories of a run say of Kerberos, put together: there is one Kerberos for all hosts. Undefined when they say nothing. */
export function mergeKerberos(
  nodes: readonly (SourceNode | undefined)[],
  diagnostics: Diagnostic[],
): KerberosSettings | undefined {
  const given = nodes.filter((node) => node !== undefined)
  if (given.length === 0) return undefined
  const defaultRealm = theOne(
    given.flatMap((node) => child(node, 'defaultRealm') ?? []),
    diagnostics,
  )
  const realms = mergeRealms(given, diagnostics)
  return {
    ...(defaultRealm === undefined ? {} : { defaultRealm }),
    ...(given.some((node) => isTrue(child(node, 'allowRc4'))) ? { allowRc4: true } : {}),
    ...(realms === undefined ? {} : { realms }),
  }
}

function theOne(nodes: readonly SourceNode[], diagnostics: Diagnostic[]): string | undefined {
  const [first, ...others] = nodes
  if (first === undefined) return undefined
  for (const other of others) {
    if (textOf(other) === textOf(first)) continue
    const detail = `The default realm is already given as '${textOf(first) ?? ''}' at ${placeOf(rangeOf(first))}. Keep one of the two.`
    diagnostics.push(errorAt(rangeOf(other), 'Duplicate default realm', detail))
  }
  return textOf(first)
}

function mergeRealms(
  nodes: readonly SourceNode[],
  diagnostics: Diagnostic[],
): Readonly<Record<string, KerberosRealm>> | undefined {
  const realms: Record<string, KerberosRealm> = {}
  const names = new Map<string, SourceNode>()
  const owners = new Map<string, { readonly realm: string; readonly node: SourceNode }>()
  for (const node of nodes) {
    const map = child(node, 'realms')
    if (map?.kind !== 'map') continue
    for (const entry of map.entries.values()) {
      const key = entry.name.toLowerCase()
      const first = names.get(key)
      if (first !== undefined) {
        const detail = `The realm '${entry.name}' is already given at ${placeOf(rangeOf(first))}. Keep one of the two; case does not count.`
        diagnostics.push(errorAt(keyRange(map, entry), 'Duplicate realm', detail))
        continue
      }
      names.set(key, entry.value)
      realms[entry.name] = plainOf(entry.value) as KerberosRealm
      for (const domain of itemsOf(child(entry.value, 'domains'))) {
        const name = (textOf(domain) ?? '').toLowerCase().replace(/^\./, '')
        const owner = owners.get(name)
        if (owner === undefined) owners.set(name, { realm: entry.name, node: domain })
        else {
          const detail = `The domain '${name}' already belongs to the realm '${owner.realm}' by ${placeOf(rangeOf(owner.node))}.`
          diagnostics.push(errorAt(rangeOf(domain), 'Duplicate domain', detail))
        }
      }
    }
  }
  return names.size === 0 ? undefined : realms
}

function isTrue(node: SourceNode | undefined): boolean {
  return node !== undefined && plainOf(node) === true
}
