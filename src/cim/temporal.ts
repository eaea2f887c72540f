import { DecodeError } from '../base/errors.js'
import { parseDateTime, parseXsDateTime } from './datetime.js'
import { looksLikeInterval, parseInterval, parseXsDuration } from './interval.js'
import type { CimDateTime, CimInterval } from './value.js'

/**
 * Reads a value of CIM type datetime in any form people and protocols write: DMTF (25 characters), xs:dateTime, xs:date,
 * xs:time, or xs:duration. Throws DecodeError.
 */
export function parseTemporal(text: string): CimDateTime | CimInterval {
  const trimmed = text.trim()
  if (looksLikeInterval(trimmed)) return parseInterval(trimmed)
  if (trimmed.length === 25 && trimmed.charAt(14) === '.') return parseDateTime(trimmed)
  if (/^-?P/.test(trimmed)) return parseXsDuration(trimmed)
  if (/^-?[0-9]{2,}[-:]/.test(trimmed)) return parseXsDateTime(trimmed.replace(' ', 'T'))
  throw new DecodeError('datetime', `'${trimmed.slice(0, 40)}' is neither a date and time nor a duration`, {
    hint: 'Write 2024-05-31T13:30:00Z, P1DT12H, or the DMTF form yyyymmddHHMMSS.mmmmmm+UUU.',
  })
}
