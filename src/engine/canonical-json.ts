/** JSON with sorted member names and without spaces: the same value gives the same text. Bigints are written as tagged strings. */
export function canonicalJson(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'bigint') return `{"integer":"${value}"}`
  if (typeof value === 'number' && !Number.isFinite(value)) return `{"real":"${value}"}`
  if (Object.is(value, -0)) return '-0'
  if (typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value instanceof Map) return canonicalJson(Object.fromEntries(value))
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`
}
