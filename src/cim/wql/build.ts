import { keyText } from '../object-path.js'
import type { CimKeyValue } from '../value.js'
import { formatWql } from './format.js'
import type { WqlAssociators, WqlComparison, WqlConstant, WqlExpression, WqlReferences } from './query.js'

/** The text of `SELECT properties FROM className WHERE where`; all properties when none are named. */
export function wqlSelect(select: {
  readonly className: string
  readonly properties?: readonly string[]
  readonly where?: WqlExpression
}): string {
  return formatWql({ kind: 'select', properties: select.properties, className: select.className, where: select.where })
}

export function wqlAssociators(query: Omit<WqlAssociators, 'kind'>): string {
  return formatWql({ ...query, kind: 'associators' })
}

export function wqlReferences(query: Omit<WqlReferences, 'kind'>): string {
  return formatWql({ ...query, kind: 'references' })
}

/** All of the conditions; there must be at least one. */
export function allOf(...operands: readonly WqlExpression[]): WqlExpression {
  return { op: 'and', operands }
}

/** At least one of the conditions; there must be at least one. */
export function anyOf(...operands: readonly WqlExpression[]): WqlExpression {
  return { op: 'or', operands }
}

export function not(operand: WqlExpression): WqlExpression {
  return { op: 'not', operand }
}

/** `property = value`, or `property IS NULL`. Datetimes and references become strings, as WQL has them. */
export function equals(property: string, value: CimKeyValue | null): WqlExpression {
  return value === null ? { op: 'is-null', property } : compares(property, '=', value)
}

export function compares(property: string, op: WqlComparison, value: CimKeyValue): WqlExpression {
  return { op, property, value: wqlConstant(value) }
}

/** `pattern` has WQL's wildcards; `escapeLike` makes them plain. */
export function like(property: string, pattern: string): WqlExpression {
  return { op: 'like', property, pattern }
}

function wqlConstant(value: CimKeyValue): WqlConstant {
  if (typeof value === 'object') return keyText(value)
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value
}
