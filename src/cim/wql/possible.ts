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
    case 'like':
    case 'is-null':
    case 'is-not-null':
    case 'isa':
    case '=':
    case '<>':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return decided(where, known, classes) !== false
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
    case 'like':
    case 'is-null':
    case 'is-not-null':
    case 'isa':
    case '=':
    case '<>':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return decided(where, known, classes) !== true
  }
}

/** Undefined: the property is not known. Paths into embedded instances and system properties never are. */
function decided(
  where: Extract<WqlExpression, { readonly property: string }>,
  known: CimInstance,
  classes: ClassHierarchy,
): boolean | undefined {
  return known.properties.has(where.property.toLowerCase()) ? compileWhere(where, classes)(known) : undefined
}
