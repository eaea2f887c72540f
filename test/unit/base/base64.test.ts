import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatBase64, parseBase64 } from '../../../src/base/base64.js'

const ascii = new TextEncoder()

// RFC 4648 10.
test.each([
  ['', ''],
  ['f', 'Zg=='],
  ['fo', 'Zm8='],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg=='],
  ['fooba', 'Zm9vYmE='],
  ['foobar', 'Zm9vYmFy'],
])('%s is %s', (text, encoded) => {
  expect(formatBase64(ascii.encode(text))).toBe(encoded)
  expect(new TextDecoder().decode(parseBase64(encoded))).toBe(text)
})

test('agrees with Node on any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const encoded = formatBase64(bytes)
      expect(encoded).toBe(Buffer.from(bytes).toString('base64'))
      expect(parseBase64(encoded)).toEqual(bytes)
    }),
  )
})

test('skips white space between symbols', () => {
  expect(parseBase64('Zm9v\r\n YmFy')).toEqual(ascii.encode('foobar'))
})

test.each(['Zg', 'Zg=', 'Z===', '=', 'Zm9\u00e9', 'Zm-v', 'Z=9v'])('refuses %s', (text) => {
  expect(() => parseBase64(text)).toThrow('base64')
})
