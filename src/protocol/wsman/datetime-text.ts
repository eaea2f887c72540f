import { formatXsDateTime, parseDateTime, parseXsDateTime } from '../../cim/datetime.js'
import { formatXsDuration, intervalMicros, looksLikeInterval, parseInterval, parseXsDuration } from '../../cim/interval.js'
import type { CimDateTime, CimInterval } from '../../cim/value.js'

/**
 * Points and lengths of time as WS-Man carries them ([DSP0230] 9.2.6, [MS-WSMV] 2.2.5.3) to and from the 25 characters
 * of [DSP0004]: xs:dateTime, xs:date, xs:time, xs:duration and the DMTF text itself. Throws DecodeError.
 */
export function readDateTimeText(text: string): CimDateTime | CimInterval {
  if (looksLikeInterval(text)) return parseInterval(text)
  if (text.length === 25 && text[14] === '.') return parseDateTime(text)
  // Only providers of other makers send years and months, which have no length without a date.
  if (/^-?P/.test(text)) return parseXsDuration(text, { nominal: true })
  const point = parseXsDateTime(text.replace(',', '.'))
  return /(?:Z|[+-]\d\d:\d\d)$/.test(text) ? point : { kind: 'datetime', dmtf: `${point.dmtf.slice(0, 21)}${hostTime}` }
}

/** xs:dateTime, or undefined when fields are without significance and only the DMTF text can say it. */
export function dateTimeText(value: CimDateTime): string | undefined {
  const fields = value.dmtf.slice(0, 21)
  if (fields.includes('*')) return undefined
  if (!value.dmtf.endsWith('***')) return formatXsDateTime(value)
  return formatXsDateTime({ kind: 'datetime', dmtf: `${fields}+000` })?.replace('Z', '')
}

/** Text without a time zone is in the host's own, which DMTF writes as an offset without significance. */
const hostTime = '+***'

/** xs:duration in days and smaller, or undefined when fields are without significance. */
export function intervalText(value: CimInterval): string | undefined {
  return formatXsDuration(value)
}

/** xs:duration to milliseconds; years and months, which have no length, are refused ([MS-WSMV] 3.1.4.1.6). */
export function readDurationMs(text: string): number {
  return Math.round(Number(intervalMicros(parseXsDuration(text))) / 1000)
}

/** Milliseconds as Windows writes a time-out: `PT60.000S`. */
export function durationMsText(ms: number): string {
  return `PT${(ms / 1000).toFixed(3)}S`
}
