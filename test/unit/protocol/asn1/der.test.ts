import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DecodeError } from '../../../../src/base/errors.js'
import { DerReader } from '../../../../src/protocol/asn1/der-reader.js'
import * as der from '../../../../src/protocol/asn1/der-writer.js'

const read = (hex: string): DerReader => DerReader.of(fromHex(hex), 'Test')
const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

// X.690 8.1.3.5, 8.3, 8.6.4.2, 8.19.5 and RFC 4178, RFC 4121 for the object identifiers.
describe('encodings of the standards', () => {
  test.each([
    ['02020080', 128n],
    ['020180', -128n],
    ['020100', 0n],
    ['0201ff', -1n],
    ['02047fffffff', 0x7fffffffn],
    ['020500ffffffff', 0xffffffffn],
    ['0202ff7f', -129n],
  ])('INTEGER %s', (bytes, value) => {
    expect(read(bytes).integer()).toBe(value)
    expect(hex(der.integer(value))).toBe(bytes)
  })

  test.each([
    ['0603883703', '2.999.3'],
    ['06092a864886f712010202', '1.2.840.113554.1.2.2'],
    ['06092a864882f712010202', '1.2.840.48018.1.2.2'],
    ['06062b0601050502', '1.3.6.1.5.5.2'],
    ['060a2b06010401823702020a', '1.3.6.1.4.1.311.2.2.10'],
  ])('OBJECT IDENTIFIER %s', (bytes, value) => {
    expect(read(bytes).oid()).toBe(value)
    expect(hex(der.oid(value))).toBe(bytes)
  })

  test('BIT STRING, strings, times, booleans, ENUMERATED', () => {
    expect(read('0307040a3b5f291cd0').bitString()).toEqual({ unusedBits: 4, bytes: fromHex('0a3b5f291cd0') })
    expect(hex(der.bitString(fromHex('0a3b5f291cd0'), { unusedBits: 4 }))).toBe('0307040a3b5f291cd0')
    expect(read('180f31393835313130363231303632375a').generalizedTime()).toBe(Date.UTC(1985, 10, 6, 21, 6, 27))
    expect(hex(der.generalizedTime(Date.UTC(1985, 10, 6, 21, 6, 27, 999)))).toBe('180f31393835313130363231303632375a')
    expect(read('1b024142').generalString()).toBe('AB')
    expect(read('0101ff').boolean()).toBe(true)
    expect(hex(der.boolean(true))).toBe('0101ff')
    expect(read('0a0103').enumerated()).toBe(3)
  })

  test('lengths of more than 127 bytes', () => {
    const long = new Uint8Array(201)
    expect(hex(der.octetString(long)).slice(0, 6)).toBe('0481c9')
    expect(read(hex(der.octetString(long))).octetString()).toEqual(long)
    expect(hex(der.octetString(new Uint8Array(70_000))).slice(0, 10)).toBe('0483011170')
  })
})

describe('structures', () => {
  const bytes = der.application(
    10,
    der.sequence(
      der.explicit(1, der.integer(5)),
      der.optional(2, undefined, der.integer),
      der.explicit(3, der.sequence(der.octetString(Uint8Array.of(1)), der.octetString(Uint8Array.of(2)))),
    ),
  )

  test('are read in order, optional fields by their tag', () => {
    const value = DerReader.of(bytes, 'Test').application(10, (application) => {
      const fields = application.sequence()
      const first = fields.explicit(1, (field) => field.int32())
      const second = fields.optional(2, (field) => field.int32())
      const third = fields.optional(3, (field) => field.sequenceOf((item) => item.octetString()))
      fields.end()
      return { first, second, third }
    })
    expect(value).toEqual({ first: 5, second: undefined, third: [Uint8Array.of(1), Uint8Array.of(2)] })
  })

  test('an element can be kept whole, and what is left looked at', () => {
    const reader = DerReader.of(Uint8Array.of(...bytes, 7, 8), 'Test')
    expect(reader.raw()).toEqual(bytes)
    expect(reader.rest()).toEqual(Uint8Array.of(7, 8))
    expect(reader.done).toBe(true)
  })

  test('elements left over inside a field are refused', () => {
    const spare = read('a1060201050201 06'.replace(' ', ''))
    expect(() => spare.explicit(1, (field) => field.int32())).toThrow('Test: 3 bytes after the last element (at 5)')
  })
})

describe('what is not DER is refused', () => {
  test.each([
    ['30800000', (r: DerReader) => r.sequence(), 'an indefinite length'],
    ['3081050201050000', (r: DerReader) => r.sequence(), 'a length with spare octets'],
    ['308200ff', (r: DerReader) => r.sequence(), 'a length with spare octets'],
    ['30850000000001', (r: DerReader) => r.sequence(), 'a length of more than four octets'],
    ['3084ffffffff', (r: DerReader) => r.sequence(), 'sequence of 4294967295 bytes, 0 are there'],
    ['3082', (r: DerReader) => r.sequence(), 'ends inside a length'],
    ['30', (r: DerReader) => r.sequence(), 'ends inside a length'],
    ['', (r: DerReader) => r.sequence(), 'ends where sequence was expected'],
    ['3f8101', (r: DerReader) => r.raw(), 'a tag number over 30'],
    ['020101', (r: DerReader) => r.octetString(), 'integer where octetString was expected'],
    ['0200', (r: DerReader) => r.integer(), 'an integer without octets'],
    ['02020001', (r: DerReader) => r.integer(), 'an integer with spare octets'],
    ['0202ff80', (r: DerReader) => r.integer(), 'an integer with spare octets'],
    ['02050100000000', (r: DerReader) => r.int32(), 'an integer of more than 32 bits'],
    ['03020800', (r: DerReader) => r.bitString(), 'a bit string with a wrong number of unused bits'],
    ['0300', (r: DerReader) => r.bitString(), 'a bit string with a wrong number of unused bits'],
    ['0600', (r: DerReader) => r.oid(), 'not an object identifier'],
    ['06022a80', (r: DerReader) => r.oid(), 'not an object identifier'],
    ['0603802a01', (r: DerReader) => r.oid(), 'not an object identifier'],
    ['180f32303230303233303030303030305a', (r: DerReader) => r.generalizedTime(), 'a time that is not'],
    ['180d3230323030313031303030305a', (r: DerReader) => r.generalizedTime(), 'a time that is not'],
    ['1b01ff', (r: DerReader) => r.generalString(), 'a string that is not UTF-8'],
    ['01020000', (r: DerReader) => r.boolean(), 'a boolean is not one octet'],
  ])('%s', (bytes, use, message) => {
    expect(() => use(read(bytes))).toThrow(DecodeError)
    expect(() => use(read(bytes))).toThrow(message)
  })

  test('size, depth and count are bounded', () => {
    expect(() => DerReader.of(new Uint8Array(11), 'Test', { size: 10 })).toThrow('11 bytes, more than the 10 allowed')
    let nested = der.integer(1)
    for (let depth = 0; depth < 40; depth++) nested = der.sequence(nested)
    const descend = (reader: DerReader): void => descend(reader.sequence())
    expect(() => descend(DerReader.of(nested, 'Test'))).toThrow('more than 32 elements inside one another')
    const list = der.sequence(...Array.from({ length: 30 }, () => der.integer(1)))
    expect(() => DerReader.of(list, 'Test', { count: 20 }).sequenceOf((item) => item.integer())).toThrow('too many elements')
  })
})

test('any integer, object identifier, octets and text come back as they were', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 130n), max: 2n ** 130n }), (value) => {
      expect(DerReader.of(der.integer(value), 'Test').integer()).toBe(value)
    }),
  )
  const arcs = fc.tuple(fc.nat(2), fc.nat(39), fc.array(fc.maxSafeNat(), { maxLength: 6 }))
  fc.assert(
    fc.property(arcs, ([root, second, others]) => {
      const dotted = [root, second, ...others].join('.')
      expect(DerReader.of(der.oid(dotted), 'Test').oid()).toBe(dotted)
    }),
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'grapheme' }), (bytes, text) => {
      const value = der.sequence(der.octetString(bytes), der.generalString(text), der.utf8String(text))
      const fields = DerReader.of(value, 'Test').sequence()
      expect([fields.octetString(), fields.generalString(), fields.utf8String()]).toEqual([bytes, text, text])
    }),
  )
})

test('any bytes are read, or refused with a DecodeError', () => {
  const walk = (reader: DerReader): void => {
    while (!reader.done) {
      const found = reader.next ?? 0
      if ((found & 0x20) !== 0) walk(reader.enter(found))
      else reader.raw()
    }
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        walk(DerReader.of(bytes, 'Test'))
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError)
      }
    }),
    { numRuns: 500 },
  )
})
