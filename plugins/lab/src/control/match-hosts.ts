import { UsageError } from 'wmctl'

/** The items whose name fits one of the patterns, in which `*` and `?` are wildcards; all of them without patterns. */
export function matchHosts<T extends { readonly name: string }>(items: readonly T[], patterns: readonly string[]): readonly T[] {
  if (patterns.length === 0) return items
  const unmatched = patterns.find((pattern) => !items.some(({ name }) => fits(pattern, name)))
  if (unmatched !== undefined) {
    throw new UsageError(`The lab has no host ${unmatched}`, { hint: 'See `wmctl lab status` for the names of its hosts.' })
  }
  return items.filter(({ name }) => patterns.some((pattern) => fits(pattern, name)))
}

function fits(pattern: string, name: string): boolean {
  const source = pattern
    .toLowerCase()
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`).test(name.toLowerCase())
}
