/**
 * The candidate a person most likely meant by `word`: the nearest by edits (insert, delete, replace, swap of neighbours), case
 * ignored, when it is near enough to be worth printing. Of equally near candidates the first wins. Undefined: no candidate is near.
 */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase()
  let best: string | undefined
  let limit = farthest(wanted.length)
  for (const candidate of candidates) {
    const name = candidate.toLowerCase()
    if (name === wanted) return candidate
    if (Math.abs(name.length - wanted.length) > limit) continue
    const distance = editDistance(wanted, name, limit)
    if (distance > limit) continue
    best = candidate
    limit = distance - 1
  }
  return best
}

/** One edit in three characters still looks like a slip; more is another word. */
function farthest(length: number): number {
  return Math.max(1, Math.floor(length / 3))
}

/** Damerau-Levenshtein distance (optimal string alignment); any number above `limit` means "more than limit". */
function editDistance(a: string, b: string, limit: number): number {
  let beforeLast = Array.from({ length: b.length + 1 }, () => 0)
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = Array.from({ length: b.length + 1 }, () => i)
    let smallest = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, at(beforeLast, j - 2) + 1)
      row[j] = cost
      smallest = Math.min(smallest, cost)
    }
    if (smallest > limit) return limit + 1
    beforeLast = last
    last = row
  }
  return at(last, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? 0
}
