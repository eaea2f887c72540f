import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DecodeError } from '../../../../src/base/errors.js'
import { formatHex } from '../../../../src/base/hex.js'
import { NdrReader } from '../../../../src/protocol/ndr/ndr-reader.js'
import { NdrWriter } from '../../../../src/protocol/ndr/ndr-writer.js'
import { readSerialized, writeSerialized } from '../../../../src/protocol/ndr/type-serialization.js'
import { readSid, writeSid } from '../../../../src/protocol/pac/sid.js'
import { hex } from '../../../harness/hex.js'

const reader = (bytes: string): NdrReader => new NdrReader('TEST', hex(bytes))

describe('numbers', () => {
  test('stand at multiples of their size; a FILETIME at one of four', () => {
    const writer = new NdrWriter().u8(1).u16(2).u8(3).u32(4).u8(5).fileTime(6n)
    const bytes = '01000200 03000000 04000000 05000000 0600000000000000'.replaceAll(' ', '')
    expect(formatHex(writer.toBytes())).toBe(bytes)
    const back = reader(bytes)
    expect([back.u8(), back.u16(), back.u8(), back.u32(), back.u8(), back.fileTime()]).toEqual([1, 2, 3, 4, 5, 6n])
    back.assertEnd()
  })

  test('that are cut off are errors', () => {
    expect(() => reader('0100').u32()).toThrow(DecodeError)
    const odd = reader('01')
    odd.u8()
    expect(() => odd.u16()).toThrow(DecodeError)
  })
})

describe('RPC_UNICODE_STRING', () => {
  // [MS-PAC] 3.1: EffectiveName, and its characters behind the structure.
  const fixed = '0800080004000200'
  const characters = '0400000000000000040000006c007a0068007500'

  test('is read as the example of [MS-PAC] 3.1 has it', () => {
    const ndr = reader(fixed + characters)
    const text = ndr.unicodeString()
    expect(text()).toBe('lzhu')
    expect(ndr.remaining).toBe(0)
  })

  test('is written so, behind what holds it', () => {
    const writer = new NdrWriter()
    writer.pointer(() => writer.unicodeString('lzhu')).referents()
    expect(formatHex(writer.toBytes())).toBe(`00000200${fixed}${characters}`)
  })

  test('of a null pointer is empty', () => {
    expect(reader('0000000000000000').unicodeString()()).toBe('')
  })

  test.each([
    ['more characters than there is room for', `${fixed}0300000000000000040000006c007a0068007500`, /characters 0 to 4 of 3/],
    ['characters that begin elsewhere', `${fixed}0400000001000000030000006c007a0068007500`, /characters 1 to 4 of 4/],
    ['a length beyond the characters', `0a000a0004000200${characters}`, /a text of 10 bytes in 8/],
    ['four billion characters', `${fixed}ffffffff00000000ffffffff6c00`, /bytes/],
    ['half a character', `0700080004000200${characters}`, /./],
  ])('with %s is an error', (_what, bytes, message) => {
    expect(() => reader(bytes).unicodeString()()).toThrow(DecodeError)
    expect(() => reader(bytes).unicodeString()()).toThrow(message)
  })

  test('keeps any text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 20 }), { maxLength: 5 }), (texts) => {
        const bytes = writeSerialized((writer) => {
          for (const text of texts) writer.unicodeString(text)
        })
        const read = readSerialized(bytes, 'TEST', (ndr) => texts.map(() => ndr.unicodeString()).map((text) => text()))
        expect(read).toEqual(texts)
      }),
    )
  })
})

describe('arrays', () => {
  test('announce no more elements than there are bytes for', () => {
    expect(reader('0200000001000000 02000000'.replaceAll(' ', '')).count(4)).toBe(2)
    expect(() => reader('0300000001000000 02000000'.replaceAll(' ', '')).count(4)).toThrow('an array of 3 elements, 8 bytes left')
    expect(() => reader('ffffffff').count(8)).toThrow(DecodeError)
  })

  test('of pointers bring what these point to behind the whole array', () => {
    const writer = new NdrWriter()
    writer.pointer(() => {
      writer.u32(2)
      for (const value of [7, 8]) writer.pointer(() => void writer.u32(value)).u32(value + 10)
    })
    writer.pointer(() => void writer.u32(9)).referents()
    expect(formatHex(writer.toBytes())).toBe(
      '0000020004000200 02000000 08000200 11000000 0c000200 12000000 07000000 08000000 09000000'.replaceAll(' ', ''),
    )
  })
})

describe('type serialization, version 1', () => {
  const header = '01100800cccccccc'

  test('has the headers of [MS-PAC] 3.1', () => {
    const bytes = writeSerialized((writer) => void writer.u32(5))
    expect(formatHex(bytes)).toBe(`${header}0800000000000000 00000200 05000000`.replaceAll(' ', ''))
    expect(readSerialized(bytes, 'TEST', (ndr) => ndr.u32())).toBe(5)
  })

  test.each([
    ['another version', '02100800cccccccc08000000000000000000020005000000', /version 1/],
    ['big-endian order', '01000800cccccccc08000000000000000000020005000000', /little-endian/],
    ['another length of its header', '01101000cccccccc08000000000000000000020005000000', /version 1/],
    ['an object longer than the bytes', `${header}10000000000000000000020005000000`, /bytes|end/],
    ['a null pointer', `${header}08000000000000000000000005000000`, /a null pointer/],
    [
      'more than the structure',
      `${header}10000000000000000000020005000000 0000000000000000`.replaceAll(' ', ''),
      /8 bytes too many/,
    ],
    ['nothing', '', /./],
  ])('with %s is an error', (_what, bytes, message) => {
    const read = (): unknown => readSerialized(hex(bytes), 'TEST', (ndr) => ndr.u32())
    expect(read).toThrow(DecodeError)
    expect(read).toThrow(message)
  })

  test('is an error at every length but the whole', () => {
    const bytes = writeSerialized((writer) => void writer.unicodeString('whole').u32(1))
    const read = (part: Uint8Array): unknown =>
      readSerialized(part, 'TEST', (ndr) => {
        const text = ndr.unicodeString()
        return [ndr.u32(), text()]
      })
    expect(read(bytes)).toEqual([1, 'whole'])
    for (let length = 0; length < bytes.length; length++) expect(() => read(bytes.subarray(0, length))).toThrow(DecodeError)
  })
})

describe('RPC_SID', () => {
  const read = (bytes: string): string => readSid(reader(bytes))

  test('is text both ways', () => {
    // [MS-PAC] 3.1: the domain of the example.
    const bytes = '040000000104000000000005150000005951b81766725d2564633b0b'
    expect(read(bytes)).toBe('S-1-5-21-397955417-626881126-188441444')
    const writer = new NdrWriter()
    writeSid(writer, 'S-1-5-21-397955417-626881126-188441444')
    expect(formatHex(writer.toBytes()).startsWith(bytes)).toBe(true)
    for (const sid of ['S-1-0', 'S-1-5-32-544', 'S-1-18-1', 'S-1-281474976710655-4294967295']) {
      const other = new NdrWriter()
      writeSid(other, sid)
      expect(readSid(new NdrReader('TEST', other.toBytes()))).toBe(sid)
    }
  })

  test.each([
    ['of another revision', '010000000201000000000005 20000000'],
    ['with another count than announced', '010000000102000000000005 20000000 20020000'],
    ['of sixteen parts', `100000000110000000000005${'01000000'.repeat(16)}`],
    ['of a billion parts', '00000040010f000000000005 20000000'],
  ])('%s is an error', (_what, bytes) => {
    expect(() => read(bytes.replaceAll(' ', ''))).toThrow(DecodeError)
  })

  test.each(['', 'S', 'S-1', 'S-2-5-18', 'X-1-5-18', 'S-1-5-x', 'S-1-5--1', 'S-1-5-4294967296', 'S-1-5-1.5'])(
    'of the text %j is refused',
    (sid) => {
      expect(() => writeSid(new NdrWriter(), sid)).toThrow('is no SID')
    },
  )
})
