/** Compares secrets in a time that depends on their lengths only, never on where they differ. */
export function equalInConstantTime(given: string, expected: string): boolean {
  const encoder = new TextEncoder()
  const left = encoder.encode(given)
  const right = encoder.encode(expected)
  let difference = left.length ^ right.length
  for (let at = 0; at < left.length; at++) difference |= (left[at] ?? 0) ^ (right[at % (right.length || 1)] ?? 0)
  return difference === 0
}
