import { DecodeError } from '../../base/errors.js'
import type { CimDateTime, CimInterval } from '../../cim/value.js'

/**
 * Points and lengths of time as WS-Man carries them ([DSP0230] 9.2.6, [MS-WSMV] 2.2.5.3) to and from the 25 characters
 * of [DSP0004]: xs:dateTime, xs:date, xs:time, xs:duration and the DMTF text itself.
 */
export function readDateTimeText(text: string): CimDateTime | CimInterval {
  if (text.length === 25 && /^[\d*]{14}\.[\d*]{6}(?:[+-](?:\d{3}|\*{3})|:000)$/.test(text)) return readDmtf(text)
  const point = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)?$/.exec(text)
  if (point !== null) return fromDateTime(point)
  const date = /^(\d{4})-(\d\d)-(\d\d)(Z|[+-]\d\d:\d\d)?$/.exec(text)
  if (date !== null) {
    const [, year = '', month = '', day = '', zone] = date
    checkDate(year, month, day)
    return { kind: 'datetime', dmtf: `${year}${month}${day}******.******${offsetOf(zone)}` }
  }
  const time = /^(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)?$/.exec(text)
  if (time !== null) {
    const [, hour = '', minute = '', second = '', fraction = '', zone] = time
    checkTime(hour, minute, second)
    return { kind: 'datetime', dmtf: `********${hour}${minute}${second}.${micros(fraction)}${offsetOf(zone)}` }
  }
  return readDuration(text)
}

/** xs:dateTime, or undefined when fields are without significance and only the DMTF text can say it. */
export function dateTimeText(value: CimDateTime): string | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\.(\d{6})([+-]\d{3}|[+-]\*{3})$/.exec(value.dmtf)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second, fraction = '', offset = ''] = match
  const part = trimFraction(fraction)
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${part}${zoneOf(offset)}`
}

/** xs:duration in days and smaller, or undefined when fields are without significance. */
export function intervalText(value: CimInterval): string | undefined {
  const match = /^(\d{8})(\d\d)(\d\d)(\d\d)\.(\d{6}):000$/.exec(value.dmtf)
  if (match === null) return undefined
  const [, days, hours, minutes, seconds, fraction = ''] = match
  return `P${Number(days)}DT${Number(hours)}H${Number(minutes)}M${Number(seconds)}${trimFraction(fraction)}S`
}

/** xs:duration to milliseconds; years and months, which have no length, are refused ([MS-WSMV] 3.1.4.1.6). */
export function readDurationMs(text: string): number {
  const match = durationPattern.exec(text)
  if (match === null || text.endsWith('T') || text.endsWith('P')) throw notTime(text)
  const [, sign, years, months, days, hours, minutes, seconds] = match
  if (Number(years ?? 0) !== 0 || Number(months ?? 0) !== 0 || sign === '-') {
    throw new DecodeError('xs:duration', `'${text.slice(0, 40)}' has years, months or a sign, whose length is not defined here`)
  }
  const ms =
    Number(days ?? 0) * 86_400_000 + Number(hours ?? 0) * 3_600_000 + Number(minutes ?? 0) * 60_000 + Number(seconds ?? 0) * 1000
  if (!Number.isSafeInteger(Math.round(ms))) throw notTime(text)
  return Math.round(ms)
}

/** Milliseconds as Windows writes a time-out: `PT60.000S`. */
export function durationMsText(ms: number): string {
  return `PT${(ms / 1000).toFixed(3)}S`
}

const durationPattern =
  /^(-)?P(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,15}(?:\.\d{1,9})?)S)?)?$/

function readDmtf(text: string): CimDateTime | CimInterval {
  if (text[21] === ':') {
    const [hours, minutes, seconds] = [text.slice(8, 10), text.slice(10, 12), text.slice(12, 14)]
    if (!inRange(hours, 23) || !inRange(minutes, 59) || !inRange(seconds, 59)) throw notTime(text)
    return { kind: 'interval', dmtf: text }
  }
  const inDate = inRange(text.slice(4, 6), 12, 1) && inRange(text.slice(6, 8), 31, 1)
  if (!inDate || !inRange(text.slice(8, 10), 23) || !inRange(text.slice(10, 12), 59) || !inRange(text.slice(12, 14), 59)) {
    throw notTime(text)
  }
  return { kind: 'datetime', dmtf: text }
}

function fromDateTime(match: RegExpExecArray): CimDateTime {
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', fraction = '', zone] = match
  checkDate(year, month, day)
  checkTime(hour, minute, second)
  return { kind: 'datetime', dmtf: `${year}${month}${day}${hour}${minute}${second}.${micros(fraction)}${offsetOf(zone)}` }
}

/** Years count 365 days and months 30, as no reference date is given: only providers of other makers send them. */
function readDuration(text: string): CimInterval {
  const match = durationPattern.exec(text)
  if (match === null || text.endsWith('T') || text.endsWith('P')) throw notTime(text)
  const [, sign, years, months, days, hours, minutes, seconds = '0'] = match
  if (sign === '-') throw new DecodeError('xs:duration', `'${text.slice(0, 40)}' is negative, which CIM intervals cannot be`)
  const [whole = '0', fraction = ''] = seconds.split('.')
  const wholeDays = BigInt(years ?? 0) * 365n + BigInt(months ?? 0) * 30n + BigInt(days ?? 0)
  const total = wholeDays * 86_400n + BigInt(hours ?? 0) * 3600n + BigInt(minutes ?? 0) * 60n + BigInt(whole)
  const dayCount = total / 86_400n
  if (dayCount > 99_999_999n) throw notTime(text)
  const rest = Number(total % 86_400n)
  const clock = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join('')
  return { kind: 'interval', dmtf: `${String(dayCount).padStart(8, '0')}${clock}.${micros(fraction)}:000` }
}

function checkDate(year: string, month: string, day: string): void {
  const days = new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate()
  if (!inRange(month, 12, 1) || !inRange(day, days, 1)) throw notTime(`${year}-${month}-${day}`)
}

function checkTime(hour: string, minute: string, second: string): void {
  if (!inRange(hour, 23) || !inRange(minute, 59) || !inRange(second, 59)) throw notTime(`${hour}:${minute}:${second}`)
}

/** Fields without significance are in any range. */
function inRange(field: string, max: number, min = 0): boolean {
  if (/^\*+$/.test(field)) return true
  const value = Number(field)
  return Number.isInteger(value) && value >= min && value <= max
}

function micros(fraction: string): string {
  return fraction.slice(0, 6).padEnd(6, '0')
}

function trimFraction(fraction: string): string {
  const digits = fraction.replace(/0+$/, '')
  return digits === '' ? '' : `.${digits}`
}

/** `+02:00` → `+120`; no zone means local time of the host, which DMTF writes as an offset without significance. */
function offsetOf(zone: string | undefined): string {
  if (zone === undefined) return '+***'
  if (zone === 'Z') return '+000'
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6))
  if (minutes > 840) throw notTime(zone)
  return `${zone[0]}${String(minutes).padStart(3, '0')}`
}

function zoneOf(offset: string): string {
  if (offset.endsWith('***')) return ''
  const minutes = Number(offset.slice(1))
  if (minutes === 0) return 'Z'
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  return `${offset[0]}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`
}

function notTime(text: string): DecodeError {
  return new DecodeError('datetime', `'${text.slice(0, 40)}' is neither a point nor a length of time`)
}
