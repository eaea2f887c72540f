import { DecodeError } from '../../base/errors.js'
import type { CimTypeDeclaration } from '../class.js'
import type { ComparisonRule } from '../class-adapter.js'
import { formatObjectPath, parseObjectPath } from '../object-path.js'
import { samePath } from '../path-identity.js'
import { scalarText } from '../scalar.js'
import type { CimScalar, ObjectPath } from '../value.js'
import { accountKey } from './accounts.js'
import { type Comparison, different, equalBy, exact } from './comparison.js'
import { compareByValueMap } from './labels.js'
import { expandVariables, pathKey } from './paths.js'
import { sameSecurity } from './security.js'

export function compareText(
  declaration: CimTypeDeclaration,
  a: CimScalar,
  b: CimScalar,
  rules: readonly ComparisonRule[],
): Comparison {
  const [x, y] = [scalarText(a), scalarText(b)]
  if (x === y) return typeof a === typeof b ? exact : equalBy('as text')
  const special = rules.length === 0 ? undefined : compareSpecial(x, y, rules)
  if (special !== undefined) return equalBy(special)
  if (rules.includes('case-sensitive')) return different
  if (declaration.valueMap !== undefined) {
    const mapped = compareByValueMap(declaration, x, y)
    if (mapped.equal) return mapped
  }
  return rules.includes('ignore-case') && x.toLowerCase() === y.toLowerCase() ? equalBy('ignoring case') : different
}

/** The rule by which text of a special form is the same; undefined when none is. */
function compareSpecial(x: string, y: string, rules: readonly ComparisonRule[]): string | undefined {
  if (rules.includes('sddl') && sameSecurity(x, y)) return 'same security descriptor'
  if (rules.includes('account') && accountKey(x) === accountKey(y)) return caseOr(x, y, 'same account')
  if (rules.includes('path') && pathKey(x) === pathKey(y)) return caseOr(x, y, 'as paths')
  if (!rules.includes('environment')) return undefined
  const key = rules.includes('path') ? pathKey : lowerCase
  return key(expandVariables(x)) === key(expandVariables(y)) ? caseOr(x, y, 'environment variables expanded') : undefined
}

function caseOr(x: string, y: string, rule: string): string {
  return lowerCase(x) === lowerCase(y) ? 'ignoring case' : rule
}

function lowerCase(text: string): string {
  return text.toLowerCase()
}

export function compareReferences(a: CimScalar, b: CimScalar): Comparison {
  const [x, y] = [pathOf(a), pathOf(b)]
  if (x === undefined || y === undefined) return scalarText(a) === scalarText(b) ? exact : different
  if (formatObjectPath(x) === formatObjectPath(y)) return exact
  return samePath(x, y) ? equalBy('same object') : different
}

function pathOf(value: CimScalar): ObjectPath | undefined {
  if (typeof value === 'object') return value.kind === 'path' ? value : undefined
  if (typeof value !== 'string') return undefined
  try {
    return parseObjectPath(value)
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}
