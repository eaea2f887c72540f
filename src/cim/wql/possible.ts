import type { CimInstance } from '../value.js'
import { type ClassHierarchy, compileWhere } from './evaluate.js'
import type { WqlExpression } from './query.js'

/**
 * Whether a condition may hold for an object of which only some properties are known: what it says of others may hold or not.
 * `known` has the properties that are known and no others.
 */
export function mayHold(where: WqlExpression, known: CimInstance, classes: ClassHierarchy): boolean {
  switch (where.op) {
    case 'and':
      return where.operands.every((operand) => mayHold(operand, known, classes))
    case 'or':
      return where.operands.some((operand) => mayHold(operand, known, classes))
    case 'not':
      return mayFail(where.operand, known, classes)
    default:
      return !isKnown(where.property, known) || compileWhere(where, classes)(known)
  }
}

function mayFail(where: WqlExpression, known: CimInstance, classes: ClassHierarchy): boolean {
  switch (where.op) {
    case 'and':
      return where.operands.some((operand) => mayFail(operand, known, classes))
    case 'or':
      return where.operands.every((operand) => mayFail(operand, known, classes))
    case 'not':
      return mayHold(where.operand, known, classes)
    default:
      return !isKnown(where.property, known) || !compileWhere(where, classes)(known)
  }
}

/** Paths into embedded instances and system properties count as unknown. */
function isKnown(property: string, known: CimInstance): boolean {
  return known.properties.has(property.toLowerCase())
}
