/** Equal exactly, equal by a rule to show (`ignoring case`, `value map: Auto is Automatic`), or different. */
export type Comparison = { readonly equal: true; readonly rule?: string } | { readonly equal: false }

export const exact: Comparison = { equal: true }
export const different: Comparison = { equal: false }

export function equalBy(rule: string): Comparison {
  return { equal: true, rule }
}

/** Equal when all are; the rules that were needed, each named once. */
export function allEqual(comparisons: Iterable<Comparison>): Comparison {
  const rules = new Set<string>()
  for (const comparison of comparisons) {
    if (!comparison.equal) return different
    if (comparison.rule !== undefined) rules.add(comparison.rule)
  }
  return rules.size === 0 ? exact : equalBy([...rules].sort().join('; '))
}
