import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DecodeError } from '../../../src/base/errors.js'
import type { CimTypeDeclaration } from '../../../src/cim/class.js'
import { convertValue } from '../../../src/cim/convert.js'
import { formatValue } from '../../../src/cim/format.js'
import { decodeTypedValue, encodeTypedValue } from '../../../src/cim/json.js'
import { readPlain } from '../../../src/cim/read-plain.js'
import { integerRange, parseScalar, scalarText } from '../../../src/cim/scalar.js'
import type { CimType } from '../../../src/cim/type.js'
import { type CimValue, cimInstance } from '../../../src/cim/value.js'
import { entryOfCode, entryOfLabel } from '../../../src/cim/value-map.js'
import { typedValues } from './arbitraries.js'
import { classOf } from './class-of.js'

const of = (type: CimType, more: Partial<CimTypeDeclaration> = {}): CimTypeDeclaration => ({ type, array: false, ...more })
const profile = of('uint16', {
  valueMap: [
    { value: '1', label: 'Domain' },
    { value: '2', label: 'Private' },
    { value: '4', label: 'Public' },
    { value: '100..200', label: 'Vendor' },
    { value: '300', label: undefined },
  ],
})
const mode = of('string', { maxLength: 8, valueMap: ['Boot', 'Auto', 'Disabled'].map((value) => ({ value, label: undefined })) })

describe('parseScalar', () => {
  // [DSP0004] table 2: the intrinsic data types.
  const bits = (type: string): bigint => BigInt(type.replace(/\D/g, ''))
  test.each(['uint8', 'uint16', 'uint32', 'uint64', 'sint8', 'sint16', 'sint32', 'sint64'] as const)(
    '%s holds its range, and no more',
    (type) => {
      const signed = type.startsWith('s')
      const min = signed ? -(2n ** (bits(type) - 1n)) : 0n
      const max = signed ? 2n ** (bits(type) - 1n) - 1n : 2n ** bits(type) - 1n
      expect(integerRange(type)).toEqual({ min, max })
      const form = (value: bigint): number | bigint => (type.endsWith('64') ? value : Number(value))
      expect(parseScalar(type, String(min))).toBe(form(min))
      expect(parseScalar(type, ` +${max} `)).toBe(form(max))
      expect(parseScalar(type, '0x7F')).toBe(form(127n))
      expect(() => parseScalar(type, String(min - 1n))).toThrow(`is not in ${min} to ${max}`)
      expect(() => parseScalar(type, String(max + 1n))).toThrow(`is not in ${min} to ${max}`)
    },
  )

  test.each<[CimType, string, unknown]>([
    ['boolean', 'TRUE', true],
    ['boolean', 'false', false],
    ['char16', 'é', 'é'],
    ['string', ' a ', ' a '],
    ['real32', '0.1', Math.fround(0.1)],
    ['real64', '1.7976931348623157e308', Number.MAX_VALUE],
    ['real64', 'NaN', Number.NaN],
    ['real32', '-INF', Number.NEGATIVE_INFINITY],
    ['datetime', 'PT1H', { kind: 'interval', dmtf: '00000000010000.000000:000' }],
    ['reference', 'A="x"', { kind: 'path', className: 'A', keys: [{ name: '', value: 'x' }] }],
  ])('%s %s', (type, text, expected) => {
    expect(parseScalar(type, text)).toEqual(expected)
  })

  test.each<[CimType, string]>([
    ['boolean', '1'],
    ['char16', 'ab'],
    ['char16', '😀'],
    ['uint8', '1.0'],
    ['uint8', ''],
    ['sint32', '0x'],
    ['real32', '1e39'],
    ['real64', '1e400'],
    ['real64', 'Infinity'],
    ['real64', '.'],
    ['instance', 'x'],
  ])('%s refuses %s', (type, text) => {
    expect(() => parseScalar(type, text)).toThrow(DecodeError)
  })

  test('real32 is written with the fewest digits that mean the same', () => {
    expect(scalarText(Math.fround(0.1), 'real32')).toBe('0.1')
    fc.assert(
      fc.property(fc.float(), (value) => {
        expect(parseScalar('real32', scalarText(value, 'real32'))).toBe(value)
      }),
    )
  })
})

describe('convertValue', () => {
  test.each<[CimTypeDeclaration, CimValue, CimValue]>([
    [of('uint32'), '5', 5],
    [of('uint64'), 5, 5n],
    [of('sint8'), -5n, -5],
    [of('string'), 5n, '5'],
    [of('string'), true, 'true'],
    [of('string', { array: true }), 'a', ['a']],
    [of('real64'), 5n, 5],
    [profile, 'private', 2],
    [profile, '300', 300],
    [of('boolean'), 'True', true],
    [of('datetime'), '2024-05-31', { kind: 'datetime', dmtf: '20240531******.******+000' }],
    [of('string'), { kind: 'interval', dmtf: '00000000010000.000000:000' }, '00000000010000.000000:000'],
    [of('uint32'), null, null],
  ])('takes row %#', (declaration, value, expected) => {
    expect(convertValue(declaration, value)).toEqual(expected)
  })

  test.each<[CimTypeDeclaration, CimValue]>([
    [of('uint8'), 256],
    [of('uint8'), 1.5],
    [of('uint8'), true],
    [of('uint8'), ['1']],
    [of('boolean'), 1],
    [of('real32'), 1e39],
    [of('string'), cimInstance('A', [])],
    [of('reference'), { kind: 'datetime', dmtf: '20240531******.******+000' }],
  ])('refuses row %#', (declaration, value) => {
    expect(() => convertValue(declaration, value)).toThrow(DecodeError)
  })
})

describe('readPlain', () => {
  const trustee = classOf('Win32_Trustee', [
    ['Name', 'string'],
    ['SidLength', 'uint32'],
  ])
  const classes = {
    find: (_: string, name: string) => (name === 'Win32_Trustee' ? trustee : undefined),
    classNames: () => [],
    namespaces: () => [],
  }
  const bitmap = { ...profile, bitmap: true, valueMap: profile.valueMap?.slice(0, 3) ?? [] }

  test.each<[CimTypeDeclaration, unknown, CimValue]>([
    [of('uint32'), 5n, 5],
    [of('uint32'), 5, 5],
    [of('uint64'), 18446744073709551615n, 18446744073709551615n],
    [of('boolean'), false, false],
    [of('string'), '5', '5'],
    [of('real64'), 5n, 5],
    [of('real32'), 0.1, Math.fround(0.1)],
    [of('string', { array: true }), [], []],
    [of('string', { array: true }), ['a', 'b'], ['a', 'b']],
    [of('string'), null, null],
    [profile, 'private', 2],
    [profile, 150n, 150],
    [bitmap, ['Domain', 'public'], 5],
    [bitmap, 3n, 3],
    [mode, 'auto', 'Auto'],
    [of('datetime'), '2024-05-31T13:30:00+02:00', { kind: 'datetime', dmtf: '20240531133000.000000+120' }],
    [
      of('instance', { className: 'Win32_Trustee' }),
      { name: 'x', SIDLENGTH: 4n },
      cimInstance('Win32_Trustee', [
        { name: 'Name', type: 'string', array: false, value: 'x' },
        { name: 'SidLength', type: 'uint32', array: false, value: 4 },
      ]),
    ],
  ])('takes row %#', (declaration, plain, expected) => {
    expect(readPlain(declaration, plain, { classes })).toEqual({ ok: true, value: expected, warnings: [] })
  })

  test.each<[CimTypeDeclaration, unknown, string, string?]>([
    [of('uint8'), 256n, '256 is out of range: uint8 holds 0 to 255.'],
    [of('uint8'), -1n, '-1 is out of range: uint8 holds 0 to 255.'],
    [of('uint8'), 1.5, 'Expected an integer (uint8), found 1.5.'],
    [of('uint8'), '5', 'Expected an integer (uint8), found text. Write 5 without quotes.'],
    [of('uint8'), true, 'Expected an integer (uint8), found true.'],
    [of('string'), 5n, 'Expected text, found 5. Write it in quotes: "5".'],
    [of('string'), ['a'], 'Expected one string value, not a list.'],
    [of('string', { array: true }), 'a', 'Expected a list of string values. Write it in brackets: ["a"].'],
    [of('string', { array: true }), ['a', null], 'A list of CIM values cannot hold null.'],
    [of('boolean'), 'yes', 'Expected true or false, found "yes". Write true, without quotes.'],
    [of('real64'), '5', 'Expected a number (real64), found text. Write the number without quotes.'],
    [of('real32'), 1e39, '1e+39 is out of range: it is too large for real32.'],
    [
      profile,
      'Privat',
      'Expected an integer (uint16), found "Privat". Its documented values are Domain, Private, Public, 300.',
      'Private',
    ],
    [
      of('instance', { className: 'Win32_Trustee' }),
      'x',
      'Expected an instance of Win32_Trustee, found "x". Write its properties as a map.',
    ],
    [of('instance', { className: 'Win32_Trustee' }), { Nam: 'x' }, "Win32_Trustee has no property 'Nam'.", 'Name'],
    [of('instance', { className: 'Other' }), {}, 'The class Other is not known, so its properties have no types.'],
  ])('refuses row %#', (declaration, plain, detail, suggestion?) => {
    expect(readPlain(declaration, plain, { classes })).toEqual({
      ok: false,
      detail,
      ...(suggestion === undefined ? {} : { suggestion }),
    })
  })

  test.each<[CimTypeDeclaration, unknown, string, string?]>([
    [mode, 'Automatic', '"Automatic" is not among the documented values: Boot, Auto, Disabled.'],
    [mode, 'Disabld', '"Disabld" is not among the documented values: Boot, Auto, Disabled.', 'Disabled'],
    [mode, 'Automatic', 'The text has 9 characters; at most 8 are documented.'],
    [profile, 5n, '5 is not among the documented values: 1 Domain, 2 Private, 4 Public, 100..200 Vendor, 300.'],
    [of('uint8', { min: 1n, max: 9n }), 10n, '10 is outside the documented range 1..9.'],
    [bitmap, 13n, '13 has bits (8) that are not among the documented ones: 1 Domain, 2 Private, 4 Public.'],
    [of('string', { minLength: 2 }), 'a', 'The text has 1 character; at least 2 are documented.'],
  ])('warns of row %#', (declaration, plain, detail, suggestion?) => {
    const reading = readPlain(declaration, plain)
    expect(reading.ok && reading.warnings).toContainEqual({ detail, ...(suggestion === undefined ? {} : { suggestion }) })
  })

  test('refuses a text outside a closed list, and takes a number', () => {
    expect(readPlain(mode, 'Disabld', { closed: true })).toEqual({
      ok: false,
      detail: '"Disabld" is not among the documented values: Boot, Auto, Disabled.',
      suggestion: 'Disabled',
    })
    expect(readPlain(profile, 5n, { closed: true })).toMatchObject({ ok: true, value: 5 })
  })
})

describe('value maps', () => {
  test('finds codes in ranges, and labels of single codes alone', () => {
    expect(entryOfCode(profile, '150')?.label).toBe('Vendor')
    expect(entryOfCode(profile, '201')).toBeUndefined()
    expect(entryOfCode(of('uint16', { valueMap: [{ value: '..', label: 'Any' }] }), '7')?.label).toBe('Any')
    expect(entryOfLabel(profile, 'DOMAIN')?.value).toBe('1')
    expect(entryOfLabel(profile, 'Vendor')).toBeUndefined()
  })
})

describe('JSON of typed values', () => {
  test('keeps 64-bit integers, datetimes and NaN as text and null apart from empty', () => {
    expect(encodeTypedValue({ type: 'uint64', array: false, value: 2n ** 64n - 1n })).toEqual({
      type: 'uint64',
      value: '18446744073709551615',
    })
    expect(encodeTypedValue({ type: 'real64', array: true, value: [Number.NaN, Number.NEGATIVE_INFINITY, 1.5] })).toEqual({
      type: 'real64',
      array: true,
      value: ['NaN', '-INF', 1.5],
    })
    expect(encodeTypedValue({ type: 'string', array: true, value: null })).toEqual({ type: 'string', array: true, value: null })
    expect(encodeTypedValue({ type: 'string', array: true, value: [] })).toEqual({ type: 'string', array: true, value: [] })
    expect(
      encodeTypedValue({ type: 'datetime', array: false, value: { kind: 'datetime', dmtf: '20240531133000.000000+120' } }),
    ).toEqual({
      type: 'datetime',
      value: '20240531133000.000000+120',
    })
  })

  test('goes through text and back, for every value of every type', () => {
    fc.assert(
      fc.property(typedValues, (typed) => {
        expect(decodeTypedValue(JSON.parse(JSON.stringify(encodeTypedValue(typed))))).toEqual(typed)
      }),
    )
  })

  test.each([
    [null],
    [5],
    [{ value: 1 }],
    [{ type: 'int', value: 1 }],
    [{ type: 'uint8', value: 256 }],
    [{ type: 'uint8', value: '5' }],
    [{ type: 'uint64', value: 5 }],
    [{ type: 'uint64', value: '18446744073709551616' }],
    [{ type: 'uint8', array: true, value: 5 }],
    [{ type: 'uint8', value: [5] }],
    [{ type: 'uint8', array: true, value: [null] }],
    [{ type: 'uint8', array: 1, value: [5] }],
    [{ type: 'datetime', value: 'soon' }],
    [{ type: 'real32', value: 1e39 }],
    [{ type: 'char16', value: '' }],
    [{ type: 'reference', value: 'A.K=1' }],
    [{ type: 'reference', value: { className: 'A', keys: [{ name: 'K' }] } }],
    [{ type: 'instance', value: { className: 'A' } }],
    [{ type: 'instance', value: { className: 'A', properties: [{ type: 'uint8', value: 1 }] } }],
  ])('refuses row %#', (json) => {
    expect(() => decodeTypedValue(json)).toThrow(DecodeError)
  })

  test('takes any JSON, with a value or a DecodeError, however deep', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('uint8', 'string', 'instance', 'reference', 'datetime'), (value, type) => {
        try {
          expect(decodeTypedValue({ type, value }).type).toBe(type)
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError)
        }
      }),
    )
    let deep: unknown = null
    for (let level = 0; level < 10_000; level++)
      deep = { className: 'A', properties: [{ name: 'P', type: 'instance', value: deep }] }
    expect(() => decodeTypedValue({ type: 'instance', value: deep })).toThrow('nested more than 32 deep')
  })
})

describe('formatValue', () => {
  test.each<[CimValue, string]>([
    [null, 'null'],
    ['Auto', '"Auto"'],
    ['say "x"', '"say \\"x\\""'],
    ['C:\\Temp', '"C:\\Temp"'],
    ['a\nb\u001b[31m\u202e', '"a\\nb\\u001b[31m\\u202e"'],
    [5, '5'],
    [2n ** 64n, '18446744073709551616'],
    [[], '[]'],
    [[1, 2], '[1, 2]'],
    [['a'], '["a"]'],
    [true, 'true'],
    [{ kind: 'datetime', dmtf: '20240531133000.000000+120' }, '2024-05-31T13:30:00+02:00'],
    [{ kind: 'datetime', dmtf: '********133000.1*****+***' }, '********133000.1*****+***'],
    [{ kind: 'interval', dmtf: '00000001120000.000000:000' }, 'P1DT12H0M0S'],
    [{ kind: 'path', className: 'A', keys: [{ name: 'K', value: 'x' }] }, 'A.K="x"'],
    [
      cimInstance('A', [
        { name: 'K', type: 'string', array: false, value: 'x' },
        { name: 'N', type: 'string', array: false, value: null },
      ]),
      'A { K = "x" }',
    ],
    [cimInstance('A', []), 'A {}'],
  ])('writes row %#', (value, expected) => {
    expect(formatValue(value)).toBe(expected)
  })

  test('knows real32', () => {
    expect(formatValue([Math.fround(0.1)], 'real32')).toBe('[0.1]')
  })
})
