import { describe, expect, it } from 'vitest'
import { DecodeError } from '../../../src/base/errors.js'
import { fileTimeOf, millisecondsOf } from '../../../src/base/file-time.js'
import { decodeUtf16le, encodeUtf16le } from '../../../src/base/utf16.js'

describe('utf16', () => {
  it.each(['', 'User', 'Ünï', '日本', '😀', '\ud800 alone', 'x'.repeat(10_000)])('keeps text as it is', (text) => {
    expect(encodeUtf16le(text)).toEqual(new Uint8Array(Buffer.from(text, 'utf16le')))
    expect(decodeUtf16le(encodeUtf16le(text), 'Name')).toBe(text)
  })

  it('refuses half a code unit', () => {
    expect(() => decodeUtf16le(new Uint8Array(3), 'UserName')).toThrow(new DecodeError('UserName', 'UTF-16 text of 3 bytes'))
  })
})

describe('FILETIME', () => {
  it('counts 100 nanoseconds from 1601', () => {
    expect(fileTimeOf(0)).toBe(116_444_736_000_000_000n)
    expect(fileTimeOf(Date.UTC(2015, 5, 14, 16, 0, 0))).toBe(130_787_712_000_000_000n)
    expect(millisecondsOf(fileTimeOf(1_434_297_600_123))).toBe(1_434_297_600_123)
  })
})
