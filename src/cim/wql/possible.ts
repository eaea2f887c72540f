import type { CimInstance } from '../value.js'
import { type ClassHierarchy, compileWhere } from './evaluate.js'
import type { WqlExpression } from './query.js'

/**
 * Whether a condition may hold for an object of which only some properties are known: what it says of others may hold or not.
 * `known` has the properties that are known and no others.
 */
export function mayHold(where: WqlExpression, known: CimInstance, classes: ClassHierarchy): boolean {
  return mayBe(true, where, known, classes)
}

/** `and` holds where all its operands do and fails where one does, `or` the other way round. */
function mayBe(outcome: boolean, where: WqlExpression, known: CimInstance, classes: ClassHierarchy): boolean {
  if (where.op === 'not') return mayBe(!outcome, where.operand, known, classes)
  if ('operands' in where) {
    const may = (operand: WqlExpression): boolean => mayBe(outcome, operand, known, classes)
    return (where.op === 'and') === outcome ? where.operands.every(may) : where.operands.some(may)
  }
  return decided(where, known, classes) !== !outcome
}

/** Undefined: the property is not known. Paths into embedded instances and system properties never are. */
function decided(
  where: Extract<WqlExpression, { readonly property: string }>,
  known: CimInstance,
  classes: ClassHierarchy,
): boolean | undefined {
  return known.properties.has(where.property.toLowerCase()) ? compileWhere(where, classes)(known) : undefined
}
