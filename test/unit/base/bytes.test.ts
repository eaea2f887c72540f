import { describe, expect, it } from 'vitest'
import { ByteReader, ByteWriter, concatBytes } from '../../../src/base/bytes.js'
import { DecodeError, InternalError } from '../../../src/base/errors.js'

describe('bytes', () => {
  it('reads back every kind of number in either order', () => {
    const bytes = new ByteWriter(1)
      .u8(0xfe)
      .u16le(0x0102)
      .u16be(0x0102)
      .u32le(0x8000_0001)
      .u32be(0x8000_0001)
      .u64le(0x8000_0000_0000_0002n)
      .u64be(0x8000_0000_0000_0002n)
      .toBytes()
    expect(Buffer.from(bytes).toString('hex')).toBe('fe020101020100008080000001' + '0200000000000080' + '8000000000000002')
    const reader = new ByteReader('Numbers', bytes)
    expect(reader.u8()).toBe(0xfe)
    expect([reader.u16le(), reader.u16be()]).toEqual([0x0102, 0x0102])
    expect([reader.u32le(), reader.u32be()]).toEqual([0x8000_0001, 0x8000_0001])
    expect([reader.u64le(), reader.u64be()]).toEqual([0x8000_0000_0000_0002n, 0x8000_0000_0000_0002n])
    reader.assertEnd()
  })

  it('names the structure and the offset in the outermost bytes when a read is short', () => {
    const outer = new ByteReader('Outer', Uint8Array.of(1, 2, 3, 4, 5))
    outer.u8()
    const inner = outer.sub('Inner', 2)
    expect(outer.position).toBe(3)
    inner.u8()
    expect(() => inner.u16le()).toThrow(new DecodeError('Inner', '2 bytes wanted, 1 left', { offset: 2 }))
    expect(() => outer.bytes(3)).toThrow(DecodeError)
    expect(outer.rest()).toEqual(Uint8Array.of(4, 5))
    expect(() => outer.sub('Beyond', 1)).toThrow(DecodeError)
    expect(() => inner.assertEnd()).toThrow('1 bytes too many')
  })

  it.each([-1, Number.NaN, 6])('refuses a field of %s bytes and an offset of as much', (length) => {
    const reader = new ByteReader('Field', new Uint8Array(5))
    expect(() => reader.bytes(length)).toThrow(DecodeError)
    expect(() => reader.seek(length)).toThrow(DecodeError)
    expect(reader.position).toBe(0)
  })

  it('aligns from its own start', () => {
    const reader = new ByteReader('Outer', new Uint8Array(9)).sub('Inner', 8)
    reader.skip(1)
    reader.align(4)
    expect(reader.position).toBe(4)
    reader.align(4)
    expect(reader.position).toBe(4)
    expect(new ByteWriter().u8(1).align(4).zeros(1).length).toBe(5)
  })

  it('reads a view that does not start at its buffer', () => {
    expect(new ByteReader('View', Uint8Array.of(9, 9, 1, 2).subarray(2)).u16be()).toBe(0x0102)
  })

  it('overwrites what was written, never beyond', () => {
    const writer = new ByteWriter().zeros(4).u8(7)
    expect(writer.setU32le(0, 5).toBytes()).toEqual(Uint8Array.of(5, 0, 0, 0, 7))
    expect(() => writer.setU32le(2, 0)).toThrow(InternalError)
  })

  it('refuses numbers that do not fit', () => {
    expect(() => new ByteWriter().u16le(0x1_0000)).toThrow(InternalError)
    expect(() => new ByteWriter().u8(-1)).toThrow(InternalError)
    expect(() => new ByteWriter().u64be(-1n)).toThrow(InternalError)
  })

  it('joins', () => {
    expect(concatBytes(Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3))).toEqual(Uint8Array.of(1, 2, 3))
  })
})
