import type { CimTypeDeclaration } from '../class.js'
import type { ComparisonRule } from '../class-adapter.js'
import { isIntegerType } from '../scalar.js'
import type { CimType } from '../type.js'
import type { CimInstance, CimScalar, CimValue } from '../value.js'
import { compareAsBag, compareAsSet, compareInOrder } from './arrays.js'
import { allEqual, type Comparison, different, equalBy, exact } from './comparison.js'
import { bitsOf, compareIntegers, compareReals } from './numbers.js'
import { compareReferences, compareText } from './text.js'
import { compareBooleans, compareTimes } from './times.js'

/** A property or parameter; keys are compared without regard to case, as WMI does. */
export interface ComparedDeclaration extends CimTypeDeclaration {
  readonly key?: boolean
}

export type ComparisonRules = ComparisonRule | readonly ComparisonRule[]

/**
 * Whether two values of a property mean the same, and by which rule when they are not the same outright: numbers by value in
 * any width or spelling, labels of the value map as their codes, bit maps as sets, datetimes as instants to the precision both
 * have, references as the objects they name, embedded instances property by property, arrays in order unless the declaration or
 * a rule says otherwise. Text is compared exactly unless a rule says otherwise or it is a key or one of the documented values.
 * Reflexive and symmetric; null equals null alone, save by `empty-is-null`.
 */
export function compareProperty(declaration: ComparedDeclaration, a: CimValue, b: CimValue, rules?: ComparisonRules): Comparison {
  const given = rules === undefined ? [] : typeof rules === 'string' ? [rules] : rules
  const effective = declaration.key === true && !given.includes('case-sensitive') ? [...given, 'ignore-case' as const] : given
  return compareAny(declaration, a, b, effective)
}

/** The same for values of which no more than the type is known. */
export function compareValues(type: CimType, a: CimValue, b: CimValue, rules?: ComparisonRules): Comparison {
  return compareProperty({ type, array: Array.isArray(a) || Array.isArray(b) }, a, b, rules)
}

function compareAny(declaration: CimTypeDeclaration, a: CimValue, b: CimValue, rules: readonly ComparisonRule[]): Comparison {
  if (a === null || b === null) return compareNull(a, b, rules)
  if (isArray(a) && isArray(b)) return compareArrays(declaration, a, b, rules)
  if (isArray(a) || isArray(b)) return compareBits(declaration, a, b)
  return compareScalars(declaration, a, b, rules)
}

function compareNull(a: CimValue, b: CimValue, rules: readonly ComparisonRule[]): Comparison {
  if (a === b) return exact
  return rules.includes('empty-is-null') && (isEmpty(a) || isEmpty(b)) ? equalBy('empty is null') : different
}

function isEmpty(value: CimValue): boolean {
  return value === '' || (value !== null && isArray(value) && value.length === 0)
}

function compareArrays(
  declaration: CimTypeDeclaration,
  a: readonly CimScalar[],
  b: readonly CimScalar[],
  rules: readonly ComparisonRule[],
): Comparison {
  const compare = (x: CimScalar, y: CimScalar): Comparison => compareScalars(declaration, x, y, rules)
  const inOrder = compareInOrder(a, b, compare)
  if (inOrder.equal) return inOrder
  if (rules.includes('set')) return compareAsSet(a, b, compare)
  return rules.includes('bag') || declaration.arrayType === 'bag' ? compareAsBag(a, b, compare) : different
}

/** A bit map may be given as the list of its bits. */
function compareBits(declaration: CimTypeDeclaration, a: CimValue, b: CimValue): Comparison {
  if (declaration.bitmap !== true || !isIntegerType(declaration.type)) return different
  const [x, y] = [bitsOf(declaration, a), bitsOf(declaration, b)]
  return x !== undefined && x === y ? equalBy('as a set of bits') : different
}

function compareScalars(
  declaration: CimTypeDeclaration,
  a: CimScalar,
  b: CimScalar,
  rules: readonly ComparisonRule[],
): Comparison {
  if (Object.is(a, b)) return exact
  if (isInstance(a) || isInstance(b)) return isInstance(a) && isInstance(b) ? compareInstances(a, b, rules) : different
  if (isIntegerType(declaration.type)) return compareIntegers(declaration, a, b)
  switch (declaration.type) {
    case 'real32':
    case 'real64':
      return compareReals(declaration.type, a, b)
    case 'boolean':
      return compareBooleans(a, b)
    case 'datetime':
      return compareTimes(a, b)
    case 'reference':
      return compareReferences(a, b)
    case 'string':
    case 'char16':
    case 'object':
    case 'instance':
      return compareText(declaration, a, b, rules)
  }
}

/** A property that one of the two lacks counts as null. */
function compareInstances(a: CimInstance, b: CimInstance, rules: readonly ComparisonRule[]): Comparison {
  if (a.className.toLowerCase() !== b.className.toLowerCase()) return different
  const names = [...new Set([...a.properties.keys(), ...b.properties.keys()])]
  return allEqual(
    names.map((name) => {
      const [x, y] = [a.properties.get(name), b.properties.get(name)]
      // Of two types either order of comparison must choose the same.
      const [type = 'string'] = [x?.type, y?.type].filter((each) => each !== undefined).sort()
      return compareAny({ type, array: x?.array ?? y?.array ?? false }, x?.value ?? null, y?.value ?? null, rules)
    }),
  )
}

function isInstance(value: CimScalar): value is CimInstance {
  return typeof value === 'object' && value.kind === 'instance'
}

function isArray(value: CimValue): value is readonly CimScalar[] {
  return Array.isArray(value)
}
