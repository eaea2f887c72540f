import { UsageError } from 'wmctl'

/** `Name=text` arguments by name. */
export function readAssignments(texts: readonly string[]): Readonly<Record<string, string>> {
  const values: Record<string, string> = {}
  for (const text of texts) {
    const at = text.indexOf('=')
    if (at < 1) throw new UsageError(`'${text}' is no assignment`, { hint: 'Write Name=value, as in StartMode=Auto.' })
    values[text.slice(0, at)] = text.slice(at + 1)
  }
  return values
}
