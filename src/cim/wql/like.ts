/** A piece of a LIKE pattern ([MS-WMI] 2.2.1.1): text in lower case, `_`, `%`, or a set. */
type LikePart =
  | { readonly kind: 'text'; readonly character: string }
  | { readonly kind: 'one' }
  | { readonly kind: 'any' }
  | { readonly kind: 'set'; readonly negated: boolean; readonly ranges: readonly (readonly [from: string, to: string])[] }

/** Cuts a pattern into its parts; undefined when a set is not closed. */
export function likeParts(pattern: string): LikePart[] | undefined {
  const text = pattern.toLowerCase()
  const parts: LikePart[] = []
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index)
    if (character === '[') {
      const end = text.indexOf(']', index)
      if (end < 0) return undefined
      parts.push(readSet(text.slice(index + 1, end)))
      index = end
    } else if (character === '%') {
      if (parts.at(-1)?.kind !== 'any') parts.push({ kind: 'any' })
    } else parts.push(character === '_' ? { kind: 'one' } : { kind: 'text', character })
  }
  return parts
}

/** `[a-f]` and `[a=f]` are ranges; a `-` or `=` at either end is itself; `^` in front negates. */
function readSet(inside: string): LikePart {
  const negated = inside.length > 1 && inside.startsWith('^')
  const text = negated ? inside.slice(1) : inside
  const ranges: (readonly [string, string])[] = []
  for (let index = 0; index < text.length; index++) {
    const from = text.charAt(index)
    const isRange = (text[index + 1] === '-' || text[index + 1] === '=') && index + 2 < text.length
    ranges.push([from, isRange ? text.charAt(index + 2) : from])
    if (isRange) index += 2
  }
  return { kind: 'set', negated, ranges }
}

/**
 * Whether all of `text` matches, case ignored. After a mismatch only the last `%` is tried further on, so the time is at most
 * the product of both lengths.
 */
export function matchesLike(parts: readonly LikePart[], text: string): boolean {
  const value = text.toLowerCase()
  let part = 0
  let at = 0
  let retryPart = -1
  let retryAt = 0
  while (at < value.length) {
    const current = parts[part]
    if (current?.kind === 'any') {
      retryPart = ++part
      retryAt = at
    } else if (current !== undefined && matchesOne(current, value.charAt(at))) {
      part++
      at++
    } else if (retryPart >= 0) {
      part = retryPart
      at = ++retryAt
    } else return false
  }
  return parts.slice(part).every((rest) => rest.kind === 'any')
}

function matchesOne(part: LikePart, character: string): boolean {
  switch (part.kind) {
    case 'text':
      return part.character === character
    case 'set':
      return part.ranges.some(([from, to]) => character >= from && character <= to) !== part.negated
    case 'one':
      return true
    case 'any':
      return false
  }
}
