import { DecodeError, messageOf, UsageError } from '../base/errors.js'
import { formatWql } from '../cim/wql/format.js'
import { parseWql } from '../cim/wql/parse.js'
import type { WqlQuery } from '../cim/wql/query.js'

/**
 * The query for instances of a class, from a condition and names that a person wrote. They are parsed before they become part of
 * a query: what is sent is what wmctl understood. Throws UsageError.
 */
export function classQuery({
  className,
  where,
  properties,
}: {
  readonly className: string
  readonly where: string | undefined
  readonly properties: readonly string[] | undefined
}): string {
  const names = properties === undefined ? '*' : properties.join(', ')
  const query = parseQuery(`SELECT ${names} FROM ${className}${where === undefined ? '' : ` WHERE ${where}`}`)
  if (query.kind !== 'select') throw new UsageError(`${className} is not the name of a class`)
  return formatWql(query)
}

/** A query a person wrote. Throws UsageError. */
export function parseQuery(text: string): WqlQuery {
  try {
    return parseWql(text)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw new UsageError(`${text} is no query: ${messageOf(error)}`, {
      hint: "A condition looks like --where \"State = 'Stopped' AND StartMode = 'Auto'\"; properties are names with commas between.",
    })
  }
}
