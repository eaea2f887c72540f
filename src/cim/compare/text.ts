import { DecodeError } from '../../base/errors.js'
import type { CimTypeDeclaration } from '../class.js'
import type { ComparisonRule } from '../class-adapter.js'
import { formatObjectPath, parseObjectPath } from '../object-path.js'
import { samePath } from '../path-identity.js'
import { scalarText } from '../scalar.js'
import type { CimScalar, ObjectPath } from '../value.js'
import { type Comparison, different, equalBy, exact } from './comparison.js'
import { compareByValueMap } from './labels.js'

export function compareText(
  declaration: CimTypeDeclaration,
  a: CimScalar,
  b: CimScalar,
  rules: readonly ComparisonRule[],
): Comparison {
  const [x, y] = [scalarText(a), scalarText(b)]
  if (x === y) return typeof a === typeof b ? exact : equalBy('as text')
  if (rules.includes('path') && asPath(x) === asPath(y)) {
    return x.toLowerCase() === y.toLowerCase() ? equalBy('ignoring case') : equalBy('as paths')
  }
  if (rules.includes('case-sensitive')) return different
  const mapped = compareByValueMap(declaration, x, y)
  if (mapped.equal) return mapped
  return rules.includes('ignore-case') && x.toLowerCase() === y.toLowerCase() ? equalBy('ignoring case') : different
}

export function compareReferences(a: CimScalar, b: CimScalar): Comparison {
  const [x, y] = [pathOf(a), pathOf(b)]
  if (x === undefined || y === undefined) return scalarText(a) === scalarText(b) ? exact : different
  if (formatObjectPath(x) === formatObjectPath(y)) return exact
  return samePath(x, y) ? equalBy('same object') : different
}

/** A file or registry path: case, kind of separator and separators at the end do not matter. */
function asPath(text: string): string {
  return text.replaceAll('/', '\\').replace(/\\+$/, '').toLowerCase()
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
