/** Most hosts first, then by name: hosts are planned in no particular order, and what is printed must not depend on it. */
export function compareHostSets(a: readonly string[], b: readonly string[]): number {
  if (a.length !== b.length) return b.length - a.length
  const [first, second] = [namesOf(a), namesOf(b)]
  return first < second ? -1 : first > second ? 1 : 0
}

function namesOf(hosts: readonly string[]): string {
  return hosts.length === 1 ? (hosts[0] ?? '') : [...hosts].sort().join('\n')
}
