import { DecodeError } from '../base/errors.js'
import type { CimDateTime } from './value.js'

/**
 * Points in time in the form `yyyymmddHHMMSS.mmmmmmsUUU` ([DSP0004] 5.2.4). Fields without significance hold `*`; WMI uses them
 * also at the front (`********143000.000000-420`, a time of day). UUU is the distance from UTC in minutes.
 */
const form =
  /^([0-9]{4}|\*{4})([0-9]{2}|\*{2})([0-9]{2}|\*{2})([0-9]{2}|\*{2})([0-9]{2}|\*{2})([0-9]{2}|\*{2})\.([0-9]{0,6}\*{0,6})([+-][0-9]{3}|[+-]\*{3})$/

const microsPerSecond = 1_000_000n
const microsPerMinute = 60n * microsPerSecond
const microsPerDay = 1440n * microsPerMinute

/** Reads and checks the 25-character form. Throws DecodeError. */
export function parseDateTime(dmtf: string): CimDateTime {
  readFields(dmtf)
  return { kind: 'datetime', dmtf }
}

/**
 * Microseconds since 1970-01-01T00:00:00Z; fields without significance at the end count as the least value. Undefined for what
 * is no instant: a time of day, an unknown distance from UTC.
 */
export function toInstant(value: CimDateTime): bigint | undefined {
  const fields = readFields(value.dmtf)
  const local = localMicros(fields)
  return local === undefined || fields.offset === undefined ? undefined : local - BigInt(fields.offset) * microsPerMinute
}

/** The DMTF form of an instant in microseconds, in the time zone `offset` minutes east of UTC. Years 0 to 9999. */
export function fromInstant(micros: bigint, options: { readonly offset?: number } = {}): CimDateTime {
  const offset = options.offset ?? 0
  return formatLocal(micros + BigInt(offset) * microsPerMinute, offset)
}

/** The DMTF form of milliseconds since the epoch, as a Clock gives them. */
export function fromMilliseconds(milliseconds: number): CimDateTime {
  return fromInstant(BigInt(Math.trunc(milliseconds)) * 1000n)
}

/**
 * Negative, zero or positive as `a` is before, at or after `b`, to the precision of the coarser one. When one does not know its
 * distance from UTC, clock readings are compared. Undefined when there is no order: a time of day and a date.
 */
export function compareDateTimes(a: CimDateTime, b: CimDateTime): number | undefined {
  if (a.dmtf === b.dmtf) return 0
  const [left, right] = [readFields(a.dmtf), readFields(b.dmtf)]
  const [localLeft, localRight] = [localMicros(left), localMicros(right)]
  if (localLeft === undefined || localRight === undefined) return undefined
  const known = left.offset !== undefined && right.offset !== undefined
  // Both are read on the clock of the coarser one: truncation is to its minutes, hours, days.
  const [leftOffset, rightOffset] = known ? [left.offset, right.offset] : [0, 0]
  const precision = Math.min(left.precision, right.precision)
  const clock = left.precision <= right.precision ? leftOffset : rightOffset
  const x = truncate(localLeft + BigInt(clock - leftOffset) * microsPerMinute, precision)
  const y = truncate(localRight + BigInt(clock - rightOffset) * microsPerMinute, precision)
  return x < y ? -1 : x > y ? 1 : 0
}

/** Whether two datetimes are one instant, found quickly; undefined unless both have every field. */
export function isSameInstant(a: CimDateTime, b: CimDateTime): boolean | undefined {
  const [x, y] = [completeSeconds(a.dmtf), completeSeconds(b.dmtf)]
  if (Number.isNaN(x) || Number.isNaN(y)) return undefined
  return x === y && a.dmtf.slice(15, 21) === b.dmtf.slice(15, 21)
}

/**
 * Reads xs:dateTime, xs:date or xs:time; what is not said has no significance. Digits below a microsecond are dropped, text
 * without a time zone is taken as UTC, negative years and years above 9999 are refused. Throws DecodeError.
 */
export function parseXsDateTime(text: string): CimDateTime {
  const match =
    /^(?:(-?[0-9]{4,})-([0-9]{2})-([0-9]{2}))?(T?)(?:([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?)?(Z|[+-][0-9]{2}:[0-9]{2})?$/.exec(
      text.trim(),
    )
  const [, year, month, day, separator, hour, minute, second, fraction, zone] = match ?? []
  const hasDate = year !== undefined
  const hasTime = hour !== undefined
  if (match === null || (!hasDate && !hasTime) || (separator === 'T') !== (hasDate && hasTime)) {
    throw new DecodeError('xs:dateTime', `'${clip(text)}' is not a date and time`, {
      hint: 'Write it as 2024-05-31T13:30:00Z.',
    })
  }
  if (hasDate && year.length !== 4) throw new DecodeError('xs:dateTime', `the year ${year} is outside 0000 to 9999`)
  const date = hasDate ? `${year}${month}${day}` : '********'
  const micros = (fraction ?? '').slice(0, 6).padEnd(6, '0')
  const endOfDay = hour === '24' && minute === '00' && second === '00' && micros === '000000'
  const time = hasTime ? `${endOfDay ? '00' : hour}${minute}${second}.${micros}` : '******.******'
  const value = parseDateTime(`${date}${time}${zoneText(zone)}`)
  return endOfDay && hasDate ? nextDay(value) : value
}

/**
 * As xs:dateTime (`2024-05-31T13:30:00+02:00`); xs:date or xs:time when that is all there is. Undefined when another
 * field has no significance: then only the DMTF form says it.
 */
export function formatXsDateTime(value: CimDateTime): string | undefined {
  const { dmtf } = value
  if (Math.abs(readFields(dmtf).offset ?? 0) > 840) {
    const instant = toInstant(value)
    return instant === undefined ? undefined : formatXsDateTime(fromInstant(instant))
  }
  const date = `${dmtf.slice(0, 4)}-${dmtf.slice(4, 6)}-${dmtf.slice(6, 8)}`
  const time = `${dmtf.slice(8, 10)}:${dmtf.slice(10, 12)}:${dmtf.slice(12, 21).replace(/\.?0+$/, '')}`
  const zone = xsZone(dmtf.slice(21))
  if (!dmtf.includes('*')) return `${date}T${time}${zone}`
  if (dmtf.startsWith('********') && !time.includes('*') && !zone.includes('*')) return `${time}${zone}`
  return !date.includes('*') && /^\*{6}\.\*{6}$/.test(dmtf.slice(8, 21)) && !zone.includes('*') ? `${date}${zone}` : undefined
}

interface Fields {
  /** Undefined where the form has `*`. */
  readonly year: number | undefined
  readonly rest: readonly (number | undefined)[]
  /** Microseconds, with zeros where the form has `*`. */
  readonly micros: number
  /** Significant fields from the front: 1 year, 2 month … 6 second, then a digit of the fraction each. */
  readonly precision: number
  /** A field with significance stands behind one without. */
  readonly broken: boolean
  /** Minutes east of UTC. */
  readonly offset: number | undefined
}

const fieldRanges = [
  ['month', 1, 12],
  ['day', 1, 31],
  ['hour', 0, 23],
  ['minute', 0, 59],
  ['second', 0, 59],
] as const

function readFields(dmtf: string): Fields {
  const match = dmtf.length === 25 ? form.exec(dmtf) : null
  if (match === null) {
    throw new DecodeError('datetime', `'${clip(dmtf)}' is not a DMTF datetime`, {
      hint: 'Write it as yyyymmddHHMMSS.mmmmmm+UUU, or as 2024-05-31T13:30:00Z.',
    })
  }
  const [, yearText = '', ...parts] = match
  const year = numberOf(yearText)
  const rest = parts.slice(0, 5).map(numberOf)
  for (const [index, [name, min, max]] of fieldRanges.entries()) {
    const value = rest[index]
    if (value !== undefined && (value < min || value > max)) {
      throw new DecodeError('datetime', `the ${name} ${value} in '${dmtf}' is not in ${min} to ${max}`)
    }
  }
  const [month, day] = rest
  if (month !== undefined && day !== undefined && day > daysInMonth(year ?? 2000, month)) {
    throw new DecodeError('datetime', `'${dmtf}': the month has no day ${day}`)
  }
  const fraction = (parts[5] ?? '').replaceAll('*', '')
  const significant = [year, ...rest].map((value) => value !== undefined)
  const leading = significant.indexOf(false) < 0 ? 6 + fraction.length : significant.indexOf(false)
  const broken = leading < 6 && (significant.slice(leading).includes(true) || fraction !== '')
  return { year, rest, micros: Number(fraction.padEnd(6, '0')), precision: leading, broken, offset: numberOf(parts[6] ?? '') }
}

/** Whole seconds since the epoch; NaN for what is not of the form with every field. */
function completeSeconds(dmtf: string): number {
  if (dmtf.length !== 25 || dmtf.charCodeAt(14) !== 0x2e) return Number.NaN
  const sign = dmtf.charCodeAt(21)
  if (sign !== 0x2b && sign !== 0x2d) return Number.NaN
  const [month, day] = [digitsAt(dmtf, 4, 6), digitsAt(dmtf, 6, 8)]
  const offset = digitsAt(dmtf, 22, 25) * (sign === 0x2d ? -60 : 60)
  if (Number.isNaN(digitsAt(dmtf, 15, 21))) return Number.NaN
  const time = digitsAt(dmtf, 8, 10) * 3600 + digitsAt(dmtf, 10, 12) * 60 + digitsAt(dmtf, 12, 14)
  return daysFromCivil(digitsAt(dmtf, 0, 4), month, day) * 86_400 + time - offset
}

/** NaN when one of the characters is no digit. */
function digitsAt(text: string, start: number, end: number): number {
  let value = 0
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - 0x30
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

function numberOf(text: string): number | undefined {
  return text.includes('*') ? undefined : Number(text)
}

/** The reading of the clock as microseconds since the epoch, without regard to its time zone. */
function localMicros(fields: Fields): bigint | undefined {
  if (fields.year === undefined || fields.broken) return undefined
  const [month = 1, day = 1, hour = 0, minute = 0, second = 0] = fields.rest
  const days = BigInt(daysFromCivil(fields.year, month, day))
  return days * microsPerDay + BigInt(hour * 3600 + minute * 60 + second) * microsPerSecond + BigInt(fields.micros)
}

function formatLocal(local: bigint, offset: number): CimDateTime {
  const days = floorDivide(local, microsPerDay)
  const inDay = local - days * microsPerDay
  const { year, month, day } = civilFromDays(Number(days))
  if (year < 0 || year > 9999) throw new DecodeError('datetime', `the year ${year} is outside 0000 to 9999`)
  const seconds = Number(inDay / microsPerSecond)
  const date = `${pad(year, 4)}${pad(month, 2)}${pad(day, 2)}`
  const time = `${pad(Math.floor(seconds / 3600), 2)}${pad(Math.floor(seconds / 60) % 60, 2)}${pad(seconds % 60, 2)}`
  const zone = `${offset < 0 ? '-' : '+'}${pad(Math.abs(offset), 3)}`
  return { kind: 'datetime', dmtf: `${date}${time}.${pad(Number(inDay % microsPerSecond), 6)}${zone}` }
}

/** Sets everything finer than `precision` (see Fields) to its least value. */
function truncate(local: bigint, precision: number): bigint {
  if (precision >= 6) return local - mod(local, 10n ** BigInt(12 - precision))
  if (precision === 5) return local - mod(local, microsPerMinute)
  if (precision === 4) return local - mod(local, 60n * microsPerMinute)
  const days = floorDivide(local, microsPerDay)
  if (precision === 3) return days * microsPerDay
  const { year, month } = civilFromDays(Number(days))
  return BigInt(daysFromCivil(year, precision === 2 ? month : 1, 1)) * microsPerDay
}

function nextDay(value: CimDateTime): CimDateTime {
  const fields = readFields(value.dmtf)
  return formatLocal((localMicros(fields) ?? 0n) + microsPerDay, fields.offset ?? 0)
}

function zoneText(zone: string | undefined): string {
  if (zone === undefined || zone === 'Z') return '+000'
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(4))]
  if (minutes > 59 || hours * 60 + minutes > 840) throw new DecodeError('xs:dateTime', `'${zone}' is not a time zone`)
  return `${zone.charAt(0)}${pad(hours * 60 + minutes, 3)}`
}

function xsZone(offset: string): string {
  if (offset.includes('*')) return '*'
  const minutes = Number(offset.slice(1))
  return minutes === 0 ? 'Z' : `${offset.charAt(0)}${pad(Math.floor(minutes / 60), 2)}:${pad(minutes % 60, 2)}`
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar; the year begins in March, so that leap days come last. */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}

function civilFromDays(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  }
}

function floorDivide(a: bigint, b: bigint): bigint {
  return (a - mod(a, b)) / b
}

function mod(a: bigint, b: bigint): bigint {
  return ((a % b) + b) % b
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0')
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
