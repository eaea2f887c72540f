import { expect, test } from 'vitest'
import { parseDuration } from '../../../src/base/duration.js'

test.each([
  ['500ms', 500],
  ['1s', 1_000],
  ['90s', 90_000],
  ['5m', 300_000],
  ['2h', 7_200_000],
  ['999999999h', 999_999_999 * 3_600_000],
])('%s is %i milliseconds', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds)
})

test.each(['', '5', 's', '0s', '-1s', '1.5s', '1 s', '1S', '1d', '1s2', '1000000000s', '05s'])('%j is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined()
})
