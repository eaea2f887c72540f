import type { Diagnostic } from '../base/diagnostic.js'
import { globMatcher, isGlob } from './glob.js'
import type { GroupDocument, HostDocument } from './inventory.js'
import { errorAt, placeOf, unknownName } from './problem.js'
import { child, headOf, rangeOf, textOf } from './source-node.js'

/** Which groups hosts belong to. */
export interface Groups {
  readonly names: readonly string[]
  /** The groups of a host, children before their parents; among unrelated groups the later one of the documents comes first. */
  of(host: HostDocument): readonly GroupDocument[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Resolves names, child groups and globs; reports names that are not there, names given twice, and cycles. */
export function resolveGroups(groups: readonly GroupDocument[], hostNames: ReadonlySet<string>): Groups {
  const diagnostics: Diagnostic[] = []
  const byName = indexGroups(groups, diagnostics)
  const names = [...byName.keys()]
  const parents = parentsOf(groups, byName, diagnostics)
  const ranks = rankGroups(groups, parents, diagnostics)
  const direct = directMembership(groups, hostNames, diagnostics)
  const cache = new Map<string, readonly GroupDocument[]>()

  function of(host: HostDocument): readonly GroupDocument[] {
    const own = host.groups.flatMap((node) => {
      const group = byName.get(textOf(node) ?? '')
      if (group === undefined) diagnostics.push(unknownGroup(node, names))
      return group === undefined ? [] : [group]
    })
    const listed = direct(host.name)
    if (own.length === 0 && listed.length === 0) return noGroups
    const start = [...own, ...listed]
    const key = start.map(({ name }) => name).join('\n')
    const known = cache.get(key)
    if (known !== undefined) return known
    const all = new Set<GroupDocument>()
    const queue = [...start]
    for (let group = queue.pop(); group !== undefined; group = queue.pop()) {
      if (all.has(group)) continue
      all.add(group)
      queue.push(...(parents.get(group) ?? []))
    }
    const ordered = [...all].sort((a, b) => (ranks.get(b) ?? 0) - (ranks.get(a) ?? 0))
    cache.set(key, ordered)
    return ordered
  }

  return { names, of, diagnostics }
}

const maxDepth = 100

const noGroups: readonly GroupDocument[] = []

function indexGroups(groups: readonly GroupDocument[], diagnostics: Diagnostic[]): ReadonlyMap<string, GroupDocument> {
  const byName = new Map<string, GroupDocument>()
  for (const group of groups) {
    const first = byName.get(group.name)
    if (first === undefined) byName.set(group.name, group)
    else {
      const detail = `The group '${group.name}' is already given at ${placeOf(headOf(first.node))}. Give one of them another name, or make one of the two.`
      diagnostics.push(errorAt(nameRange(group), 'Duplicate group', detail))
    }
  }
  return byName
}

function parentsOf(
  groups: readonly GroupDocument[],
  byName: ReadonlyMap<string, GroupDocument>,
  diagnostics: Diagnostic[],
): ReadonlyMap<GroupDocument, readonly GroupDocument[]> {
  const parents = new Map<GroupDocument, GroupDocument[]>()
  for (const parent of groups) {
    for (const node of parent.groups) {
      const group = byName.get(textOf(node) ?? '')
      if (group === undefined) diagnostics.push(unknownGroup(node, [...byName.keys()]))
      else parents.set(group, [...(parents.get(group) ?? []), parent])
    }
  }
  return parents
}

/** A number per group, higher for children than for their parents; cycles are reported once each and broken. */
function rankGroups(
  groups: readonly GroupDocument[],
  parents: ReadonlyMap<GroupDocument, readonly GroupDocument[]>,
  diagnostics: Diagnostic[],
): ReadonlyMap<GroupDocument, number> {
  const depths = new Map<GroupDocument, number>()
  const path: GroupDocument[] = []

  function depthOf(group: GroupDocument): number {
    const known = depths.get(group)
    if (known !== undefined) return known
    const at = path.indexOf(group)
    if (at >= 0) {
      const cycle = [...path.slice(at), group].reverse().map(({ name }) => name)
      const detail = `The groups contain each other: ${cycle.join(' → ')}. Leave out one of these steps.`
      diagnostics.push(errorAt(nameRange(group), 'Group cycle', detail))
      return 0
    }
    if (path.length >= maxDepth) {
      diagnostics.push(errorAt(nameRange(group), 'Nested too deeply', `Groups are nested more than ${maxDepth} levels deep.`))
      return 0
    }
    path.push(group)
    const depth = Math.max(-1, ...(parents.get(group) ?? []).map(depthOf)) + 1
    path.pop()
    depths.set(group, depth)
    return depth
  }

  const order = new Map(groups.map((group, index) => [group, index]))
  return new Map(groups.map((group) => [group, depthOf(group) * groups.length + (order.get(group) ?? 0)]))
}

/** Groups that list a host by name or glob. Names are looked up, so that cost grows with the globs alone. */
function directMembership(
  groups: readonly GroupDocument[],
  hostNames: ReadonlySet<string>,
  diagnostics: Diagnostic[],
): (host: string) => readonly GroupDocument[] {
  const byName = new Map<string, GroupDocument[]>()
  const globs: { readonly group: GroupDocument; readonly matches: (name: string) => boolean }[] = []
  for (const group of groups) {
    for (const node of group.hosts) {
      const name = textOf(node) ?? ''
      if (isGlob(name)) globs.push({ group, matches: globMatcher(name) })
      else if (hostNames.has(name.toLowerCase()))
        byName.set(name.toLowerCase(), [...(byName.get(name.toLowerCase()) ?? []), group])
      else diagnostics.push(unknownName(rangeOf(node), 'Unknown host', `No host is named '${name}'.`, name, [...hostNames]))
    }
  }
  return (host) => {
    const named = byName.get(host.toLowerCase())
    if (globs.length === 0) return named ?? noGroups
    const matched = globs.filter(({ matches }) => matches(host)).map(({ group }) => group)
    return [...new Set([...(named ?? []), ...matched])]
  }
}

function unknownGroup(node: Parameters<typeof rangeOf>[0], names: readonly string[]): Diagnostic {
  const name = textOf(node) ?? ''
  return unknownName(rangeOf(node), 'Unknown group', `No group is named '${name}'.`, name, names)
}

function nameRange(group: GroupDocument) {
  return rangeOf(child(group.node, 'name') ?? group.node)
}
