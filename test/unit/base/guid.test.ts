import { expect, test } from 'vitest'
import { randomGuid } from '../../../src/base/guid.js'

test('version and variant are set, all else is random', () => {
  expect(randomGuid({ bytes: (length) => new Uint8Array(length).fill(0xff) })).toBe('FFFFFFFF-FFFF-4FFF-BFFF-FFFFFFFFFFFF')
  expect(randomGuid({ bytes: (length) => Uint8Array.from({ length }, (_, index) => index) })).toBe(
    '00010203-0405-4607-8809-0A0B0C0D0E0F',
  )
})
