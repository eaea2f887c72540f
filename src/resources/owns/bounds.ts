import { likeParts } from '../../cim/wql/like.js'
import type { WqlExpression } from '../../cim/wql/query.js'

/**
 * Whether a condition leaves open which objects there may be: it holds for every object, or for all but those it names. What
 * anybody else makes would fall into such a scope.
 */
export function isUnbounded(where: WqlExpression, negated = false): boolean {
  switch (where.op) {
    case 'and':
    case 'or': {
      const isOpen = (operand: WqlExpression): boolean => isUnbounded(operand, negated)
      const all = (where.op === 'and') !== negated
      return all ? where.operands.every(isOpen) : where.operands.some(isOpen) || (!negated && isExhaustive(where.operands))
    }
    case 'not':
      return isUnbounded(where.operand, !negated)
    case 'like':
      return negated !== matchesNearlyAll(where.pattern)
    case 'is-not-null':
    case 'isa':
      return !negated
    case 'is-null':
      return negated
    case '=':
      return negated
    case '<>':
      return !negated
    case '>':
      return !negated && where.value === ''
    case '>=':
      return !negated && isLeast(where.value)
    case '<':
      return negated && isLeast(where.value)
    case '<=':
      return negated && where.value === ''
  }
}

/** A pattern in which no character has to be there: only `%`, `_`, and sets of what must not be. */
function matchesNearlyAll(pattern: string): boolean {
  const parts = likeParts(pattern)
  if (parts === undefined || !parts.some(({ kind }) => kind === 'any')) return false
  return parts.every((part) => part.kind === 'any' || part.kind === 'one' || (part.kind === 'set' && part.negated))
}

/** No text comes before the empty one, and no number of a class before 0 but the rare negative. */
function isLeast(value: unknown): boolean {
  return value === '' || (typeof value === 'bigint' && value <= 0n) || (typeof value === 'number' && value <= 0)
}

/** `P = TRUE OR P = FALSE`. */
function isExhaustive(operands: readonly WqlExpression[]): boolean {
  const truths = operands.flatMap((operand) =>
    operand.op === '=' && typeof operand.value === 'boolean' ? [`${operand.property.toLowerCase()} ${operand.value}`] : [],
  )
  return truths.some((truth) => truth.endsWith(' true') && truths.includes(truth.replace(/ true$/, ' false')))
}
