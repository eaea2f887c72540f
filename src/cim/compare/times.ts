import { DecodeError } from '../../base/errors.js'
import { compareDateTimes, isSameInstant, toInstant } from '../datetime.js'
import { compareIntervals, intervalMicros } from '../interval.js'
import { scalarText } from '../scalar.js'
import { parseTemporal } from '../temporal.js'
import type { CimDateTime, CimInterval, CimScalar } from '../value.js'
import { type Comparison, different, equalBy, exact } from './comparison.js'

/** `tolerance`: milliseconds that two instants or two lengths may be apart. */
export function compareTimes(a: CimScalar, b: CimScalar, tolerance: number): Comparison {
  const [x, y] = [timeOf(a), timeOf(b)]
  if (x === undefined || y === undefined) return scalarText(a) === scalarText(b) ? exact : different
  if (x.dmtf === y.dmtf) return a === b || scalarText(a) === scalarText(b) ? exact : anotherSpelling
  if (x.kind === 'datetime' && y.kind === 'datetime') {
    const same = isSameInstant(x, y)
    if (same === true) return sameInstant
    if (same === undefined && compareDateTimes(x, y) === 0) return equalBy('to the precision both have')
    if (tolerance === 0) return different
    return within(toInstant(x), toInstant(y), tolerance)
  }
  if (x.kind !== 'interval' || y.kind !== 'interval') return different
  if (compareIntervals(x, y) === 0) return equalBy('to the precision both have')
  return within(intervalMicros(x), intervalMicros(y), tolerance)
}

function within(a: bigint | undefined, b: bigint | undefined, tolerance: number): Comparison {
  if (tolerance === 0 || a === undefined || b === undefined) return different
  const apart = a > b ? a - b : b - a
  return apart <= BigInt(tolerance) * 1000n ? equalBy(`within ${tolerance / 1000} s`) : different
}

const sameInstant = equalBy('same instant')
const anotherSpelling = equalBy('in another spelling')

export function compareBooleans(a: CimScalar, b: CimScalar): Comparison {
  const [x, y] = [truthOf(a), truthOf(b)]
  if (x === undefined || y === undefined) return scalarText(a) === scalarText(b) ? exact : different
  if (x !== y) return different
  return typeof a === typeof b && a === b ? exact : equalBy('as booleans')
}

function truthOf(value: CimScalar): boolean | undefined {
  if (typeof value === 'boolean') return value
  const word = typeof value === 'string' ? value.trim().toLowerCase() : undefined
  return word === 'true' ? true : word === 'false' ? false : undefined
}

function timeOf(value: CimScalar): CimDateTime | CimInterval | undefined {
  if (typeof value === 'object') return value.kind === 'datetime' || value.kind === 'interval' ? value : undefined
  if (typeof value !== 'string') return undefined
  try {
    return parseTemporal(value)
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}
