import { DecodeError, messageOf, UsageError } from '../base/errors.js'
import { formatWql } from '../cim/wql/format.js'
import { parseWql } from '../cim/wql/parse.js'
import type { WqlQuery, WqlSelect } from '../cim/wql/query.js'

/**
 * The query for instances of a class, from a condition and names that a person wrote. They are parsed before they become part of
 * a query: what is sent is what wmctl understood. Throws UsageError.
 */
export function classQuery(of: ClassSelection): string {
  return formatWql(selectOf(of))
}

interface ClassSelection {
  readonly className: string
  readonly where: string | undefined
  readonly properties: readonly string[] | undefined
}

/** The same as a value. */
export function selectOf({ className, where, properties }: ClassSelection): WqlSelect {
  const names = properties === undefined ? '*' : properties.join(', ')
  const query = parseQuery(`SELECT ${names} FROM ${className}${where === undefined ? '' : ` WHERE ${where}`}`, conditionHint)
  if (query.kind !== 'select') throw new UsageError(`${className} is not the name of a class`)
  return query
}

/** A query a person wrote. Throws UsageError. */
export function parseQuery(text: string, hint: string = queryHint): WqlQuery {
  try {
    return parseWql(text)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw new UsageError(`${text} is no query: ${messageOf(error)}`, { hint })
  }
}

const queryHint = 'A query looks like "SELECT Name, State FROM Win32_Service WHERE StartMode = \'Auto\'".'

const conditionHint =
  "A condition looks like --where \"State = 'Stopped' AND StartMode = 'Auto'\"; properties are names with commas between."
