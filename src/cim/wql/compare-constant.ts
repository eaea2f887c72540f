import { DecodeError } from '../../base/errors.js'
import { compareDateTimes } from '../datetime.js'
import { compareIntervals } from '../interval.js'
import { formatObjectPath, parseObjectPath } from '../object-path.js'
import { samePath } from '../path-identity.js'
import { parseTemporal } from '../temporal.js'
import type { CimDateTime, CimInterval, CimScalar, ObjectPath } from '../value.js'
import type { WqlConstant } from './query.js'

/** Order of a value and a constant, the constant taken as the value's type; undefined when they have none. */
export function compareWithConstant(
  value: CimScalar,
  constant: Exclude<WqlConstant, null>,
  namespace: string | undefined,
): number | undefined {
  if (typeof value === 'string') return compareText(value, constant)
  if (typeof value === 'number' || typeof value === 'bigint') return compareNumbers(value, numberOf(constant))
  if (typeof value === 'boolean') return compareNumbers(value ? 1 : 0, truth(constant))
  if (value.kind === 'path') return comparePath(value, String(constant), namespace)
  return value.kind === 'instance' ? undefined : compareTime(value, String(constant))
}

/** Digits in a string property are compared as a number with a number. */
function compareText(value: string, constant: Exclude<WqlConstant, null>): number | undefined {
  if (typeof constant === 'bigint' || typeof constant === 'number') {
    const number = numberOf(value)
    if (number !== undefined) return compareNumbers(number, constant)
  }
  return order(value.toLowerCase(), String(constant).toLowerCase())
}

function compareNumbers(value: number | bigint, constant: number | bigint | undefined): number | undefined {
  if (constant === undefined || Number.isNaN(value)) return undefined
  // A real32 is never equal to the decimal text of its constant unless that is rounded the same way.
  const rounded =
    typeof value === 'number' && typeof constant === 'number' && Math.fround(value) === value ? Math.fround(constant) : constant
  return order(value, rounded)
}

function order<T extends number | bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function numberOf(constant: Exclude<WqlConstant, null>): number | bigint | undefined {
  if (typeof constant === 'boolean') return constant ? 1 : 0
  if (typeof constant !== 'string') return constant
  const text = constant.trim()
  if (/^[+-]?[0-9]{1,30}$/.test(text)) return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text.replace('+', ''))
  return /^[+-]?[0-9]*\.?[0-9]+(e[+-]?[0-9]+)?$/i.test(text) ? Number(text) : undefined
}

function truth(constant: Exclude<WqlConstant, null>): number | bigint | undefined {
  if (typeof constant !== 'string') return numberOf(constant)
  const text = constant.toLowerCase()
  return text === 'true' ? 1 : text === 'false' ? 0 : numberOf(text)
}

function comparePath(value: ObjectPath, text: string, namespace: string | undefined): number | undefined {
  const path = attempt(() => parseObjectPath(text))
  if (path === undefined) return order(formatObjectPath(value).toLowerCase(), text.toLowerCase())
  return samePath(value, path, namespace === undefined ? {} : { namespace }) ? 0 : undefined
}

function compareTime(value: CimDateTime | CimInterval, text: string): number | undefined {
  const constant = attempt(() => parseTemporal(text))
  if (value.kind === 'datetime' && constant?.kind === 'datetime') return compareDateTimes(value, constant)
  return value.kind === 'interval' && constant?.kind === 'interval' ? compareIntervals(value, constant) : undefined
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse()
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}
