import type { CimTypeDeclaration } from '../class.js'
import type { ComparisonHint, ComparisonRule } from '../class-adapter.js'
import { isIntegerType } from '../scalar.js'
import type { CimType } from '../type.js'
import type { CimInstance, CimScalar, CimValue } from '../value.js'
import { compareAsBag, compareAsSet, compareInOrder } from './arrays.js'
import { allEqual, type Comparison, different, equalBy, exact } from './comparison.js'
import { compareKeyed } from './keyed.js'
import { bitsOf, compareIntegers, compareReals } from './numbers.js'
import { compareReferences, compareText } from './text.js'
import { compareBooleans, compareTimes } from './times.js'

/** A property or parameter; keys are compared without regard to case, as WMI does. */
export interface ComparedDeclaration extends CimTypeDeclaration {
  readonly key?: boolean
}

/**
 * Whether two values of a property mean the same, and by which rule when they are not the same outright: numbers by value in
 * any width or spelling, labels of the value map as their codes, bit maps as sets, datetimes as instants to the precision both
 * have, references as the objects they name, embedded instances property by property, arrays in order unless the declaration or
 * a rule says otherwise. Text is compared exactly unless a rule says otherwise or it is a key or one of the documented values.
 * Reflexive and symmetric; null equals null alone, save by `nullIsEmpty`.
 */
export function compareProperty(
  declaration: ComparedDeclaration,
  a: CimValue,
  b: CimValue,
  hint: ComparisonHint = noHint,
): Comparison {
  if (Object.is(a, b)) return exact
  return compareAny(declaration, a, b, declaration.key === true ? keyHint(hint) : hint)
}

/** The same for values of which no more than the type is known. */
export function compareValues(type: CimType, a: CimValue, b: CimValue, hint?: ComparisonHint): Comparison {
  return compareProperty({ type, array: Array.isArray(a) || Array.isArray(b) }, a, b, hint)
}

const noHint: ComparisonHint = { as: [] }

function keyHint(hint: ComparisonHint): ComparisonHint {
  if (hint === noHint) return plainKey
  return has(hint, 'case-sensitive') ? hint : { ...hint, as: [...hint.as, 'ignore-case'] }
}

const plainKey: ComparisonHint = { as: ['ignore-case'] }

function compareAny(declaration: CimTypeDeclaration, a: CimValue, b: CimValue, hint: ComparisonHint): Comparison {
  if (a === null || b === null) return compareNull(a, b, hint)
  if (isArray(a) && isArray(b)) return compareArrays(declaration, a, b, hint)
  if (isArray(a) || isArray(b)) return asBits(declaration, a, b, hint)
  return compareScalars(declaration, a, b, hint)
}

function compareNull(a: CimValue, b: CimValue, hint: ComparisonHint): Comparison {
  if (a === b) return exact
  return hint.nullIsEmpty === true && (isEmpty(a) || isEmpty(b)) ? equalBy('empty is null') : different
}

function isEmpty(value: CimValue): boolean {
  return value === '' || (value !== null && isArray(value) && value.length === 0)
}

function compareArrays(
  declaration: CimTypeDeclaration,
  a: readonly CimScalar[],
  b: readonly CimScalar[],
  hint: ComparisonHint,
): Comparison {
  const compare = (x: CimScalar, y: CimScalar): Comparison => compareScalars(declaration, x, y, hint)
  const inOrder = compareInOrder(a, b, compare)
  if (inOrder.equal || has(hint, 'ordered')) return inOrder
  const bits = declaration.array ? different : asBits(declaration, a, b, hint)
  if (bits.equal) return bits
  if (has(hint, 'keyed')) return compareKeyed(a, b, hint.by ?? [], compare)
  if (has(hint, 'set')) return compareAsSet(a, b, compare)
  return has(hint, 'bag') || declaration.arrayType === 'bag' ? compareAsBag(a, b, compare) : different
}

/** A bit map may be given as the list of its bits. */
function asBits(declaration: CimTypeDeclaration, a: CimValue, b: CimValue, hint: ComparisonHint): Comparison {
  if (!isIntegerType(declaration.type) || (declaration.bitmap !== true && !has(hint, 'bits'))) return different
  const [x, y] = [bitsOf(declaration, a), bitsOf(declaration, b)]
  return x !== undefined && x === y ? equalBy('as a set of bits') : different
}

function compareScalars(declaration: CimTypeDeclaration, a: CimScalar, b: CimScalar, hint: ComparisonHint): Comparison {
  if (Object.is(a, b)) return exact
  if (isInstance(a) || isInstance(b)) return isInstance(a) && isInstance(b) ? compareInstances(a, b, hint) : different
  if (isIntegerType(declaration.type)) return compareIntegers(declaration, a, b)
  switch (declaration.type) {
    case 'real32':
    case 'real64':
      return compareReals(declaration.type, a, b)
    case 'boolean':
      return compareBooleans(a, b)
    case 'datetime':
      return compareTimes(a, b, hint.tolerance ?? 0)
    case 'reference':
      return compareReferences(a, b)
    case 'string':
    case 'char16':
    case 'object':
    case 'instance':
      return compareText(declaration, a, b, hint.as)
  }
}

/** A property that one of the two lacks counts as null. Names are compared as CIM does, without regard to case. */
function compareInstances(a: CimInstance, b: CimInstance, hint: ComparisonHint): Comparison {
  if (a.className.toLowerCase() !== b.className.toLowerCase()) return different
  const names = [...new Set([...a.properties.keys(), ...b.properties.keys()])]
  return allEqual(
    names.map((name) => {
      const [x, y] = [a.properties.get(name), b.properties.get(name)]
      // Of two types either order of comparison must choose the same.
      const [type = 'string'] = [x?.type, y?.type].filter((each) => each !== undefined).sort()
      if (x === undefined || y === undefined) return compareLeftOut((x ?? y)?.value ?? null, hint)
      return compareAny({ type, array: x.array || y.array }, x.value, y.value, hint)
    }),
  )
}

function compareLeftOut(value: CimValue, hint: ComparisonHint): Comparison {
  return value === null ? equalBy('left out is null') : compareNull(null, value, hint)
}

function has({ as }: ComparisonHint, rule: ComparisonRule): boolean {
  return as.length > 0 && as.includes(rule)
}

function isInstance(value: CimScalar): value is CimInstance {
  return typeof value === 'object' && value.kind === 'instance'
}

function isArray(value: CimValue): value is readonly CimScalar[] {
  return Array.isArray(value)
}
