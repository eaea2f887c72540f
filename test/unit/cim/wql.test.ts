import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DecodeError, MisuseError } from '../../../src/base/errors.js'
import { type CimValue, cimInstance } from '../../../src/cim/value.js'
import {
  allOf,
  anyOf,
  compares,
  equals,
  like,
  not,
  wqlAssociators,
  wqlReferences,
  wqlSelect,
} from '../../../src/cim/wql/build.js'
import { findWqlMismatch } from '../../../src/cim/wql/check.js'
import { compileWhere, projectInstance } from '../../../src/cim/wql/evaluate.js'
import { escapeLike, formatWql } from '../../../src/cim/wql/format.js'
import { parseWql } from '../../../src/cim/wql/parse.js'
import type { WqlExpression, WqlQuery, WqlSelect } from '../../../src/cim/wql/query.js'
import { identifiers, objectPaths } from './arbitraries.js'
import { classOf } from './class-of.js'

function select(text: string): WqlSelect {
  const query = parseWql(text)
  if (query.kind !== 'select') throw new Error('not a SELECT')
  return query
}

// "Querying with WQL", "WHERE clause", "LIKE operator", "ASSOCIATORS OF statement" and "REFERENCES OF statement" of the Win32 documentation.
const documented: readonly (readonly [string, WqlQuery])[] = [
  [
    'SELECT * FROM Win32_LogicalDisk',
    { kind: 'select', properties: undefined, className: 'Win32_LogicalDisk', where: undefined },
  ],
  [
    'SELECT * FROM Win32_LogicalDisk WHERE FileSystem IS NULL',
    { kind: 'select', properties: undefined, className: 'Win32_LogicalDisk', where: { op: 'is-null', property: 'FileSystem' } },
  ],
  [
    'SELECT * FROM Win32_LogicalDisk WHERE FileSystem IS NOT NULL',
    {
      kind: 'select',
      properties: undefined,
      className: 'Win32_LogicalDisk',
      where: { op: 'is-not-null', property: 'FileSystem' },
    },
  ],
  [
    'SELECT * FROM Win32_LogicalDisk WHERE FileSystem = "NTFS"',
    {
      kind: 'select',
      properties: undefined,
      className: 'Win32_LogicalDisk',
      where: { op: '=', property: 'FileSystem', value: 'NTFS' },
    },
  ],
  [
    'SELECT * FROM Win32_DiskDrive WHERE Partitions < 2 OR SectorsPerTrack > 100',
    {
      kind: 'select',
      properties: undefined,
      className: 'Win32_DiskDrive',
      where: {
        op: 'or',
        operands: [
          { op: '<', property: 'Partitions', value: 2n },
          { op: '>', property: 'SectorsPerTrack', value: 100n },
        ],
      },
    },
  ],
  [
    "SELECT * FROM Win32_LogicalDisk WHERE (Name = 'C:' OR Name = 'D:') AND FreeSpace > 2000000 AND FileSystem = 'NTFS'",
    {
      kind: 'select',
      properties: undefined,
      className: 'Win32_LogicalDisk',
      where: {
        op: 'and',
        operands: [
          {
            op: 'or',
            operands: [
              { op: '=', property: 'Name', value: 'C:' },
              { op: '=', property: 'Name', value: 'D:' },
            ],
          },
          { op: '>', property: 'FreeSpace', value: 2000000n },
          { op: '=', property: 'FileSystem', value: 'NTFS' },
        ],
      },
    },
  ],
  [
    'SELECT * FROM meta_class WHERE __Class LIKE "%Win32%"',
    {
      kind: 'select',
      properties: undefined,
      className: 'meta_class',
      where: { op: 'like', property: '__Class', pattern: '%Win32%' },
    },
  ],
  [
    'SELECT * FROM meta_class WHERE __this ISA "Win32_BaseService"',
    {
      kind: 'select',
      properties: undefined,
      className: 'meta_class',
      where: { op: 'isa', property: '__this', className: 'Win32_BaseService' },
    },
  ],
  [
    "select targetinstance.name from __instancecreationevent where TargetInstance isa 'Win32_NTLogEvent' and not TargetInstance.EventCode != 0x1F",
    {
      kind: 'select',
      properties: ['targetinstance.name'],
      className: '__instancecreationevent',
      where: {
        op: 'and',
        operands: [
          { op: 'isa', property: 'TargetInstance', className: 'Win32_NTLogEvent' },
          { op: 'not', operand: { op: '<>', property: 'TargetInstance.EventCode', value: 31n } },
        ],
      },
    },
  ],
  [
    String.raw`SELECT Name,Status FROM CIM_DataFile WHERE Path = "\\windows\\\"a\"" AND 1.5e1 <= Size AND Hidden=TRUE AND Foo = NULL`,
    {
      kind: 'select',
      properties: ['Name', 'Status'],
      className: 'CIM_DataFile',
      where: {
        op: 'and',
        operands: [
          { op: '=', property: 'Path', value: String.raw`\windows\"a"` },
          { op: '>=', property: 'Size', value: 15 },
          { op: '=', property: 'Hidden', value: true },
          { op: '=', property: 'Foo', value: null },
        ],
      },
    },
  ],
  [
    "ASSOCIATORS OF {Win32_LogicalDisk.DeviceID='C:'} WHERE AssocClass = Win32_LogicalDiskToPartition Role=Dependent ClassDefsOnly",
    {
      kind: 'associators',
      object: { kind: 'path', className: 'Win32_LogicalDisk', keys: [{ name: 'DeviceID', value: 'C:' }] },
      associationClass: 'Win32_LogicalDiskToPartition',
      role: 'Dependent',
      classDefsOnly: true,
    },
  ],
  [
    'Associators of {Win32_LogicalDisk.DeviceID="C:"} where RequiredAssocQualifier = Association ResultRole = GroupComponent RequiredQualifier=Q resultclass=CIM_X keysonly',
    {
      kind: 'associators',
      object: { kind: 'path', className: 'Win32_LogicalDisk', keys: [{ name: 'DeviceID', value: 'C:' }] },
      requiredAssociationQualifier: 'Association',
      resultRole: 'GroupComponent',
      requiredQualifier: 'Q',
      resultClass: 'CIM_X',
      keysOnly: true,
    },
  ],
  [
    String.raw`REFERENCES OF {\\.\root\cimv2:Win32_Thing.Name="a}b"} WHERE ResultClass = CIM_Dependency Role = Antecedent`,
    {
      kind: 'references',
      object: {
        kind: 'path',
        server: '.',
        namespace: 'root/cimv2',
        className: 'Win32_Thing',
        keys: [{ name: 'Name', value: 'a}b' }],
      },
      resultClass: 'CIM_Dependency',
      role: 'Antecedent',
    },
  ],
]

describe('parseWql', () => {
  test.each(documented)('%s', (text, expected) => {
    expect(parseWql(text)).toEqual(expected)
    expect(parseWql(formatWql(expected))).toEqual(expected)
  })

  test('binds NOT closer than AND, and AND closer than OR', () => {
    const where = select('SELECT * FROM A WHERE NOT a=1 AND b=2 OR c=3 AND (d=4 OR e=5)').where
    const is = (property: string, value: bigint): WqlExpression => ({ op: '=', property, value })
    expect(where).toEqual({
      op: 'or',
      operands: [
        { op: 'and', operands: [{ op: 'not', operand: is('a', 1n) }, is('b', 2n)] },
        { op: 'and', operands: [is('c', 3n), { op: 'or', operands: [is('d', 4n), is('e', 5n)] }] },
      ],
    })
  })

  test.each<[string, number | undefined, string]>([
    ['', 0, 'expected SELECT'],
    ['UPDATE x', 0, "found 'UPDATE'"],
    ['SELECT FROM A', 7, 'a property name'],
    ['SELECT * FROM', 13, 'a class name'],
    ['SELECT * FROM A WHERE', 21, 'a property name'],
    ['SELECT * FROM A WHERE x', 23, 'a comparison'],
    ['SELECT * FROM A WHERE x =', 25, 'a string, a number'],
    ['SELECT * FROM A WHERE x = y', 26, 'a string, a number'],
    ['SELECT * FROM A WHERE (x = 1', 28, "')'"],
    ['SELECT * FROM A WHERE x = 1)', 27, 'the end'],
    ['SELECT * FROM A WHERE x = "abc', 26, 'does not end'],
    [String.raw`SELECT * FROM A WHERE x = "C:\temp"`, 29, 'stands alone'],
    ['SELECT * FROM A WHERE x LIKE "[a"', 29, "no closing ']'"],
    ['SELECT * FROM A WHERE x LIKE 5', 29, 'a pattern'],
    ['SELECT * FROM A WHERE x # 5', 24, "'#'"],
    ['SELECT * FROM A WITHIN 5', 16, 'event queries'],
    ['ASSOCIATORS OF Win32_X', 15, 'an object path in braces'],
    ['ASSOCIATORS OF {Win32_X.="a"}', 24, 'a key name'],
    ['ASSOCIATORS OF {Win32_X="a"', 15, "closing '}'"],
    ['ASSOCIATORS OF {A="a"} WHERE Role=B Role=C', 36, 'given twice'],
    ['REFERENCES OF {A="a"} WHERE AssocClass=B', 28, 'does not take AssocClass'],
    ['REFERENCES OF {A="a"} WHERE Nothing=B', 28, 'expected ResultClass'],
    [`SELECT * FROM A WHERE ${'('.repeat(200)}`, 123, 'nested more than 100'],
    [`SELECT * FROM A WHERE ${'x'.repeat(1_100_000)}`, 1_048_576, 'longer than'],
  ])('refuses %#', (text, offset, message) => {
    expect.assertions(3)
    try {
      parseWql(text)
    } catch (error) {
      expect(error).toBeInstanceOf(DecodeError)
      expect((error as DecodeError).offset).toBe(offset)
      expect((error as DecodeError).message).toContain(message)
    }
  })

  test('reads what formatWql writes', () => {
    fc.assert(
      fc.property(queries, (query) => {
        expect(parseWql(formatWql(query))).toEqual(query)
      }),
    )
  })

  test('any text is a query or a DecodeError', () => {
    const words = fc.array(
      fc.constantFrom(
        'SELECT',
        '*',
        'FROM',
        'A',
        'WHERE',
        'x',
        '=',
        '<>',
        '1',
        '"a"',
        "'",
        'AND',
        'OR',
        'NOT',
        '(',
        ')',
        'LIKE',
        'IS',
        'NULL',
        'ISA',
        '{A=@}',
        'OF',
        '\\',
        '.',
        ',',
      ),
      { maxLength: 14 },
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          words.map((parts) => `SELECT * FROM A WHERE ${parts.join(' ')}`),
          words.map((parts) => parts.join(' ')),
        ),
        (text) => {
          try {
            expect(parseWql(text).kind).toMatch(/select|associators|references/)
          } catch (error) {
            expect(error).toBeInstanceOf(DecodeError)
          }
        },
      ),
    )
  })
})

const properties = fc.array(identifiers, { minLength: 1, maxLength: 2 }).map((parts) => parts.join('.'))
const constants = fc.oneof(
  fc.string(),
  fc.bigInt(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
  fc.boolean(),
  fc.constant(null),
)
// A backslash outside a set is written as a set, so only the meaning comes back; see the test of meaning below.
const patterns = fc.stringMatching(/^([a-z%_ "']|\[[^\][\\]{0,3}\])*$/)
const expressions: fc.Arbitrary<WqlExpression> = fc.letrec<{ any: WqlExpression }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.record({
      op: fc.constantFrom('=' as const, '<>' as const, '<' as const, '<=' as const, '>' as const, '>=' as const),
      property: properties,
      value: constants,
    }),
    fc.record({ op: fc.constant('like' as const), property: properties, pattern: patterns }),
    fc.record({ op: fc.constantFrom('is-null' as const, 'is-not-null' as const), property: properties }),
    fc.record({ op: fc.constant('isa' as const), property: properties, className: identifiers }),
    fc.record({ op: fc.constant('not' as const), operand: tie('any') }),
    fc.record({
      op: fc.constantFrom('and' as const, 'or' as const),
      operands: fc.array(tie('any'), { minLength: 2, maxLength: 3 }),
    }),
  ),
})).any
const queries: fc.Arbitrary<WqlQuery> = fc.oneof(
  fc.record({
    kind: fc.constant('select' as const),
    properties: fc.option(fc.array(properties, { minLength: 1, maxLength: 3 }), { nil: undefined }),
    className: identifiers,
    where: fc.option(expressions, { nil: undefined }),
  }),
  fc
    .record(
      {
        kind: fc.constantFrom('associators' as const, 'references' as const),
        object: objectPaths.map((path) => ({ ...path, keys: [{ name: 'Key', value: 'a}"b' }] })),
        resultClass: identifiers,
        role: identifiers,
        keysOnly: fc.constant(true as const),
      },
      { requiredKeys: ['kind', 'object'] },
    )
    .map((query): WqlQuery => query),
)

describe('builders', () => {
  test('quote what they are given', () => {
    const name = String.raw`C:\x" OR ""="`
    expect(wqlSelect({ className: 'Win32_Share', properties: ['Name'], where: equals('Path', name) })).toBe(
      String.raw`SELECT Name FROM Win32_Share WHERE Path = "C:\\x\" OR \"\"=\""`,
    )
    expect(wqlSelect({ className: 'A', where: anyOf(equals('x', 1), allOf(equals('y', true), not(equals('z', null)))) })).toBe(
      'SELECT * FROM A WHERE x = 1 OR (y = TRUE AND NOT z IS NULL)',
    )
    expect(
      wqlSelect({ className: 'A', where: compares('When', '>=', { kind: 'datetime', dmtf: '20240101000000.000000+000' }) }),
    ).toBe('SELECT * FROM A WHERE When >= "20240101000000.000000+000"')
    const object = { kind: 'path', className: 'A', keys: [{ name: 'K', value: 'a"}' }] } as const
    expect(wqlAssociators({ object, associationClass: 'B' })).toBe(String.raw`ASSOCIATORS OF {A.K="a\"}"} WHERE AssocClass = B`)
    expect(wqlReferences({ object })).toBe(String.raw`REFERENCES OF {A.K="a\"}"}`)
  })

  test.each(['A B', 'x=1 OR y', '', 'select', 'a..b', '1x'])('refuse %j as a name', (name) => {
    expect(() => wqlSelect({ className: 'A', where: equals(name, 1) })).toThrow(MisuseError)
    expect(() => wqlSelect({ className: name })).toThrow(MisuseError)
  })

  test('refuse an empty AND and a number that is none', () => {
    expect(() => wqlSelect({ className: 'A', where: allOf() })).toThrow(MisuseError)
    expect(() => wqlSelect({ className: 'A', where: equals('x', Number.NaN) })).toThrow(MisuseError)
  })

  test('a value equals itself and nothing that differs more than in case', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const where = select(wqlSelect({ className: 'A', where: equals('x', a) })).where
        expect(matches(where, { x: a })).toBe(true)
        expect(matches(where, { x: b })).toBe(a.toLowerCase() === b.toLowerCase())
      }),
    )
  })

  test('an escaped text is LIKE itself alone', () => {
    const tricky = fc.stringMatching(/^[a%_[\]^\\"'-]{0,6}$/)
    fc.assert(
      fc.property(tricky, tricky, (a, b) => {
        const where = select(wqlSelect({ className: 'A', where: like('x', escapeLike(a)) })).where
        expect(matches(where, { x: a })).toBe(true)
        expect(matches(where, { x: b })).toBe(a === b)
      }),
    )
  })
})

function matches(where: WqlExpression | undefined, values: Readonly<Record<string, CimValue>>): boolean {
  const instance = cimInstance(
    'B',
    Object.entries(values).map(([name, value]) => ({ name, type: 'string' as const, array: Array.isArray(value), value })),
    'root/cimv2',
  )
  return compileWhere(where, hierarchy)(instance)
}

const hierarchy = {
  isA: (name: string, ancestor: string): boolean =>
    ancestor.toLowerCase() === 'a' || name.toLowerCase() === ancestor.toLowerCase(),
}

describe('compileWhere', () => {
  const values = {
    Name: 'Spooler',
    Path: 'C:\\Windows\\x_y',
    Handle: '123',
    Count: 5,
    Size: 18446744073709551615n,
    Ratio: Math.fround(0.1),
    Started: true,
    Nothing: null,
    When: { kind: 'datetime', dmtf: '20240531133000.000000+000' },
    Uptime: { kind: 'interval', dmtf: '00000001120000.000000:000' },
    Group: { kind: 'path', className: 'Win32_Group', keys: [{ name: 'Name', value: 'x' }] },
    List: ['a', 'b'],
    Target: cimInstance('C', [{ name: 'Id', type: 'uint32', array: false, value: 4 }]),
  } as const satisfies Record<string, CimValue>

  test.each<[string, boolean]>([
    ["name = 'SPOOLER'", true],
    ["Name <> 'spooler'", false],
    ["Name < 'T' AND Name > 'A'", true],
    ["Name >= 'spooler' AND Name <= 'spooler'", true],
    ['Count = 5', true],
    ['Count = 5.0', true],
    ["Count = '5'", true],
    ["Count = 'five'", false],
    ["Count <> 'five'", true],
    ['Count > 4.5 AND Count <= 0x5', true],
    ['6 > Count', true],
    ['Handle = 123', true],
    ['Handle > 9', true],
    ["Handle > '9'", false],
    ['Size = 18446744073709551615', true],
    ['Size > 18446744073709551614', true],
    ['Ratio = 0.1', true],
    ['Started = TRUE', true],
    ['Started = 1', true],
    ["Started = 'false'", false],
    ['Started <> FALSE', true],
    ['Nothing IS NULL', true],
    ['Nothing = NULL', true],
    ['Nothing <> NULL', false],
    ["Nothing = 'x'", false],
    ["Nothing <> 'x'", true],
    ["Nothing < 'x' OR Nothing >= 'x'", false],
    ["Nothing LIKE '%'", false],
    ["Unknown <> 'x' AND Unknown IS NULL", true],
    ['Name IS NOT NULL', true],
    ["When = '20240531153000.000000+120'", true],
    ["When > '2024-05-31T13:29:59Z'", true],
    ["When >= '20240531'", false],
    ["When = '20240531******.******+000'", true],
    ["Uptime >= 'P1D'", true],
    ["Uptime < 'PT36H'", false],
    [String.raw`Group = "\\\\HOST\\root\\cimv2:win32_group.name=\"X\""`, true],
    [String.raw`Group = "Win32_Group.Name=\"y\""`, false],
    ["List = 'a'", false],
    ["List LIKE '%'", false],
    ['Target.Id = 4', true],
    ['Target.Id.More = 4', false],
    ["Target ISA 'A'", true],
    ["Target ISA 'Z'", false],
    ["__THIS ISA 'B'", true],
    ["__CLASS = 'b' AND __NAMESPACE = 'ROOT/cimv2'", true],
    ["Name LIKE 'spoo%'", true],
    ["Name LIKE '%OOL%'", true],
    ["Name LIKE 'S_ooler'", true],
    ["Name LIKE 'S_oler'", false],
    ["Name LIKE '[P-S]pooler'", true],
    ["Name LIKE '[P=S]pooler'", true],
    ["Name LIKE '[^a-f]pooler'", true],
    ["Name LIKE '[^S]pooler'", false],
    ["Name LIKE 'spooler_'", false],
    ["Name LIKE '%%%r'", true],
    ["NOT Name LIKE 'a%' AND Name NOT LIKE 'b%'", true],
    ["Path LIKE '%x[_]y'", true],
    [String.raw`Path LIKE 'C:\\Windows%'`, true],
    [String.raw`Path LIKE 'C:\Windows%'`, true],
    [String.raw`Path LIKE '%[\\]x%'`, true],
    ["Count LIKE '5'", true],
  ])('%s: %s', (where, expected) => {
    expect(matches(select(`SELECT * FROM A WHERE ${where}`).where, values)).toBe(expected)
  })

  test('a LIKE that nearly matches everywhere ends soon', () => {
    const where = select(`SELECT * FROM A WHERE x LIKE '${'%a'.repeat(500)}b'`).where
    expect(matches(where, { x: 'a'.repeat(20_000) })).toBe(false)
  })

  test('NOT is the opposite, AND and OR are as in logic', () => {
    fc.assert(
      fc.property(expressions, expressions, (a, b) => {
        const [x, y] = [matches(a, values), matches(b, values)]
        expect(matches(not(a), values)).toBe(!x)
        expect(matches(allOf(a, b), values)).toBe(x && y)
        expect(matches(anyOf(a, b), values)).toBe(x || y)
      }),
    )
  })

  test('projects what is selected', () => {
    const instance = cimInstance('B', [
      { name: 'Name', type: 'string', array: false, value: 'x' },
      { name: 'State', type: 'string', array: false, value: 'y' },
      { name: 'Other', type: 'string', array: false, value: 'z' },
    ])
    const projected = projectInstance(select('SELECT state, NAME, Missing FROM B'), instance)
    expect([...projected.properties.values()].map((property) => property.name)).toEqual(['State', 'Name'])
    expect(projectInstance(select('SELECT * FROM B'), instance)).toBe(instance)
  })
})

describe('findWqlMismatch', () => {
  const service = classOf('Win32_Service', [
    ['Name', 'string', 'key'],
    ['StartMode', 'string'],
    ['Started', 'boolean'],
    ['ProcessId', 'uint32'],
    ['InstallDate', 'datetime'],
    ['Codes', 'uint16[]'],
    ['Target', 'object'],
  ])

  test.each<[string, string | undefined]>([
    [
      "SELECT Name, __PATH FROM Win32_Service WHERE startmode LIKE '%' AND Started = 1 AND ProcessId = '5' AND Target.X = 1 AND Codes IS NULL",
      undefined,
    ],
    ['SELECT StartMod FROM Win32_Service', "Win32_Service has no property 'StartMod'. Did you mean StartMode?"],
    ['SELECT * FROM Win32_Service WHERE NOT (Name = "a" OR Colour = 1)', "Win32_Service has no property 'Colour'."],
    ['SELECT * FROM Win32_Service WHERE Codes = 1', 'Win32_Service.Codes is an array, which WQL does not compare.'],
    ['SELECT * FROM Win32_Service WHERE Started > FALSE', 'Win32_Service.Started is a boolean, which has no order.'],
    ["SELECT * FROM Win32_Service WHERE Started = 'yes'", 'Win32_Service.Started is a boolean: compare it with TRUE or FALSE.'],
    [
      "SELECT * FROM Win32_Service WHERE ProcessId = 'many'",
      'Win32_Service.ProcessId is of type uint32: it cannot be compared with "many".',
    ],
    [
      "SELECT * FROM Win32_Service WHERE ProcessId LIKE '5%'",
      'Win32_Service.ProcessId is of type uint32: LIKE takes wildcards for text only.',
    ],
  ])('%s', (text, expected) => {
    expect(findWqlMismatch(select(text), service)).toBe(expected)
  })
})
