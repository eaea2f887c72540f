import type { FoldedGroup, ShownChange } from '../../fold/plan-fold.js'

/** The changes of the page in the order in which they stand in it; the script finds them by their number. */
export interface PageLayout {
  readonly groups: readonly LaidOutGroup[]
  /** Changes and groups that the page has no room for. */
  readonly leftOut: { readonly changes: number; readonly groups: number }
  /** The numbers of a host's changes; `leftOutMark` when there are more. */
  readonly changesOf: ReadonlyMap<string, readonly number[]>
}

export interface LaidOutGroup extends FoldedGroup {
  readonly parts: readonly LaidOutChange[]
}

export interface LaidOutChange {
  readonly change: ShownChange
  /** Where hosts come from different values: each way with its hosts. */
  readonly variants: readonly LaidOutVariant[]
  readonly variantsLeftOut: number
}

export interface LaidOutVariant {
  readonly change: ShownChange
  readonly hosts: readonly string[]
}

const leftOutMark = -1

/** Gives changes their numbers, `limit` at most: a page with more could not be read, nor opened. */
export function layOutPage(groups: readonly FoldedGroup[], limit: number): PageLayout {
  const changesOf = new Map<string, number[]>()
  const assign = (hosts: readonly string[], number: number): void => {
    for (const host of hosts) {
      const known = changesOf.get(host)
      if (known === undefined) changesOf.set(host, [number])
      else if (known.at(-1) !== leftOutMark) known.push(number)
    }
  }
  let next = 0
  const layOutChange = (change: ShownChange, hosts: readonly string[]): LaidOutChange => {
    const number = next++
    if (change.variants === undefined) {
      assign(hosts, number)
      return { change, variants: [], variantsLeftOut: 0 }
    }
    const variants = change.variants.slice(0, Math.max(limit - next, 0))
    for (const variant of variants) assign(variant.hosts, next++)
    const rest = change.variants.slice(variants.length)
    for (const variant of rest) assign(variant.hosts, leftOutMark)
    return { change, variants, variantsLeftOut: rest.length }
  }
  const laidOut: LaidOutGroup[] = []
  const leftOut = { changes: 0, groups: 0 }
  for (const group of groups) {
    if (next < limit) laidOut.push({ ...group, parts: group.changes.map((change) => layOutChange(change, group.hosts)) })
    else {
      assign(group.hosts, leftOutMark)
      leftOut.changes += group.changes.length
      leftOut.groups += 1
    }
  }
  return { groups: laidOut, leftOut, changesOf }
}
