import { DecodeError } from '../base/errors.js'
import type { CimInterval } from './value.js'

/** Lengths of time in the form `ddddddddHHMMSS.mmmmmm:000` ([DSP0004] 5.2.4); `*` marks fields without significance at the end. */
const form = /^([0-9]{8}|\*{8})([0-9]{2}|\*{2})([0-9]{2}|\*{2})([0-9]{2}|\*{2})\.([0-9]{0,6}\*{0,6}):000$/

const microsPerSecond = 1_000_000n
const microsPerDay = 86_400n * microsPerSecond
const longest = 100_000_000n * microsPerDay

/** Whether 25-character text is an interval rather than a point in time. */
export function looksLikeInterval(text: string): boolean {
  return text.length === 25 && text.charAt(21) === ':'
}

/** Reads and checks the 25-character form. Throws DecodeError. */
export function parseInterval(dmtf: string): CimInterval {
  readFields(dmtf)
  return { kind: 'interval', dmtf }
}

/** Microseconds; fields without significance count as zero. */
export function intervalMicros(value: CimInterval): bigint {
  return readFields(value.dmtf).micros
}

/** The DMTF form of a length in microseconds: not negative, and below 100,000,000 days. */
export function fromMicros(micros: bigint): CimInterval {
  if (micros < 0n || micros >= longest) {
    throw new DecodeError('interval', `${micros} microseconds are outside 0 to 99999999 days`)
  }
  const seconds = Number((micros % microsPerDay) / microsPerSecond)
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => pad(part, 2)).join('')
  return { kind: 'interval', dmtf: `${pad(micros / microsPerDay, 8)}${time}.${pad(micros % microsPerSecond, 6)}:000` }
}

/** Negative, zero or positive as `a` is shorter than, as long as or longer than `b`, to the precision of the coarser one. */
export function compareIntervals(a: CimInterval, b: CimInterval): number {
  const [left, right] = [readFields(a.dmtf), readFields(b.dmtf)]
  const unit = left.unit > right.unit ? left.unit : right.unit
  const [x, y] = [left.micros / unit, right.micros / unit]
  return x < y ? -1 : x > y ? 1 : 0
}

/**
 * Reads xs:duration. Years and months have no fixed length and are refused unless they are zero, or `nominal` takes them as 365
 * and 30 days; negative durations are refused. Digits below a microsecond are dropped. Throws DecodeError.
 */
export function parseXsDuration(text: string, { nominal = false }: { readonly nominal?: boolean } = {}): CimInterval {
  const match =
    /^(-?)P(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?(?:(T)(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:\.([0-9]+))?S)?)?$/.exec(
      text.trim(),
    )
  const [, sign, years, months, days, time, hours, minutes, seconds, fraction] = match ?? []
  const hasTime = hours !== undefined || minutes !== undefined || seconds !== undefined
  const hasAny = years !== undefined || months !== undefined || days !== undefined || hasTime
  if (match === null || text.length > 100 || !hasAny || (time === 'T') !== hasTime) {
    throw new DecodeError('xs:duration', `'${text.slice(0, 40)}' is not a duration`, { hint: 'Write it as P1DT12H30M0.5S.' })
  }
  if (!nominal && /[1-9]/.test(`${years ?? ''}${months ?? ''}`)) {
    throw new DecodeError('xs:duration', `'${text}' counts years or months, which have no fixed length`)
  }
  const wholeDays = BigInt(years ?? 0) * 365n + BigInt(months ?? 0) * 30n + BigInt(days ?? 0)
  const whole = wholeDays * 86_400n + BigInt(hours ?? 0) * 3600n + BigInt(minutes ?? 0) * 60n + BigInt(seconds ?? 0)
  const micros = whole * microsPerSecond + BigInt((fraction ?? '').slice(0, 6).padEnd(6, '0'))
  if (sign === '-' && micros > 0n) throw new DecodeError('xs:duration', `'${text}' is negative`)
  return fromMicros(micros)
}

/** As xs:duration (`P1DT12H30M0.5S`); undefined when a field has no significance. */
export function formatXsDuration(value: CimInterval): string | undefined {
  if (value.dmtf.includes('*')) return undefined
  const micros = intervalMicros(value)
  const seconds = (micros % microsPerDay) / microsPerSecond
  const fraction = micros % microsPerSecond
  const tail = `.${pad(fraction, 6)}`.replace(/\.?0+$/, '')
  return `P${micros / microsPerDay}DT${seconds / 3600n}H${(seconds / 60n) % 60n}M${seconds % 60n}${tail}S`
}

function readFields(dmtf: string): { readonly micros: bigint; readonly unit: bigint } {
  const match = dmtf.length === 25 ? form.exec(dmtf) : null
  const [, days = '', hours = '', minutes = '', seconds = '', fraction = ''] = match ?? []
  const inOrder = !/\*[0-9]/.test(dmtf.replace('.', '').slice(0, -4))
  const inRange = !(Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59)
  if (match === null || !inOrder || !inRange) {
    throw new DecodeError('interval', `'${dmtf.slice(0, 40)}' is not a DMTF interval`, {
      hint: 'Write it as ddddddddHHMMSS.mmmmmm:000, or as P1DT12H30M.',
    })
  }
  const inSeconds = value(days) * 86_400n + value(hours) * 3600n + value(minutes) * 60n + value(seconds)
  const digits = fraction.replaceAll('*', '')
  return {
    micros: inSeconds * microsPerSecond + BigInt(digits.padEnd(6, '0')),
    unit: unitOf([days, hours, minutes, seconds], digits),
  }
}

function value(text: string): bigint {
  return text.includes('*') ? 0n : BigInt(text)
}

/** The length that the last significant digit counts. */
function unitOf(parts: readonly string[], digits: string): bigint {
  const first = parts.findIndex((part) => part.includes('*'))
  if (first < 0) return 10n ** BigInt(6 - digits.length)
  return [longest, microsPerDay, 3600n * microsPerSecond, 60n * microsPerSecond][first] ?? 1n
}

function pad(number: number | bigint, length: number): string {
  return String(number).padStart(length, '0')
}
