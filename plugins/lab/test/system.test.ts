import { describe, expect, it } from 'vitest'
import { startTime, type TestHost, testHost } from './lab-host.js'

/** The first host whose page file is, or is not, managed by Windows. */
function hostWithPageFile(managed: boolean): TestHost {
  for (let index = 0; index < 40; index += 1) {
    const host = testHost({ index })
    if (host.value('Win32_ComputerSystem', { Name: host.machine.currentName }, 'AutomaticManagedPagefile') === managed)
      return host
  }
  return expect.unreachable()
}

function settings(host: TestHost): unknown[] {
  return [...host.objects.enumerate('root/cimv2', 'Win32_PageFileSetting')].map(({ properties }) =>
    ['name', 'initialsize', 'maximumsize'].map((name) => properties.get(name)?.value),
  )
}

describe('Win32_PageFileSetting', () => {
  it('has no instances and takes none while Windows manages the page file', () => {
    const host = hostWithPageFile(true)
    expect(settings(host)).toEqual([])
    expect(() => host.create('Win32_PageFileSetting', { Name: 'D:\\pagefile.sys', InitialSize: 1, MaximumSize: 2 })).toThrow(
      expect.objectContaining({ status: 'failed' }),
    )
  })

  it('follows Win32_ComputerSystem.AutomaticManagedPagefile both ways', () => {
    const host = hostWithPageFile(true)
    const system = { Name: host.machine.currentName }
    host.put('Win32_ComputerSystem', system, { AutomaticManagedPagefile: false })
    expect(settings(host)).toEqual([['C:\\pagefile.sys', 0, 0]])
    host.create('Win32_PageFileSetting', { Name: 'D:\\pagefile.sys', InitialSize: 1024, MaximumSize: 2048 })
    expect(settings(host)).toHaveLength(2)
    host.put('Win32_ComputerSystem', system, { AutomaticManagedPagefile: true })
    expect(settings(host)).toEqual([])
  })

  it('sets and deletes, and refuses what cannot be', () => {
    const host = hostWithPageFile(false)
    const keys = { Name: 'c:\\pagefile.sys' }
    host.put('Win32_PageFileSetting', keys, { InitialSize: 4096, MaximumSize: 8192 })
    expect(settings(host)).toEqual([['C:\\pagefile.sys', 4096, 8192]])
    const refusal = expect.objectContaining({ status: 'invalidParameter' })
    expect(() => host.put('Win32_PageFileSetting', keys, { MaximumSize: 1024 })).toThrow(refusal)
    expect(() => host.create('Win32_PageFileSetting', { Name: 'Q:\\pagefile.sys' })).toThrow(refusal)
    expect(() => host.create('Win32_PageFileSetting', { Name: 'D:\\swap' })).toThrow(refusal)
    host.objects.delete({
      kind: 'path',
      namespace: 'root/cimv2',
      className: 'Win32_PageFileSetting',
      keys: [{ name: 'Name', value: keys.Name }],
    })
    expect(settings(host)).toEqual([])
  })
})

describe('Win32_OperatingSystem and Win32_ComputerSystem', () => {
  it('tells the time of the lab', () => {
    const host = testHost()
    host.clock.time += 1000
    expect(host.value('Win32_OperatingSystem', {}, 'LocalDateTime')).toEqual({
      kind: 'datetime',
      dmtf: '20260102030406.000000+000',
    })
  })

  it('takes a new description and refuses a new version', () => {
    const host = testHost()
    host.put('Win32_OperatingSystem', {}, { Description: 'Front end' })
    expect(host.value('Win32_OperatingSystem', {}, 'Description')).toBe('Front end')
    expect(() => host.put('Win32_OperatingSystem', {}, { Version: '1' })).toThrow(expect.objectContaining({ status: 'readOnly' }))
  })

  it('takes a new name with the next restart', () => {
    const host = testHost()
    const keys = { Name: 'WEB01' }
    expect(host.call('Win32_ComputerSystem', 'Rename', { keys, inputs: { Name: 'front01' } }).code).toBe(0)
    expect(host.value('Win32_ComputerSystem', keys, 'Name')).toBe('WEB01')
    host.clock.time += 60_000
    expect(host.call('Win32_OperatingSystem', 'Reboot', { keys: {} }).code).toBe(0)
    expect(host.get('Win32_ComputerSystem', keys)).toBeUndefined()
    expect(host.value('Win32_ComputerSystem', { Name: 'FRONT01' }, 'DNSHostName')).toBe('front01')
    expect(host.value('Win32_OperatingSystem', {}, 'CSName')).toBe('FRONT01')
    expect(host.value('Win32_OperatingSystem', {}, 'LastBootUpTime')).toEqual({
      kind: 'datetime',
      dmtf: '20260102030505.000000+000',
    })
    expect(host.clock.time).toBe(startTime + 60_000)
  })

  it.each([
    ['', 87],
    ['name with spaces', 1210],
    ['longerthanfifteen', 1210],
    ['12345', 1210],
  ])('Rename(%s) → %i', (name, code) => {
    expect(testHost().call('Win32_ComputerSystem', 'Rename', { keys: { Name: 'WEB01' }, inputs: { Name: name } }).code).toBe(code)
  })

  it('starts automatic services with a restart, and stops the others', () => {
    const host = testHost()
    const stop = { keys: { Name: 'Spooler' } }
    host.call('Win32_Service', 'StopService', stop)
    host.clock.time += 5_000
    host.call('Win32_Service', 'StartService', { keys: { Name: 'SNMPTRAP' } })
    host.clock.time += 5_000
    expect(host.call('Win32_OperatingSystem', 'Win32Shutdown', { keys: {}, inputs: { Flags: 6 } }).code).toBe(0)
    expect(host.value('Win32_Service', { Name: 'Spooler' }, 'State')).toBe('Running')
    expect(host.value('Win32_Service', { Name: 'SNMPTRAP' }, 'State')).toBe('Stopped')
    expect(host.shutDowns()).toBe(0)
  })

  it('goes off when shut down', () => {
    const host = testHost()
    host.call('Win32_OperatingSystem', 'Win32Shutdown', { keys: {}, inputs: { Flags: 5 } })
    expect(host.shutDowns()).toBe(1)
  })

  it('joins and leaves domains', () => {
    const host = testHost()
    const keys = { Name: 'WEB01' }
    const join = (inputs: Record<string, string | number>): unknown =>
      host.call('Win32_ComputerSystem', 'JoinDomainOrWorkgroup', { keys, inputs }).code
    const unjoin = (): unknown => host.call('Win32_ComputerSystem', 'UnjoinDomainOrWorkgroup', { keys }).code
    const domain = { Name: 'corp.example', FJoinOptions: 3 }
    expect(join(domain)).toBe(2691)
    expect(unjoin()).toBe(0)
    expect(unjoin()).toBe(2692)
    expect(host.value('Win32_ComputerSystem', keys, 'PartOfDomain')).toBe(false)
    expect(join({ Name: 'LABGROUP' })).toBe(0)
    expect(host.value('Win32_ComputerSystem', keys, 'Workgroup')).toBe('LABGROUP')
    expect(join({ ...domain, Name: 'nowhere.example' })).toBe(1355)
    expect(join(domain)).toBe(1326)
    expect(join({ ...domain, UserName: 'CORP\\joiner', Password: 'x' })).toBe(0)
    expect(host.value('Win32_ComputerSystem', keys, 'Domain')).toBe('corp.example')
  })
})

describe('Win32_LogicalDisk and Win32_Volume', () => {
  it('share their label', () => {
    const host = testHost()
    host.put('Win32_LogicalDisk', { DeviceID: 'D:' }, { VolumeName: 'Content' })
    const volumes = [...host.objects.query('root/cimv2', "SELECT * FROM Win32_Volume WHERE DriveLetter='D:'")]
    expect(volumes[0]?.properties.get('label')?.value).toBe('Content')
    host.objects.modify(host.objects.pathOf(volumes[0] ?? expect.unreachable()), [
      { name: 'Label', type: 'string', array: false, value: 'Other' },
    ])
    expect(host.value('Win32_LogicalDisk', { DeviceID: 'D:' }, 'VolumeName')).toBe('Other')
  })

  it('refuse labels that NTFS does not take, and any on a disc', () => {
    const host = testHost()
    const put = (drive: string, label: string) => (): unknown =>
      host.put('Win32_LogicalDisk', { DeviceID: drive }, { VolumeName: label })
    expect(put('D:', 'a/b')).toThrow(expect.objectContaining({ status: 'invalidParameter' }))
    expect(put('D:', 'x'.repeat(33))).toThrow(expect.objectContaining({ status: 'invalidParameter' }))
    expect(put('E:', 'x')).toThrow(expect.objectContaining({ status: 'accessDenied' }))
    expect(() => host.put('Win32_LogicalDisk', { DeviceID: 'D:' }, { Size: 1n })).toThrow(
      expect.objectContaining({ status: 'readOnly' }),
    )
  })
})

describe('Win32_QuickFixEngineering', () => {
  it('is read-only', () => {
    const host = testHost()
    const [update] = host.objects.enumerate('root/cimv2', 'Win32_QuickFixEngineering')
    expect(update?.properties.get('hotfixid')?.value).toMatch(/^KB\d{6,7}$/)
    expect(() => host.objects.delete(host.objects.pathOf(update ?? expect.unreachable()))).toThrow(
      expect.objectContaining({ status: 'providerNotCapable' }),
    )
    expect(() => host.create('Win32_QuickFixEngineering', { HotFixID: 'KB1', ServicePackInEffect: '' })).toThrow(
      expect.objectContaining({ status: 'providerNotCapable' }),
    )
  })
})
