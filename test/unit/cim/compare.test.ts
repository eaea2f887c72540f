import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CimTypeDeclaration } from '../../../src/cim/class.js'
import { type ComparisonHint, type ComparisonRule, comparisonRules } from '../../../src/cim/class-adapter.js'
import { type ComparedDeclaration, compareProperty, compareValues } from '../../../src/cim/compare/compare.js'
import { scalarText } from '../../../src/cim/scalar.js'
import { parseTemporal } from '../../../src/cim/temporal.js'
import { type CimType, cimTypes } from '../../../src/cim/type.js'
import { type CimInstance, type CimScalar, type CimValue, cimInstance } from '../../../src/cim/value.js'
import { typedValues } from './arbitraries.js'

const startMode: CimTypeDeclaration = {
  type: 'string',
  array: false,
  valueMap: ['Boot', 'Auto', 'Manual'].map((value) => ({ value, label: undefined })),
}
const profile: CimTypeDeclaration = {
  type: 'uint16',
  array: false,
  valueMap: [
    { value: '1', label: 'Domain' },
    { value: '2', label: 'Private' },
    { value: '4', label: 'Public' },
    { value: '100..', label: 'Vendor' },
  ],
}
const of = (type: CimType, more: Partial<ComparedDeclaration> = {}): ComparedDeclaration => ({ type, array: false, ...more })
const trustee = (properties: Readonly<Record<string, CimValue>>): CimInstance =>
  cimInstance(
    'Win32_Trustee',
    Object.entries(properties).map(([name, value]) => ({ name, type: 'string' as const, array: Array.isArray(value), value })),
  )

const list = of('instance', { array: true })

/** A rule, several, or a whole hint. */
type Rules = ComparisonRule | readonly ComparisonRule[] | ComparisonHint

function hintOf(rules: Rules | undefined): ComparisonHint {
  if (typeof rules === 'object' && 'as' in rules) return rules
  return { as: rules === undefined ? [] : typeof rules === 'string' ? [rules] : rules }
}

type Row = readonly [string, ComparedDeclaration, CimValue, CimValue, Rules | undefined, false | true | string]

describe('compareProperty', () => {
  // Expected: false is different, true is equal outright, text is equal by that rule.
  test.each<Row>([
    ['equal text', of('string'), 'a', 'a', undefined, true],
    ['text in other case', of('string'), 'a', 'A', undefined, false],
    ['text in other case, by rule', of('string'), 'a', 'A', 'ignore-case', 'ignoring case'],
    ['a key in other case', of('string', { key: true }), 'a', 'A', undefined, 'ignoring case'],
    ['a case-sensitive key', of('string', { key: true }), 'a', 'A', 'case-sensitive', false],
    ['a documented value in other case', startMode, 'auto', 'Auto', undefined, 'ignoring case'],
    ['a documented value that must match', startMode, 'auto', 'Auto', 'case-sensitive', false],
    ['a number and its text', of('string'), 5, '5', undefined, 'as text'],
    ['paths', of('string'), 'C:\\Temp\\', 'c:/temp', 'path', 'as paths'],
    ['paths in other case', of('string'), 'C:\\Temp', 'c:\\temp', 'path', 'ignoring case'],
    ['paths that differ', of('string'), 'C:\\Temp', 'C:\\Temp\\x', 'path', false],
    ['empty text and null', of('string'), '', null, undefined, false],
    ['empty text and null, by rule', of('string'), '', null, { as: [], nullIsEmpty: true }, 'empty is null'],
    ['empty list and null, by rule', of('string', { array: true }), null, [], { as: [], nullIsEmpty: true }, 'empty is null'],
    ['blank text and null', of('string'), ' ', null, { as: [], nullIsEmpty: true }, false],
    ['null and zero', of('uint32'), null, 0, { as: [], nullIsEmpty: true }, false],
    ['null twice', of('uint32'), null, null, undefined, true],
    ['numbers of other widths', of('uint64'), 5, 5n, undefined, true],
    ['numbers, one as text', of('uint64'), '0005', 5n, undefined, 'as numbers'],
    ['beyond double precision', of('uint64'), 9007199254740993n, '9007199254740992', undefined, false],
    ['a code and its label', profile, 2, 'private', undefined, 'value map: Private is 2'],
    ['a code and another label', profile, 2, 'Public', undefined, false],
    ['bits in a list', { ...profile, bitmap: true }, 3, ['Private', 1], undefined, 'as a set of bits'],
    ['other bits in a list', { ...profile, bitmap: true }, 3, ['Private'], undefined, false],
    ['a list and a number that is no bit map', profile, 1, [1], undefined, false],
    ['real32 and what was written', of('real32'), Math.fround(0.1), 0.1, undefined, 'as real32'],
    ['real64 is exact', of('real64'), Math.fround(0.1), 0.1, undefined, false],
    ['NaN', of('real64'), Number.NaN, Number.NaN, undefined, true],
    ['INF as text', of('real64'), Number.POSITIVE_INFINITY, 'INF', undefined, 'as numbers'],
    ['booleans', of('boolean'), true, 'TRUE', undefined, 'as booleans'],
    ['unequal booleans', of('boolean'), true, false, undefined, false],
    [
      'one instant, two zones',
      of('datetime'),
      parseTemporal('20240531153000.000000+120'),
      parseTemporal('2024-05-31T13:30:00Z'),
      undefined,
      'same instant',
    ],
    [
      'an instant to the day',
      of('datetime'),
      parseTemporal('20240531******.******+000'),
      parseTemporal('20240531133000.000000+000'),
      undefined,
      'to the precision both have',
    ],
    [
      'instants a microsecond apart',
      of('datetime'),
      parseTemporal('20240531133000.000001+000'),
      parseTemporal('20240531133000.000000+000'),
      undefined,
      false,
    ],
    ['intervals', of('datetime'), parseTemporal('PT36H'), parseTemporal('00000001120000.000000:000'), undefined, true],
    [
      'intervals to the hour',
      of('datetime'),
      parseTemporal('0000000112****.******:000'),
      parseTemporal('PT36H5M'),
      undefined,
      'to the precision both have',
    ],
    ['an interval and an instant', of('datetime'), parseTemporal('PT36H'), parseTemporal('2024-05-31'), undefined, false],
    [
      'a reference with and without host',
      of('reference'),
      '\\\\H\\root\\cimv2:A.K="x"',
      { kind: 'path', namespace: 'root/cimv2', className: 'a', keys: [{ name: 'k', value: 'X' }] },
      undefined,
      'same object',
    ],
    ['arrays in order', of('string', { array: true }), ['a', 'b'], ['a', 'b'], undefined, true],
    ['arrays out of order', of('string', { array: true }), ['a', 'b'], ['b', 'a'], undefined, false],
    ['a bag', of('string', { array: true, arrayType: 'bag' }), ['a', 'b', 'a'], ['b', 'a', 'a'], undefined, 'ignoring order'],
    ['a bag with other multiplicity', of('string', { array: true }), ['a', 'b', 'b'], ['b', 'a', 'a'], 'bag', false],
    [
      'a set with other multiplicity',
      of('string', { array: true }),
      ['a', 'b', 'b'],
      ['b', 'a', 'a'],
      'set',
      'ignoring order and repetition',
    ],
    ['sets that differ', of('string', { array: true }), ['a', 'b'], ['a'], 'set', false],
    ['a bag in other case', of('string', { array: true }), ['a', 'B'], ['b', 'A'], ['bag', 'ignore-case'], 'ignoring order'],
    ['an array in other case', of('string', { array: true }), ['a', 'B'], ['A', 'b'], 'ignore-case', 'ignoring case'],
    [
      'a path with variables',
      of('string'),
      '%SystemRoot%\\system32\\',
      'c:/windows/System32',
      ['path', 'environment'],
      'environment variables expanded',
    ],
    ['variables without the rule', of('string'), '%SystemRoot%\\x', 'C:\\Windows\\x', 'path', false],
    ['variables of one meaning', of('string'), '%windir%\\x', '\\SystemRoot\\x', 'environment', 'environment variables expanded'],
    ['a variable nobody knows', of('string'), '%JAVA_HOME%\\bin', 'C:\\Java\\bin', 'environment', false],
    ['the root of a drive', of('string'), 'C:\\', 'c:', 'path', 'as paths'],
    ['accounts in other case', of('string'), 'CORP\\Svc', 'corp\\svc', 'account', 'ignoring case'],
    ['names of a service account', of('string'), 'LocalSystem', 'NT AUTHORITY\\SYSTEM', 'account', 'same account'],
    ['other accounts', of('string'), 'LocalSystem', 'LocalService', 'account', false],
    [
      'SDDL, by aliases and numbers',
      of('string'),
      'O:BAD:(A;;FA;;;SY)',
      'O:S-1-5-32-544D:(A;;0x1f01ff;;;S-1-5-18)',
      'sddl',
      'same security descriptor',
    ],
    ['SDDL of another right', of('string'), 'D:(A;;FA;;;SY)', 'D:(A;;FR;;;SY)', 'sddl', false],
    ['what is no SDDL', of('string'), 'D:(', 'D:((', 'sddl', false],
    ['bits by rule', of('uint32'), 3, [1, 2], 'bits', 'as a set of bits'],
    ['a bag that is ordered by rule', of('string', { array: true, arrayType: 'bag' }), ['a', 'b'], ['b', 'a'], 'ordered', false],
    [
      'instants within a tolerance',
      of('datetime'),
      '20240531133000.000000+000',
      '20240531133001.000000+000',
      { as: [], tolerance: 1000 },
      'within 1 s',
    ],
    [
      'instants beyond a tolerance',
      of('datetime'),
      '20240531133000.000000+000',
      '20240531133001.000001+000',
      { as: [], tolerance: 1000 },
      false,
    ],
    [
      'intervals within a tolerance',
      of('datetime'),
      'PT36H',
      '00000001120000.500000:000',
      { as: [], tolerance: 1000 },
      'within 1 s',
    ],
    [
      'instances by key',
      list,
      [trustee({ Name: 'a', Sid: 'x' }), trustee({ Name: 'b' })],
      [trustee({ name: 'B' }), trustee({ name: 'A', Sid: 'x' })],
      { as: ['keyed', 'ignore-case'], by: ['name'] },
      'ignoring order, by key; ignoring case',
    ],
    [
      'instances by key, one changed',
      list,
      [trustee({ Name: 'a', Sid: 'x' })],
      [trustee({ Name: 'a', Sid: 'y' })],
      { as: ['keyed'], by: ['name'] },
      false,
    ],
    [
      'instances by key, of other keys',
      list,
      [trustee({ Name: 'a' })],
      [trustee({ Name: 'b' })],
      { as: ['keyed'], by: ['name'] },
      false,
    ],
    [
      'instances by a key that repeats',
      list,
      [trustee({ Name: 'a', Sid: 'x' }), trustee({ Name: 'a' })],
      [trustee({ Name: 'a' }), trustee({ Name: 'a', Sid: 'x' })],
      { as: ['keyed'], by: ['name'] },
      'ignoring order',
    ],
    [
      'instances out of order',
      list,
      [trustee({ Name: 'a' }), trustee({ Name: 'b' })],
      [trustee({ Name: 'b' }), trustee({ Name: 'a' })],
      undefined,
      false,
    ],
    ['instances', of('instance'), trustee({ Name: 'x' }), trustee({ name: 'x' }), undefined, true],
    [
      'what is left out',
      of('instance'),
      trustee({ Name: 'x', Domain: null }),
      trustee({ Name: 'x' }),
      undefined,
      'left out is null',
    ],
    [
      'what is left out and not null',
      of('instance'),
      trustee({ Name: 'x', Domain: 'd' }),
      trustee({ Name: 'x' }),
      undefined,
      false,
    ],
    [
      'what is left out and empty, by rule',
      of('instance'),
      trustee({ Name: 'x', Domain: '' }),
      trustee({ Name: 'x' }),
      { as: [], nullIsEmpty: true },
      'empty is null',
    ],
    ['the two zeros', of('real64'), 0, -0, undefined, 'as numbers'],
    ['a length in another spelling', of('datetime'), 'PT36H', '00000001120000.000000:000', undefined, 'in another spelling'],
    ['bits in two lists', { ...profile, bitmap: true }, [1, 2], [2, 'Domain'], undefined, 'as a set of bits'],
    ['instances in other case', of('instance'), trustee({ Name: 'x' }), trustee({ Name: 'X' }), 'ignore-case', 'ignoring case'],
    ['instances that differ', of('instance'), trustee({ Name: 'x' }), trustee({ Name: 'y' }), undefined, false],
    ['instances of other classes', of('instance'), cimInstance('A', []), cimInstance('B', []), undefined, false],
  ])('%s', (_, declaration, a, b, rules, expected) => {
    const hint = hintOf(rules)
    const result = compareProperty(declaration, a, b, hint)
    expect(result).toEqual(
      expected === false ? { equal: false } : expected === true ? { equal: true } : { equal: true, rule: expected },
    )
    expect(compareProperty(declaration, b, a, hint)).toEqual(result)
  })

  test('finds pairs that a first choice would miss', () => {
    // 'Unknown' stands for 0 and for 5, so it must be paired with the code that is left.
    const ambiguous: CimTypeDeclaration = {
      type: 'uint16',
      array: true,
      valueMap: [
        { value: '0', label: 'Unknown' },
        { value: '5', label: 'Unknown' },
        { value: '7', label: 'Seven' },
      ],
    }
    expect(compareProperty(ambiguous, ['Unknown', 'Unknown', 'seven'], [7, 5, 0], { as: ['bag'] }).equal).toBe(true)
    expect(compareProperty(ambiguous, ['Unknown', '5'], [5, 0], { as: ['bag'] }).equal).toBe(true)
    expect(compareProperty(ambiguous, ['Unknown', 'Unknown'], [5, 7], { as: ['bag'] }).equal).toBe(false)
  })

  const hints: fc.Arbitrary<Omit<ComparisonHint, 'as'>> = fc.record({
    by: fc.subarray(['name', 'id']),
    nullIsEmpty: fc.boolean(),
    tolerance: fc.constantFrom(0, 1_000, 86_400_000),
  })
  const declarations = fc.record({
    valueMap: fc.constantFrom(profile.valueMap ?? []),
    bitmap: fc.boolean(),
    key: fc.boolean(),
    arrayType: fc.constantFrom('indexed' as const, 'bag' as const, 'ordered' as const),
  })
  const alike = fc.constantFrom<CimValue>(
    '1',
    1,
    1n,
    'DOMAIN',
    'domain',
    2,
    ['Private', 1],
    [1, 2],
    [2, 1],
    [2, 1, 1],
    ['a', 'B'],
    ['b', 'A'],
    ['b', 'A', 'a'],
    '',
    null,
    [],
    true,
    'true',
    3,
    0,
    -0,
    'C:\\Windows',
    '%SystemRoot%\\',
    '%windir%',
    'c:/windows',
    'LocalSystem',
    'nt authority\\system',
    'D:(A;;GA;;;BA)(A;;GR;;;WD)',
    'D:(A;;GR;;;S-1-1-0)(A;;0x10000000;;;BA)',
    '20240531133000.000000+000',
    '20240531133001.000000+000',
    '20240531******.******+000',
    'PT36H',
    '00000001120000.000000:000',
    'Thing.Name="a"',
    '\\\\H\\root\\cimv2:thing.NAME="A"',
    trustee({ Name: 'a' }),
    trustee({ NAME: 'a', Sid: null }),
    [trustee({ Name: 'a' }), trustee({ Name: 'b', Sid: 'x' })],
    [trustee({ Name: 'B', Sid: 'x' }), trustee({ Name: 'a' })],
  )
  const types = fc.constantFrom<CimType>(...cimTypes)

  /** Each rule alone and together with others, so that none is left to chance. */
  const ruleSets: readonly (readonly [string, fc.Arbitrary<readonly ComparisonRule[]>])[] = [
    ['no rule', fc.constant([])],
    ...comparisonRules.map((rule) => [rule, fc.constant([rule])] as const),
    ...comparisonRules.map(
      (rule) =>
        [`${rule} and others`, fc.subarray([...comparisonRules]).map((others) => [...new Set([rule, ...others])])] as const,
    ),
  ]

  describe.each(ruleSets)('under %s', (_, as) => {
    test('is reflexive', () => {
      fc.assert(
        fc.property(typedValues, as, hints, declarations, (typed, rules, hint, more) => {
          const copy = structuredClone(typed)
          expect(compareProperty({ ...typed, ...more }, typed.value, copy.value, { ...hint, as: rules })).toEqual({ equal: true })
        }),
      )
    })

    test('is symmetric, for values of any two types, and names its rule where the values are not the same', () => {
      fc.assert(
        fc.property(
          typedValues,
          typedValues,
          alike,
          alike,
          types,
          as,
          hints,
          declarations,
          (a, b, c, d, type, rules, hint, more) => {
            const given = { ...hint, as: rules }
            const pairs = [
              [a, a.value, b.value],
              [{ type, array: Array.isArray(c) }, c, d],
              [a, a.value, c],
            ] as const
            for (const [of, x, y] of pairs) {
              const declaration = { ...of, ...more }
              const result = compareProperty(declaration, x, y, given)
              expect(result).toEqual(compareProperty(declaration, y, x, given))
              if (result.equal && result.rule === undefined) expect(textOf(x)).toBe(textOf(y))
            }
            expect(compareValues(a.type, a.value, b.value, given)).toEqual(compareValues(a.type, b.value, a.value, given))
          },
        ),
      )
    })
  })
})

/** The very values, in the words in which a plan has them; names of classes and properties are the same in any case. */
function textOf(value: CimValue): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return `[${(value as readonly CimScalar[]).map(textOf).join()}]`
  if (typeof value === 'object' && 'properties' in value) {
    const properties = [...value.properties].map(([name, property]) => `${name}=${textOf(property.value)}`)
    return `${value.className.toLowerCase()}{${properties.sort().join()}}`
  }
  return scalarText(value as CimScalar)
}

/** For every rule two values that it decides about: with it they compare otherwise than without. */
const decided: Readonly<Record<ComparisonRule, readonly [ComparedDeclaration, CimValue, CimValue, Partial<ComparisonHint>?]>> = {
  'case-sensitive': [of('string', { key: true }), 'a', 'A'],
  'ignore-case': [of('string'), 'a', 'A'],
  path: [of('string'), 'C:/x', 'C:\\x\\'],
  environment: [of('string'), '%windir%', '%SystemRoot%'],
  account: [of('string'), 'LocalSystem', 'NT AUTHORITY\\SYSTEM'],
  sddl: [of('string'), 'D:(A;;GA;;;BA)', 'D:(A;;GA;;;S-1-5-32-544)'],
  bits: [of('uint32'), 3, [1, 2]],
  ordered: [of('string', { array: true, arrayType: 'bag' }), ['a', 'b'], ['b', 'a']],
  bag: [of('string', { array: true }), ['a', 'b'], ['b', 'a']],
  set: [of('string', { array: true }), ['a', 'b'], ['b', 'a', 'a']],
  keyed: [
    list,
    [trustee({ Name: 'a' }), trustee({ Name: 'b' })],
    [trustee({ Name: 'b' }), trustee({ Name: 'a' })],
    { by: ['name'] },
  ],
}

test('there are values for every rule', () => {
  expect(Object.keys(decided).sort()).toEqual([...comparisonRules].sort())
})

test.each(comparisonRules)('%s decides', (rule) => {
  const [declaration, a, b, more] = decided[rule]
  const without = compareProperty(declaration, a, b, { ...more, as: [] })
  expect(compareProperty(declaration, a, b, { ...more, as: [rule] }).equal).toBe(!without.equal)
})
