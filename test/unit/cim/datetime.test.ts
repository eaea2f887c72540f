import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DecodeError } from '../../../src/base/errors.js'
import {
  compareDateTimes,
  formatXsDateTime,
  fromInstant,
  fromMilliseconds,
  parseDateTime,
  parseXsDateTime,
  toInstant,
} from '../../../src/cim/datetime.js'
import {
  compareIntervals,
  formatXsDuration,
  fromMicros,
  intervalMicros,
  parseInterval,
  parseXsDuration,
} from '../../../src/cim/interval.js'
import { parseTemporal } from '../../../src/cim/temporal.js'
import { dateTimes, intervals } from './arbitraries.js'

describe('datetime', () => {
  test.each([
    // [DSP0004] 5.2.4: Monday, May 25, 1998, at 1:30:15 PM EST.
    ['19980525133015.000000-300', Date.UTC(1998, 4, 25, 18, 30, 15)],
    ['20240229235959.999000+000', Date.UTC(2024, 1, 29, 23, 59, 59, 999)],
    ['16010101000000.000000+000', Date.UTC(1601, 0, 1)],
    ['20240531153000.000000+120', Date.UTC(2024, 4, 31, 13, 30)],
    ['2024**********.******+000', Date.UTC(2024, 0, 1)],
  ])('%s is %d', (dmtf, milliseconds) => {
    expect(toInstant(parseDateTime(dmtf))).toBe(BigInt(milliseconds) * 1000n)
  })

  test.each([
    '********143000.000000-420',
    '20240531******.******+000',
    '20240531133000.12****+000',
    '20240531133000.000000+***',
    '**************.******+***',
  ])('takes the wildcards of %s', (dmtf) => {
    expect(parseDateTime(dmtf).dmtf).toBe(dmtf)
  })

  test.each([
    '20241301000000.000000+000',
    '20240230000000.000000+000',
    '20230229000000.000000+000',
    '20240100000000.000000+000',
    '20240101240000.000000+000',
    '20240101006000.000000+000',
    '20240101000060.000000+000',
    '20240101000000.000000 000',
    '20240101000000.0000*0+000',
    '2024*101000000.000000+000',
    '20240101000000.000000:000',
    '',
  ])('refuses %s', (dmtf) => {
    expect(() => parseDateTime(dmtf)).toThrow(DecodeError)
  })

  test('has no instant for a time of day or an unknown zone', () => {
    expect(toInstant(parseDateTime('********143000.000000-420'))).toBeUndefined()
    expect(toInstant(parseDateTime('20240531133000.000000+***'))).toBeUndefined()
  })

  test('agrees with the platform on every day', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-30'), noInvalidDate: true }), (date) => {
        const value = fromMilliseconds(date.getTime())
        expect(formatXsDateTime(value)).toBe(date.toISOString().replace(/\.?0*Z$/, 'Z'))
      }),
    )
  })

  test('goes to instants and to xs:dateTime and back', () => {
    fc.assert(
      fc.property(dateTimes, (value) => {
        const offset = Number(value.dmtf.slice(21))
        expect(fromInstant(toInstant(value) ?? 0n, { offset })).toEqual(value)
        expect(parseXsDateTime(formatXsDateTime(value) ?? '')).toEqual(value)
      }),
    )
  })

  test.each([
    ['2024-05-31T13:30:00Z', '20240531133000.000000+000'],
    ['2024-05-31T13:30:00.1234567+02:00', '20240531133000.123456+120'],
    ['2024-05-31T13:30:00-08:30', '20240531133000.000000-510'],
    ['2024-05-31T13:30:00', '20240531133000.000000+000'],
    ['2024-12-31T24:00:00Z', '20250101000000.000000+000'],
    ['2024-05-31', '20240531******.******+000'],
    ['13:30:00.5', '********133000.500000+000'],
    ['13:30:00+01:00', '********133000.000000+060'],
  ])('reads %s', (text, dmtf) => {
    expect(parseXsDateTime(text).dmtf).toBe(dmtf)
  })

  test.each([
    '-0044-03-15T00:00:00Z',
    '12024-05-31T13:30:00Z',
    '2024-05-31T',
    'T13:30:00',
    '2024-05-31 13:30:00',
    '2024-05-31T13:30:00+15:00',
    '2024-02-30T00:00:00Z',
    '2024-05-31T24:00:01Z',
    'Z',
    '',
  ])('refuses %s', (text) => {
    expect(() => parseXsDateTime(text)).toThrow(DecodeError)
  })

  test.each([
    ['20240531******.******+000', '2024-05-31Z'],
    ['********133000.000000+060', '13:30:00+01:00'],
    ['20240531133000.000000+999', '2024-05-30T20:51:00Z'],
    ['20240531133000.00****+000', undefined],
    ['20240531133000.000000+***', undefined],
  ])('writes %s as %s', (dmtf, text) => {
    expect(formatXsDateTime(parseDateTime(dmtf))).toBe(text)
  })

  test.each([
    ['20240531133000.000000+000', '20240531153000.000000+120', 0],
    ['20240531133000.000000+000', '20240531133000.000001+000', -1],
    ['20240601133000.000000+000', '20240531133000.000000+000', 1],
    ['20240531******.******+000', '20240531235959.000000+000', 0],
    ['20240531******.******+120', '20240531235959.000000+000', -1],
    ['202405********.******+000', '20240531133000.000000+000', 0],
    ['2024**********.******+000', '20250101000000.000000+000', -1],
    ['20240531133000.12****+000', '20240531133000.129999+000', 0],
    ['20240531133000.000000+***', '20240531133000.000000+120', 0],
    ['********133000.000000+000', '20240531133000.000000+000', undefined],
    ['********133000.000000+000', '********133000.000000+000', 0],
  ])('compares %s with %s: %s', (a, b, expected) => {
    expect(compareDateTimes(parseDateTime(a), parseDateTime(b))).toBe(expected)
    expect(compareDateTimes(parseDateTime(b), parseDateTime(a))).toBe(expected === undefined ? undefined : 0 - expected)
  })
})

describe('interval', () => {
  test('reads the example of [DSP0004] 5.2.4: 1 day, 13 hours, 23 minutes, 12 seconds', () => {
    expect(intervalMicros(parseInterval('00000001132312.000000:000'))).toBe(((24n + 13n) * 3600n + 23n * 60n + 12n) * 1_000_000n)
  })

  test.each([
    '00000001240000.000000:000',
    '00000001006000.000000:000',
    '00000001132312.000000+000',
    '********132312.000000:000',
    '0000000113**12.000000:000',
    '',
  ])('refuses %s', (text) => {
    expect(() => parseInterval(text)).toThrow(DecodeError)
  })

  test.each([
    ['PT36H', '00000001120000.000000:000'],
    ['P1DT0.5S', '00000001000000.500000:000'],
    ['P0Y0M2D', '00000002000000.000000:000'],
    ['PT90M', '00000000013000.000000:000'],
    ['-PT0S', '00000000000000.000000:000'],
    ['PT0.1234567S', '00000000000000.123456:000'],
  ])('reads %s', (text, dmtf) => {
    expect(parseXsDuration(text).dmtf).toBe(dmtf)
  })

  test.each(['P', 'PT', 'P1Y', 'P1M', '-PT1S', 'P100000000D', 'PT1', 'P1H', '1D', ''])('refuses %s', (text) => {
    expect(() => parseXsDuration(text)).toThrow(DecodeError)
  })

  test('goes to microseconds and to xs:duration and back', () => {
    fc.assert(
      fc.property(intervals, (value) => {
        expect(fromMicros(intervalMicros(value))).toEqual(value)
        expect(parseXsDuration(formatXsDuration(value) ?? '')).toEqual(value)
      }),
    )
  })

  test('compares to the precision both have', () => {
    const compare = (a: string, b: string): number => compareIntervals(parseInterval(a), parseInterval(b))
    expect(compare('0000000113****.******:000', '00000001135959.000000:000')).toBe(0)
    expect(compare('0000000113****.******:000', '00000001140000.000000:000')).toBe(-1)
    expect(compare('00000002000000.000000:000', '00000001235959.999999:000')).toBe(1)
    expect(formatXsDuration(parseInterval('0000000113****.******:000'))).toBeUndefined()
  })
})

test('any text is a datetime, an interval or a DecodeError', () => {
  const near = fc.stringMatching(/^[0-9*.:+TZPDH-]{0,26}$/)
  fc.assert(
    fc.property(fc.oneof(fc.string(), near), (text) => {
      try {
        expect(parseTemporal(text).dmtf).toHaveLength(25)
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError)
      }
    }),
  )
})
