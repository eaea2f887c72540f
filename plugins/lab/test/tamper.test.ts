import { describe, expect, it } from 'vitest'
import { randomTampering } from '../src/tamper/random-tampering.js'
import { tamper } from '../src/tamper/tamper.js'
import { testHost } from './lab-host.js'

function target(options: Parameters<typeof testHost>[0] = {}): {
  host: ReturnType<typeof testHost>
  cim: ReturnType<typeof testHost>['objects']
  machine: ReturnType<typeof testHost>['machine']
} {
  const host = testHost(options)
  return { host, cim: host.objects, machine: host.machine }
}

describe('tamper', () => {
  it('sets what no provider would let through', () => {
    const { host, ...at } = target()
    tamper(at, {
      action: 'set',
      path: 'Win32_Service.Name="Spooler"',
      values: { State: 'Stopped', ServiceType: 'Kernel Driver' },
    })
    expect(host.value('Win32_Service', { Name: 'Spooler' }, 'State')).toBe('Stopped')
    expect(host.value('Win32_Service', { Name: 'Spooler' }, 'ProcessId')).toBe(0)
    expect(host.value('Win32_Service', { Name: 'Spooler' }, 'ServiceType')).toBe('Kernel Driver')
    expect(host.call('Win32_Service', 'StartService', { keys: { Name: 'Spooler' } }).code).toBe(0)
  })

  it('leaves one power plan active', () => {
    const { host, ...at } = target()
    const plans = (): unknown[] =>
      [...host.objects.query('root/cimv2/power', 'SELECT * FROM Win32_PowerPlan WHERE IsActive = TRUE')].map(
        (plan) => plan.properties.get('elementname')?.value,
      )
    const path = 'root/cimv2/power:Win32_PowerPlan.InstanceID="Microsoft:PowerPlan\\\\{a1841308-3541-4fab-bc81-f71556f20b4a}"'
    tamper(at, { action: 'set', path, values: { IsActive: 'true' } })
    expect(plans()).toEqual(['Power saver'])
  })

  it('changes what another class shows too', () => {
    const { host, ...at } = target()
    tamper(at, { action: 'create', path: 'Win32_Share.Name="old"', values: { Path: 'C:\\Temp', Type: '0' } })
    const keys = { Name: 'old', ScopeName: '*' }
    expect(host.value('MSFT_SmbShare', keys, 'Path', 'root/microsoft/windows/smb')).toBe('C:\\Temp')
    const path = 'root/microsoft/windows/smb:MSFT_SmbShare.Name="old",ScopeName="*"'
    tamper(at, { action: 'delete', path })
    expect(host.get('Win32_Share', { Name: 'old' })).toBeUndefined()
  })

  it('draws changes of every class over many hosts', () => {
    const drawn = new Set<string>()
    for (let index = 0; index < 40; index += 1) {
      const { host: _host, ...at } = target({ index })
      for (const { path } of randomTampering(at, 'variety', 12)) drawn.add(/(?:^|:)(\w+)\./.exec(path)?.[1] ?? 'registry')
    }
    expect([...drawn].sort()).toEqual(
      [
        'MSFT_DNSClientServerAddress',
        'MSFT_MpPreference',
        'MSFT_NetFirewallRule',
        'MSFT_SmbShare',
        'Msvm_ComputerSystem',
        'Win32_Environment',
        'Win32_PowerPlan',
        'Win32_Printer',
        'Win32_Service',
        'Win32_Share',
        'Win32_UserAccount',
        'registry',
      ].sort(),
    )
  })

  it('creates and deletes', () => {
    const { host, ...at } = target()
    const path = 'root/cimv2:Win32_Share.Name="old"'
    tamper(at, { action: 'create', path, values: { Path: 'Z:\\', MaximumAllowed: '5' } })
    expect(host.value('Win32_Share', { Name: 'old' }, 'MaximumAllowed')).toBe(5)
    expect(() => tamper(at, { action: 'create', path, values: {} })).toThrow(/there already/)
    tamper(at, { action: 'delete', path })
    expect(host.get('Win32_Share', { Name: 'old' })).toBeUndefined()
    expect(() => tamper(at, { action: 'delete', path })).toThrow(expect.objectContaining({ status: 'notFound' }))
  })

  it('edits the registry in the type a value has', () => {
    const { host, ...at } = target()
    const key = 'SYSTEM\\CurrentControlSet\\Control\\Lsa'
    const values = { LimitBlankPasswordUse: '0', Bounds: 'ff00', 'Security Packages': 'a,b', Note: 'text', Count: '7' }
    tamper(at, { action: 'set', path: `HKLM\\${key}`, values })
    const data = (name: string): unknown => host.machine.registry.value('HKLM', key, name)?.data
    expect(data('LimitBlankPasswordUse')).toEqual({ type: 'REG_DWORD', value: 0 })
    expect(data('Bounds')).toEqual({ type: 'REG_BINARY', value: [255, 0] })
    expect(data('Security Packages')).toEqual({ type: 'REG_MULTI_SZ', value: ['a', 'b'] })
    expect(data('Note')).toEqual({ type: 'REG_SZ', value: 'text' })
    expect(data('Count')).toEqual({ type: 'REG_DWORD', value: 7 })
    expect(() => tamper(at, { action: 'set', path: `HKLM\\${key}`, values: { NoLmHash: 'x' } })).toThrow(/no number/)
    tamper(at, { action: 'delete', path: `HKLM\\${key}::Note` })
    expect(data('Note')).toBeUndefined()
    tamper(at, { action: 'delete', path: `HKLM\\${key}` })
    expect(host.machine.registry.find('HKLM', key)).toBeUndefined()
    expect(() => tamper(at, { action: 'delete', path: `HKLM\\${key}` })).toThrow(/There is no/)
  })

  it('draws the same changes from the same seed, and all of them can be made', () => {
    for (let index = 0; index < 12; index += 1) {
      const { host: _host, ...at } = target({ index })
      const changes = randomTampering(at, 'friday', 6)
      expect(changes).toHaveLength(6)
      expect(randomTampering(target({ index }), 'friday', 6)).toEqual(changes)
      expect(randomTampering(target({ index }), 'monday', 6)).not.toEqual(changes)
      for (const change of changes) expect(tamper(at, change)).toContain(change.path)
    }
  })
})
