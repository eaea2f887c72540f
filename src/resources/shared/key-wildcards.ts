import type { CimValue } from '../../cim/value.js'
import type { Findings } from './findings.js'

/** A key names one object as it is called; a pattern would only ever find an object that is called like that. */
export function checkWildcards(
  className: string,
  name: string,
  value: CimValue,
  findings: Findings,
  place: readonly string[],
): boolean {
  if (typeof value !== 'string' || !hasWildcard(value)) return true
  const pattern = value.replaceAll('*', '%').replaceAll("'", "''")
  const detail =
    `A key names one object, and ${JSON.stringify(value)} is taken as it stands. Write a resource for each object. To delete those that ` +
    `nobody declares, own them: \`owns: { cim: ${className}, where: "${name} LIKE '${pattern}'" }\`.`
  findings.error('Wildcard in a key', detail, place)
  return false
}

/** Device paths (`ROOT\*ISATAP\0000`) have the character after a backslash, where it is no wildcard. */
function hasWildcard(text: string): boolean {
  return /(?:^|[^\\])\*/.test(text)
}
