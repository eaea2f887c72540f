import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DecodeError } from '../../../src/base/errors.js'
import { formatObjectPath, parseObjectPath } from '../../../src/cim/object-path.js'
import { pathIdentity, samePath } from '../../../src/cim/path-identity.js'
import { pathOf } from '../../../src/cim/path-of.js'
import { typeKeys } from '../../../src/cim/type-keys.js'
import { cimInstance, type ObjectPath } from '../../../src/cim/value.js'
import { objectPaths } from './arbitraries.js'
import { classOf } from './class-of.js'

describe('parseObjectPath', () => {
  // From "Describing a WMI object path" and "Describing an instance object path" of the Win32 documentation, and [DSP0004] 8.5.
  test.each<[string, Omit<ObjectPath, 'kind'>]>([
    ['Win32_LogicalDisk.DeviceID="C:"', { className: 'Win32_LogicalDisk', keys: [{ name: 'DeviceID', value: 'C:' }] }],
    ['Win32_LogicalDisk="C:"', { className: 'Win32_LogicalDisk', keys: [{ name: '', value: 'C:' }] }],
    [
      String.raw`\\Server\Root\CIMv2:Win32_LogicalDisk.DeviceID="C:"`,
      { server: 'Server', namespace: 'Root/CIMv2', className: 'Win32_LogicalDisk', keys: [{ name: 'DeviceID', value: 'C:' }] },
    ],
    ['//./root/cimv2:Win32_Service', { server: '.', namespace: 'root/cimv2', className: 'Win32_Service' }],
    ['root\\default:MyClass=@', { namespace: 'root/default', className: 'MyClass', keys: 'singleton' }],
    [
      'MyClass.Key1=12,Key2=-0x1F , Key3 = TRUE,Key4=18446744073709551615',
      {
        className: 'MyClass',
        keys: [
          { name: 'Key1', value: 12 },
          { name: 'Key2', value: -31 },
          { name: 'Key3', value: true },
          { name: 'Key4', value: 18446744073709551615n },
        ],
      },
    ],
    [
      String.raw`Win32_DiskDrive.DeviceID="\\\\.\\PHYSICALDRIVE0"`,
      { className: 'Win32_DiskDrive', keys: [{ name: 'DeviceID', value: String.raw`\\.\PHYSICALDRIVE0` }] },
    ],
    [
      String.raw`Win32_LogicalDiskToPartition.Antecedent="\\\\HOST\\root\\cimv2:Win32_DiskPartition.DeviceID=\"Disk #0, Partition #0\"",Dependent="Win32_LogicalDisk.DeviceID=\"C:\""`,
      {
        className: 'Win32_LogicalDiskToPartition',
        keys: [
          { name: 'Antecedent', value: String.raw`\\HOST\root\cimv2:Win32_DiskPartition.DeviceID="Disk #0, Partition #0"` },
          { name: 'Dependent', value: 'Win32_LogicalDisk.DeviceID="C:"' },
        ],
      },
    ],
    [`CIM_DataFile.Name='c:\\\\it\\'s'`, { className: 'CIM_DataFile', keys: [{ name: 'Name', value: "c:\\it's" }] }],
    [
      String.raw`Win32_Directory.Name='c:\scripts'`,
      { className: 'Win32_Directory', keys: [{ name: 'Name', value: 'c:\\scripts' }] },
    ],
    ['__Namespace.Name="a:b"', { className: '__Namespace', keys: [{ name: 'Name', value: 'a:b' }] }],
    [
      String.raw`\\web01.corp.example\root\cimv2:Win32_Service.Name="x"`,
      { server: 'web01.corp.example', namespace: 'root/cimv2', className: 'Win32_Service', keys: [{ name: 'Name', value: 'x' }] },
    ],
  ])('%s', (text, expected) => {
    expect(parseObjectPath(text)).toEqual({ kind: 'path', ...expected })
  })

  test.each([
    ['', 0, 'a class name'],
    ['1abc', 0, 'a class name'],
    ['Win32_Service.Name="Spooler', 19, 'does not end'],
    ['Win32_Service.Name=Spooler', 19, 'text in quotes'],
    ['Win32_Service.Name', 18, "'='"],
    ['Win32_Service.Name="a",Name="b"', 23, 'given twice'],
    ['Win32_Service.Name="a" x', 23, 'the end'],
    [String.raw`\\host`, 0, 'a namespace'],
    ['root cimv2:Win32_Service', 0, 'is not a namespace'],
    ['Win32_Service.=1', 14, 'a key name'],
    ['x'.repeat(70_000), undefined, 'longer than'],
  ])('refuses %#: %s', (text, offset, message) => {
    expect.assertions(3)
    try {
      parseObjectPath(text)
    } catch (error) {
      expect(error).toBeInstanceOf(DecodeError)
      expect((error as DecodeError).offset).toBe(offset)
      expect((error as DecodeError).message).toContain(message)
    }
  })

  test('takes any text, with a path or a DecodeError', () => {
    const near = fc.array(fc.constantFrom('\\', '"', "'", '.', '=', ':', '/', ',', '@', 'Ab', ' ', '0', '-', 'TRUE', '\u00e9'), {
      maxLength: 12,
    })
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          near.map((parts) => parts.join('')),
        ),
        (text) => {
          try {
            expect(parseObjectPath(text).kind).toBe('path')
          } catch (error) {
            expect(error).toBeInstanceOf(DecodeError)
          }
        },
      ),
    )
  })
})

describe('formatObjectPath', () => {
  test('writes what WMI writes', () => {
    const disk: ObjectPath = {
      kind: 'path',
      server: 'H',
      namespace: 'root/cimv2',
      className: 'Win32_LogicalDisk',
      keys: [{ name: 'DeviceID', value: 'C:' }],
    }
    expect(formatObjectPath(disk)).toBe(String.raw`\\H\root\cimv2:Win32_LogicalDisk.DeviceID="C:"`)
    const link: ObjectPath = {
      kind: 'path',
      className: 'A',
      keys: [
        { name: 'Dependent', value: disk },
        { name: 'N', value: 5n },
      ],
    }
    expect(formatObjectPath(link)).toBe(String.raw`A.Dependent="\\\\H\\root\\cimv2:Win32_LogicalDisk.DeviceID=\"C:\"",N=5`)
    expect(formatObjectPath({ kind: 'path', namespace: 'root/cimv2', className: 'Win32_LocalTime', keys: 'singleton' })).toBe(
      'root/cimv2:Win32_LocalTime=@',
    )
  })

  test('is read back, with the same identity and the same text', () => {
    fc.assert(
      fc.property(objectPaths, (path) => {
        const read = parseObjectPath(formatObjectPath(path))
        expect(formatObjectPath(read)).toBe(formatObjectPath(path))
        expect(pathIdentity(read)).toBe(pathIdentity(path))
      }),
    )
  })
})

describe('pathIdentity', () => {
  const same = (a: string, b: string): boolean => samePath(parseObjectPath(a), parseObjectPath(b), { namespace: 'root/cimv2' })

  test.each([
    ['Win32_Service.Name="Spooler"', 'WIN32_SERVICE.NAME="SPOOLER"', true],
    ['Win32_Service.Name="Spooler"', String.raw`\\HOST\ROOT\CIMV2:win32_service.name='spooler'`, true],
    ['A.X=1,Y="b"', 'A.y="B",x=1', true],
    ['A.X=1', 'A.X="1"', true],
    ['A.X=1', 'A.X=2', false],
    ['A.X=1', 'A.X=1,Y=2', false],
    ['A=@', 'A', false],
    ['A.X="a,y=b"', 'A.X="a",Y="b"', false],
    ['root/default:A.X=1', 'A.X=1', false],
    [String.raw`A.R="\\\\H\\root\\cimv2:B.K=\"c\""`, String.raw`A.R="b.k=\"C\""`, true],
    [String.raw`A.R="B.K=\"c\",L=1"`, String.raw`A.R="B.L=1,K=\"c\""`, true],
    [String.raw`A.R="root/other:B.K=\"c\""`, String.raw`A.R="B.K=\"c\""`, false],
  ])('%s and %s: %s', (a, b, expected) => {
    expect(same(a, b)).toBe(expected)
  })
})

describe('typeKeys', () => {
  const target = classOf('T', [['K', 'string', 'key']])
  const link = classOf('Link', [
    ['Dependent', 'reference', 'key'],
    ['Antecedent', 'reference', 'key'],
  ])
  const mixed = classOf('Mixed', [
    ['Id', 'uint64', 'key'],
    ['When', 'datetime', 'key'],
    ['Other', 'string'],
  ])

  test('gives keys their types, names and order', () => {
    expect(typeKeys(parseObjectPath('mixed.when="20240101000000.000000+000",ID=5'), mixed)).toEqual({
      kind: 'path',
      className: 'Mixed',
      keys: [
        { name: 'Id', value: 5n },
        { name: 'When', value: { kind: 'datetime', dmtf: '20240101000000.000000+000' } },
      ],
    })
    expect(typeKeys(parseObjectPath('t="x"'), target).keys).toEqual([{ name: 'K', value: 'x' }])
  })

  test('reads references, and theirs', () => {
    const classes = {
      find: (_: string, name: string) => (name.toLowerCase() === 't' ? target : undefined),
      classNames: () => [],
      namespaces: () => [],
    }
    const typed = typeKeys(parseObjectPath(String.raw`Link.Antecedent="t=\"a\"",Dependent="T.k=\"b\""`), link, classes)
    expect(typed.keys).toEqual([
      { name: 'Dependent', value: { kind: 'path', className: 'T', keys: [{ name: 'K', value: 'b' }] } },
      { name: 'Antecedent', value: { kind: 'path', className: 'T', keys: [{ name: 'K', value: 'a' }] } },
    ])
  })

  test.each([
    ['Mixed.Id=5', "the key 'When' is missing"],
    ['Mixed.Idd=5,When="20240101000000.000000+000"', "'Idd' is not a key"],
    ['Mixed.Other="a",Id=1,When="20240101000000.000000+000"', "'Other' is not a key"],
    ['Mixed=5', 'needs a class with one key'],
    ['Mixed.Id="x",When="20240101000000.000000+000"', "key 'Id'"],
    ['Mixed.Id=18446744073709551616,When="20240101000000.000000+000"', '18446744073709551615'],
  ])('refuses %s', (text, message) => {
    expect(() => typeKeys(parseObjectPath(text), mixed)).toThrow(message)
  })

  test('finds the path of an instance', () => {
    const when = { kind: 'datetime', dmtf: '20240101000000.000000+000' } as const
    const instance = cimInstance('Mixed', [
      { name: 'When', type: 'datetime', array: false, value: when },
      { name: 'ID', type: 'uint64', array: false, value: 7n },
    ])
    expect(pathOf(instance, mixed)).toEqual({
      kind: 'path',
      namespace: 'root/test',
      className: 'Mixed',
      keys: [
        { name: 'Id', value: 7n },
        { name: 'When', value: when },
      ],
    })
    expect(pathOf(cimInstance('Mixed', []), mixed)).toBeUndefined()
    expect(pathOf(cimInstance('S', []), { ...mixed, singleton: true })?.keys).toBe('singleton')
  })
})
