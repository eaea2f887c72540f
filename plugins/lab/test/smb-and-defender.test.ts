import { describe, expect, it } from 'vitest'
import type { CimValue } from 'wmctl'
import { textOf } from '../src/provider/store.js'
import { type TestHost, testHost } from './lab-host.js'

describe('MSFT_SmbShare', () => {
  const namespace = 'root/microsoft/windows/smb'
  const keys = { Name: 'Reports', ScopeName: '*' }
  const create = (host: TestHost, inputs: Record<string, CimValue>) =>
    host.call('MSFT_SmbShare', 'CreateShare', { inputs, namespace })

  it('is created by CreateShare, changed by Put and deleted', () => {
    const host = testHost()
    const created = create(host, {
      Name: 'Reports',
      Path: 'D:\\Data',
      Description: 'Monthly',
      ReadAccess: ['Everyone'],
      FullAccess: ['BUILTIN\\Administrators'],
    })
    expect(created.code).toBe(0)
    expect(created.output('CreatedShare')).toMatchObject({ kind: 'instance', className: 'MSFT_SmbShare' })
    expect(host.value('MSFT_SmbShare', keys, 'SecurityDescriptor', namespace)).toBe('O:BAG:SYD:(A;;FA;;;BA)(A;;0x1200a9;;;WD)')
    host.put('MSFT_SmbShare', keys, { EncryptData: true, CachingMode: 0, ConcurrentUserLimit: 7 }, namespace)
    expect(host.value('MSFT_SmbShare', keys, 'EncryptData', namespace)).toBe(true)
    expect(host.value('Win32_Share', { Name: 'Reports' }, 'MaximumAllowed')).toBe(7)
    host.objects.delete(host.objects.pathOf(host.get('MSFT_SmbShare', keys, namespace) ?? expect.unreachable()))
    expect(host.get('Win32_Share', { Name: 'Reports' })).toBeUndefined()
  })

  it.each([
    [{ Name: 'C$', Path: 'D:\\Data' }, 0x8007_0846, /already been shared.*2118/],
    [{ Name: 'x', Path: 'D:\\Nowhere' }, 0x8007_0002, /no folder 'D:\\Nowhere'.*System Error 2\b/],
    [{ Name: 'x' }, 0x8007_0002, /no folder ''/],
    [{ Name: 'a|b', Path: 'D:\\Data' }, 0x8007_007b, /name of a share/],
    [{ Name: 'x', Path: 'D:\\Data', FullAccess: ['CORP\\nobody'] }, 0x8007_0534, /'CORP\\nobody' is no account/],
    [{ Name: 'x', Path: 'D:\\Data', SecurityDescriptor: 'full' }, 0x8007_053a, /SDDL/],
    [{ Name: 'x', Path: 'D:\\Data', CachingMode: 9 }, 0x8004_1008, /CachingMode takes 0, 1, 2, 3, 4/],
    [{ Name: 'x', Path: 'D:\\Data', ContinuouslyAvailable: true }, 0x8004_100c, /failover cluster/],
    [{ Name: 'x', Path: 'D:\\Data', ScopeName: 'cluster' }, 0x8004_1002, /no scope 'cluster'/],
  ])('CreateShare(%j) → %i', (inputs, hresult, message) => {
    expect(() => create(testHost(), inputs)).toThrow(
      expect.objectContaining({ hresult, message: expect.stringMatching(message) }),
    )
  })

  it('keeps administrative shares and what is read-only', () => {
    const host = testHost()
    const special = { Name: 'ADMIN$', ScopeName: '*' }
    const denied = expect.objectContaining({ hresult: 0x8007_0005 })
    expect(() => host.put('MSFT_SmbShare', special, { Description: 'x' }, namespace)).toThrow(denied)
    const path = host.objects.pathOf(host.get('MSFT_SmbShare', special, namespace) ?? expect.unreachable())
    expect(() => host.objects.delete(path)).toThrow(denied)
    create(host, { Name: 'Reports', Path: 'D:\\Data' })
    expect(() => host.put('MSFT_SmbShare', keys, { Path: 'D:\\Web' }, namespace)).toThrow(
      expect.objectContaining({ status: 'readOnly' }),
    )
    expect(() => host.create('MSFT_SmbShare', { ...keys, Path: 'D:\\Data' }, namespace)).toThrow(
      expect.objectContaining({ status: 'notSupported' }),
    )
  })

  it('shows the same shares as Win32_Share, whichever of the two is told', () => {
    const host = testHost({ index: 4 })
    const names = (space: string, className: string): string[] =>
      [...host.objects.enumerate(space, className)].map((share) => textOf(share, 'Name')).sort()
    const same = (): void => expect(names(namespace, 'MSFT_SmbShare')).toEqual(names('root/cimv2', 'Win32_Share'))
    same()
    const inputs = { Path: 'D:\\Data\\Reports', Name: 'Reports', Type: 0, MaximumAllowed: 5, Description: 'Monthly' }
    expect(host.call('Win32_Share', 'Create', { inputs }).code).toBe(0)
    same()
    expect(host.value('MSFT_SmbShare', keys, 'ConcurrentUserLimit', namespace)).toBe(5)
    expect(host.call('Win32_Share', 'SetShareInfo', { keys: { Name: 'Reports' }, inputs: { Description: 'Weekly' } }).code).toBe(
      0,
    )
    expect(host.value('MSFT_SmbShare', keys, 'Description', namespace)).toBe('Weekly')
    expect(host.call('Win32_Share', 'Delete', { keys: { Name: 'Departments' } }).code).toBe(0)
    same()
  })

  it('is found by GetShare and EnumerateShares', () => {
    const host = testHost()
    const found = host.call('MSFT_SmbShare', 'GetShare', { inputs: { ShareName: 'c$' }, namespace })
    expect(found.output('Output')).toMatchObject({ kind: 'instance' })
    expect(host.call('MSFT_SmbShare', 'EnumerateShares', { namespace }).output('Output')).toHaveProperty('length')
    expect(() => host.call('MSFT_SmbShare', 'GetShare', { inputs: { ShareName: 'x' }, namespace })).toThrow(/no share 'x'/)
  })
})

describe('MSFT_MpPreference', () => {
  const namespace = 'root/microsoft/windows/defender'
  const read = (host: TestHost, name: string): CimValue =>
    [...host.objects.enumerate(namespace, 'MSFT_MpPreference')][0]?.properties.get(name.toLowerCase())?.value ?? null
  const call = (host: TestHost, method: string, inputs: Record<string, CimValue>): CimValue =>
    host.call('MSFT_MpPreference', method, { inputs, namespace }).code

  it('is set, and its lists are added to and taken from', () => {
    const host = testHost()
    expect(call(host, 'Set', { DisableRealtimeMonitoring: true, MAPSReporting: 2, ExclusionPath: ['D:\\A', 'D:\\B'] })).toBe(0)
    expect([read(host, 'DisableRealtimeMonitoring'), read(host, 'MAPSReporting')]).toEqual([true, 2])
    expect(call(host, 'Add', { ExclusionPath: ['d:\\b', 'D:\\C'], ExclusionExtension: ['log'] })).toBe(0)
    expect(read(host, 'ExclusionPath')).toEqual(['D:\\A', 'D:\\B', 'D:\\C'])
    expect(call(host, 'Remove', { ExclusionPath: ['D:\\a', 'D:\\X'], ExclusionExtension: ['LOG'] })).toBe(0)
    expect(read(host, 'ExclusionPath')).toEqual(['D:\\B', 'D:\\C'])
    expect(read(host, 'ExclusionExtension')).toBeNull()
  })

  it('leaves a list alone that Set gives without elements, and gives actions their default back', () => {
    const host = testHost()
    call(host, 'Set', { ExclusionPath: ['D:\\A'], LowThreatDefaultAction: 6 })
    call(host, 'Set', { ExclusionPath: [] })
    expect(read(host, 'ExclusionPath')).toEqual(['D:\\A'])
    call(host, 'Remove', { LowThreatDefaultAction: true })
    expect(read(host, 'LowThreatDefaultAction')).toBe(0)
  })

  it.each([
    [{ MAPSReporting: 3 }],
    [{ ScanAvgCPULoadFactor: 101 }],
    [{ SignatureUpdateInterval: 25 }],
    [{ HighThreatDefaultAction: 4 }],
  ])('refuses %j', (inputs) => {
    expect(() => call(testHost(), 'Set', inputs)).toThrow(expect.objectContaining({ status: 'invalidParameter' }))
  })

  it('is there since Server 2016 alone, and is neither put, created nor deleted', () => {
    expect(() => read(testHost({ profile: '2012r2' }), 'ComputerID')).toThrow(
      expect.objectContaining({ status: 'invalidNamespace' }),
    )
    const host = testHost({ profile: '2016' })
    const [found = expect.unreachable()] = host.objects.enumerate(namespace, 'MSFT_MpPreference')
    const keys = { ComputerID: textOf(found, 'ComputerID') }
    expect(() => host.put('MSFT_MpPreference', keys, { UILockdown: true }, namespace)).toThrow(
      expect.objectContaining({ status: 'providerNotCapable' }),
    )
    expect(() =>
      host.objects.delete(host.objects.pathOf(host.get('MSFT_MpPreference', keys, namespace) ?? expect.unreachable())),
    ).toThrow(expect.objectContaining({ status: 'notSupported' }))
  })
})
