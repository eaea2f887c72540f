import { describe, expect, it } from 'vitest'
import type { CimValue } from 'wmctl'
import { type TestHost, testHost } from './lab-host.js'

const hklm = 0x8000_0002
const protocols = 'SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols'
const wrongType = 0x8004_1005

function call(
  host: TestHost,
  method: string,
  inputs: Record<string, CimValue>,
  namespace = 'root/cimv2',
): ReturnType<TestHost['call']> {
  return host.call('StdRegProv', method, { inputs: { hDefKey: hklm, ...inputs }, namespace })
}

describe('StdRegProv', () => {
  it.each<[string, string, Record<string, CimValue>, string, CimValue]>([
    ['String', 'sValue', { sValue: 'text' }, 'GetStringValue', 'text'],
    ['ExpandedString', 'sValue', { sValue: '%SystemRoot%\\x' }, 'GetExpandedStringValue', 'C:\\Windows\\x'],
    ['MultiString', 'sValue', { sValue: ['a', 'b'] }, 'GetMultiStringValue', ['a', 'b']],
    ['DWORD', 'uValue', { uValue: 4_294_967_295 }, 'GetDWORDValue', 4_294_967_295],
    ['QWORD', 'uValue', { uValue: 18_446_744_073_709_551_615n }, 'GetQWORDValue', 18_446_744_073_709_551_615n],
    ['Binary', 'uValue', { uValue: [0, 255, 7] }, 'GetBinaryValue', [0, 255, 7]],
  ])('writes and reads %s, in either namespace', (type, parameter, value, read, expected) => {
    const host = testHost()
    const key = { sSubKeyName: 'SOFTWARE\\Probe' }
    expect(call(host, 'CreateKey', key).code).toBe(0)
    expect(call(host, `Set${type}Value`, { ...key, sValueName: 'V', ...value }, 'root/default').code).toBe(0)
    const result = call(host, read, { ...key, sValueName: 'v' })
    expect([result.code, result.output(parameter)]).toEqual([0, expected])
  })

  it.each([
    ['GetStringValue', { sSubKeyName: 'SOFTWARE\\None', sValueName: 'x' }, 2],
    ['GetStringValue', { sSubKeyName: protocols, sValueName: 'none' }, 1],
    ['GetStringValue', { sSubKeyName: `${protocols}\\SSL 2.0\\Client`, sValueName: 'DisabledByDefault' }, wrongType],
    ['GetDWORDValue', { sSubKeyName: 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion', sValueName: 'EditionID' }, wrongType],
    ['GetDWORDValue', { sSubKeyName: 'SECURITY', sValueName: 'x' }, 5],
    ['GetDWORDValue', { hDefKey: 17, sSubKeyName: 'SOFTWARE', sValueName: 'x' }, 6],
    ['SetDWORDValue', { sSubKeyName: 'SOFTWARE\\None', sValueName: 'x', uValue: 1 }, 2],
    ['DeleteValue', { sSubKeyName: protocols, sValueName: 'none' }, 2],
    ['DeleteValue', { sSubKeyName: 'SOFTWARE\\None', sValueName: 'none' }, 2],
    ['EnumKey', { sSubKeyName: 'SOFTWARE\\None' }, 2],
    ['EnumValues', { sSubKeyName: 'SOFTWARE\\None' }, 2],
    ['DeleteKey', { sSubKeyName: 'SOFTWARE\\None' }, 2],
    ['DeleteKey', { sSubKeyName: `${protocols}\\SSL 2.0` }, 5],
    ['EnumKey', { sSubKeyName: 'SAM\\SAM\\Domains' }, 5],
  ])('%s %j → %i', (method, inputs, code) => {
    expect(call(testHost(), method, inputs).code).toBe(code)
  })

  it('makes missing keys on the way, and lists keys in order with the case they were made in', () => {
    const host = testHost()
    expect(call(host, 'CreateKey', { sSubKeyName: 'SOFTWARE\\Probe\\Zeta\\Deep' }).code).toBe(0)
    expect(call(host, 'CreateKey', { sSubKeyName: 'software\\PROBE\\alpha' }).code).toBe(0)
    expect(call(host, 'CreateKey', { sSubKeyName: 'software\\probe\\Alpha' }).code).toBe(0)
    expect(call(host, 'EnumKey', { sSubKeyName: 'SOFTWARE\\probe' }).output('sNames')).toEqual(['alpha', 'Zeta'])
    expect(call(host, 'EnumKey', { sSubKeyName: 'SOFTWARE\\probe\\alpha' }).output('sNames')).toBeNull()
  })

  it('lists values with their types', () => {
    const host = testHost()
    const key = { sSubKeyName: 'SOFTWARE\\Probe' }
    call(host, 'CreateKey', key)
    call(host, 'SetStringValue', { ...key, sValueName: 'Text', sValue: 'x' })
    call(host, 'SetDWORDValue', { ...key, sValueName: 'Number', uValue: 1 })
    call(host, 'SetStringValue', { ...key, sValueName: '', sValue: 'default' })
    const result = call(host, 'EnumValues', key)
    expect(result.output('sNames')).toEqual(['Text', 'Number', ''])
    expect(result.output('Types')).toEqual([1, 4, 1])
  })

  it('deletes values and keys without any below them', () => {
    const host = testHost()
    const key = { sSubKeyName: `${protocols}\\SSL 2.0\\Client` }
    expect(call(host, 'DeleteValue', { ...key, sValueName: 'DISABLEDBYDEFAULT' }).code).toBe(0)
    expect(call(host, 'GetDWORDValue', { ...key, sValueName: 'DisabledByDefault' }).code).toBe(1)
    expect(call(host, 'DeleteKey', key).code).toBe(0)
    expect(call(host, 'DeleteKey', { sSubKeyName: `${protocols}\\SSL 2.0` }).code).toBe(0)
    expect(call(host, 'EnumKey', { sSubKeyName: `${protocols}\\SSL 2.0` }).code).toBe(2)
  })

  it('shows HKEY_CLASSES_ROOT as HKEY_LOCAL_MACHINE\\SOFTWARE\\Classes', () => {
    const host = testHost()
    const read = (hive: number, path: string): CimValue =>
      call(host, 'GetStringValue', { hDefKey: hive, sSubKeyName: path, sValueName: '' }).output('sValue')
    expect(read(0x8000_0000, '.txt')).toBe('txtfile')
    call(host, 'SetStringValue', { sSubKeyName: 'SOFTWARE\\Classes\\.txt', sValueName: '', sValue: 'other' })
    expect(read(0x8000_0000, '.txt')).toBe('other')
  })

  it('says whether a key may be opened', () => {
    const host = testHost()
    expect(call(host, 'CheckAccess', { sSubKeyName: 'SOFTWARE', uRequired: 3 }).output('bGranted')).toBe(true)
    expect(call(host, 'CheckAccess', { sSubKeyName: 'SECURITY', uRequired: 3 }).output('bGranted')).toBe(false)
    expect(call(host, 'CheckAccess', { sSubKeyName: 'SOFTWARE\\None', uRequired: 3 }).code).toBe(2)
  })

  it('keeps the registries of hosts apart', () => {
    const [first, second] = [testHost({ index: 0 }), testHost({ index: 1 })]
    call(first, 'SetStringValue', { sSubKeyName: 'SOFTWARE\\Classes\\.txt', sValueName: '', sValue: 'mine' })
    const read = call(second, 'GetStringValue', { sSubKeyName: 'SOFTWARE\\Classes\\.txt', sValueName: '' })
    expect(read.output('sValue')).toBe('txtfile')
  })

  it('expands system variables and leaves what is unknown', () => {
    const host = testHost()
    host.create('Win32_Environment', { Name: 'JDK', UserName: '<SYSTEM>', VariableValue: 'C:\\Java' })
    const key = { sSubKeyName: 'SOFTWARE\\Classes', sValueName: 'P' }
    call(host, 'SetExpandedStringValue', { ...key, sValue: '%jdk%\\bin;%NOTHING%' })
    expect(call(host, 'GetExpandedStringValue', key).output('sValue')).toBe('C:\\Java\\bin;%NOTHING%')
    expect(call(host, 'GetStringValue', key).output('sValue')).toBe('%jdk%\\bin;%NOTHING%')
  })
})
