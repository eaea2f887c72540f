/** JSON with sorted member names and without spaces: the same value gives the same text. Bigints are written as tagged strings. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'bigint') return `{"integer":"${value}"}`
  if (typeof value === 'number' && !Number.isFinite(value)) return `{"real":"${value}"}`
  if (Object.is(value, -0)) return '-0'
  if (typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value instanceof Map) return canonicalJson(Object.fromEntries(value))
  const object = value as Readonly<Record<string, unknown>>
  // One text that grows, without lists of members: planning spends more time here than in comparing.
  let text = '{'
  for (const name of Object.keys(object).sort()) {
    const member = object[name]
    if (member !== undefined) text += `${text === '{' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(member)}`
  }
  return `${text}}`
}
