/** A test for names: `*` is any characters, `?` any one; case does not matter. Linear in pattern and name. */
export function globMatcher(pattern: string): (name: string) => boolean {
  const wanted = pattern.toLowerCase()
  if (!isGlob(wanted)) return (name) => name.toLowerCase() === wanted
  if (wanted === '*') return () => true
  return (name) => matches(wanted, name.toLowerCase())
}

export function isGlob(pattern: string): boolean {
  return pattern.includes('*') || pattern.includes('?')
}

function matches(pattern: string, name: string): boolean {
  let p = 0
  let n = 0
  let star = -1
  let resume = 0
  while (n < name.length) {
    const c = pattern[p]
    if (c === '*') {
      star = p++
      resume = n
    } else if (c === '?' || (c !== undefined && c === name[n])) {
      p++
      n++
    } else if (star >= 0) {
      p = star + 1
      n = ++resume
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}
