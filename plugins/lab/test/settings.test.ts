import { describe, expect, it } from 'vitest'
import type { CimValue } from 'wmctl'
import { type TestHost, testHost } from './lab-host.js'

describe('Win32_Environment', () => {
  const javaHome = { Name: 'JAVA_HOME', UserName: '<SYSTEM>' }

  it('creates, sets and deletes a variable of the system', () => {
    const host = testHost()
    host.create('Win32_Environment', { ...javaHome, VariableValue: 'C:\\Java' })
    expect(host.value('Win32_Environment', javaHome, 'SystemVariable')).toBe(true)
    expect(host.value('Win32_Environment', javaHome, 'Caption')).toBe('<SYSTEM>\\JAVA_HOME')
    host.put('Win32_Environment', { Name: 'java_home', UserName: '<system>' }, { VariableValue: 'D:\\Java' })
    expect(host.value('Win32_Environment', javaHome, 'VariableValue')).toBe('D:\\Java')
    host.objects.delete(host.objects.pathOf(host.get('Win32_Environment', javaHome) ?? expect.unreachable()))
    expect(host.get('Win32_Environment', javaHome)).toBeUndefined()
  })

  it('keeps variables of accounts apart from those of the system', () => {
    const host = testHost()
    const keys = { Name: 'JAVA_HOME', UserName: 'WEB01\\Administrator' }
    host.create('Win32_Environment', { ...keys, VariableValue: 'x' })
    expect(host.value('Win32_Environment', keys, 'SystemVariable')).toBe(false)
    expect(host.get('Win32_Environment', javaHome)).toBeUndefined()
  })

  it.each<[string, Record<string, CimValue>, string]>([
    ['a name that is taken', { Name: 'path', UserName: '<SYSTEM>', VariableValue: 'x' }, 'alreadyExists'],
    ['no value', { Name: 'X', UserName: '<SYSTEM>' }, 'invalidParameter'],
    ['a name with =', { Name: 'A=B', UserName: '<SYSTEM>', VariableValue: 'x' }, 'invalidParameter'],
    ['an unknown local account', { Name: 'X', UserName: 'WEB01\\nobody', VariableValue: 'x' }, 'invalidParameter'],
  ])('refuses to create %s', (_what, values, status) => {
    expect(() => testHost().create('Win32_Environment', values)).toThrow(expect.objectContaining({ status }))
  })

  it('refuses to set anything but the value', () => {
    expect(() => testHost().put('Win32_Environment', { Name: 'OS', UserName: '<SYSTEM>' }, { SystemVariable: false })).toThrow(
      expect.objectContaining({ status: 'readOnly' }),
    )
  })
})

describe('Win32_UserAccount and Win32_Group', () => {
  const guest = { Domain: 'WEB01', Name: 'Guest' }

  it('writes the documented settings of a user', () => {
    const host = testHost()
    host.put('Win32_UserAccount', guest, { Disabled: false, FullName: 'Visitor', PasswordExpires: true })
    expect(host.value('Win32_UserAccount', guest, 'Status')).toBe('OK')
    host.put('Win32_UserAccount', guest, { Disabled: true })
    expect(host.value('Win32_UserAccount', guest, 'Status')).toBe('Degraded')
    expect(() => host.put('Win32_UserAccount', guest, { SID: 'S-1' })).toThrow(expect.objectContaining({ status: 'readOnly' }))
  })

  it('renames a user, who keeps the identifier and the memberships', () => {
    const host = testHost()
    const keys = { Domain: 'WEB01', Name: 'Administrator' }
    const sid = host.value('Win32_UserAccount', keys, 'SID')
    expect(host.call('Win32_UserAccount', 'Rename', { keys, inputs: { Name: 'root' } }).code).toBe(0)
    expect(host.get('Win32_UserAccount', keys)).toBeUndefined()
    expect(host.value('Win32_UserAccount', { Domain: 'WEB01', Name: 'root' }, 'SID')).toBe(sid)
    const members = host.objects.query(
      'root/cimv2',
      "ASSOCIATORS OF {Win32_Group.Domain='WEB01',Name='Administrators'} WHERE AssocClass=Win32_GroupUser",
    )
    expect([...members].map(({ properties }) => properties.get('name')?.value)).toContain('root')
  })

  it.each([
    ['Win32_UserAccount', 'Guest', '', 3],
    ['Win32_UserAccount', 'Guest', 'a/b', 3],
    ['Win32_UserAccount', 'Guest', 'administrator', 9],
    ['Win32_Group', 'Guests', 'Users', 9],
    ['Win32_Group', 'Guests', 'Visitors', 0],
  ])('%s %s: Rename(%s) → %i', (className, name, to, code) => {
    const keys = { Domain: 'WEB01', Name: name }
    expect(testHost().call(className, 'Rename', { keys, inputs: { Name: to } }).code).toBe(code)
  })
})

describe('Win32_NetworkAdapterConfiguration', () => {
  const keys = { Index: 1 }
  const call = (host: TestHost, method: string, inputs: Record<string, CimValue> = {}): unknown =>
    host.call('Win32_NetworkAdapterConfiguration', method, { keys, inputs }).code
  const value = (host: TestHost, property: string): CimValue => host.value('Win32_NetworkAdapterConfiguration', keys, property)

  it('switches between fixed addresses and DHCP', () => {
    const host = testHost()
    expect(call(host, 'EnableDHCP')).toBe(0)
    expect([value(host, 'DHCPEnabled'), value(host, 'DHCPServer')]).toEqual([true, expect.any(String)])
    expect(call(host, 'EnableStatic', { IPAddress: ['10.9.8.7'], SubnetMask: ['255.255.0.0'] })).toBe(0)
    expect([value(host, 'IPAddress'), value(host, 'IPSubnet')]).toEqual([['10.9.8.7'], ['255.255.0.0']])
    expect([value(host, 'DHCPEnabled'), value(host, 'DHCPServer')]).toEqual([false, null])
    expect(call(host, 'RenewDHCPLease')).toBe(100)
  })

  it('sets names, gateways and NetBIOS', () => {
    const host = testHost()
    expect(call(host, 'SetDNSServerSearchOrder', { DNSServerSearchOrder: ['10.0.0.1', '10.0.0.2'] })).toBe(0)
    expect(value(host, 'DNSServerSearchOrder')).toEqual(['10.0.0.1', '10.0.0.2'])
    expect(call(host, 'SetDNSServerSearchOrder')).toBe(0)
    expect(value(host, 'DNSServerSearchOrder')).toBeNull()
    expect(call(host, 'SetDNSDomain', { DNSDomain: 'lab.example' })).toBe(0)
    expect(call(host, 'SetGateways', { DefaultIPGateway: ['10.0.0.254'], GatewayCostMetric: [5] })).toBe(0)
    expect([value(host, 'DefaultIPGateway'), value(host, 'GatewayCostMetric')]).toEqual([['10.0.0.254'], [5]])
    expect(call(host, 'SetTcpipNetbios', { TcpipNetbiosOptions: 2 })).toBe(0)
    expect(value(host, 'TcpipNetbiosOptions')).toBe(2)
    expect(call(host, 'SetWINSServer', { WINSPrimaryServer: '10.0.0.3', WINSSecondaryServer: '' })).toBe(0)
    expect(value(host, 'WINSPrimaryServer')).toBe('10.0.0.3')
  })

  it.each<[string, Record<string, CimValue>, number]>([
    ['EnableStatic', { IPAddress: ['10.0.0.300'], SubnetMask: ['255.0.0.0'] }, 70],
    ['EnableStatic', { IPAddress: ['224.0.0.1'], SubnetMask: ['255.0.0.0'] }, 70],
    ['EnableStatic', { IPAddress: ['10.0.0.3'], SubnetMask: ['255.0.255.0'] }, 66],
    ['EnableStatic', { IPAddress: ['10.0.0.3'], SubnetMask: [] }, 68],
    ['SetGateways', { DefaultIPGateway: Array.from({ length: 6 }, () => '10.0.0.1') }, 69],
    ['SetGateways', { DefaultIPGateway: ['gateway'] }, 71],
    ['SetGateways', { DefaultIPGateway: ['10.0.0.1'], GatewayCostMetric: [1, 2] }, 68],
    ['SetDNSServerSearchOrder', { DNSServerSearchOrder: ['dns1'] }, 70],
    ['SetDNSDomain', { DNSDomain: '-bad-' }, 73],
    ['SetTcpipNetbios', { TcpipNetbiosOptions: 3 }, 68],
    ['SetWINSServer', { WINSSecondaryServer: '10.0.0.3' }, 75],
    ['SetIPXVirtualNetworkNumber', { IPXVirtualNetNumber: '1' }, 64],
  ])('%s(%j) → %i', (method, inputs, code) => {
    expect(call(testHost(), method, inputs)).toBe(code)
  })

  it('refuses an adapter without IP, and any Put', () => {
    const host = testHost()
    expect(host.call('Win32_NetworkAdapterConfiguration', 'EnableDHCP', { keys: { Index: 0 } }).code).toBe(84)
    expect(() => host.put('Win32_NetworkAdapterConfiguration', keys, { DNSDomain: 'x' })).toThrow(
      expect.objectContaining({ status: 'providerNotCapable' }),
    )
  })

  it('sets what is for the whole host on every adapter', () => {
    const host = testHost({ index: 3 })
    const inputs = { DNSDomainSuffixSearchOrder: ['a.example', 'b.example'] }
    expect(host.call('Win32_NetworkAdapterConfiguration', 'SetDNSSuffixSearchOrder', { inputs }).code).toBe(0)
    for (const index of [1, 2]) {
      expect(host.value('Win32_NetworkAdapterConfiguration', { Index: index }, 'DNSDomainSuffixSearchOrder')).toEqual([
        'a.example',
        'b.example',
      ])
    }
    expect(host.call('Win32_NetworkAdapterConfiguration', 'SetDefaultTTL', { inputs: { DefaultTTL: 64 } }).code).toBe(1)
  })
})

describe('MSFT_NetFirewallRule', () => {
  const namespace = 'root/standardcimv2'
  const keys = {
    SystemCreationClassName: '',
    SystemName: '',
    CreationClassName: 'MSFT|FW|FirewallRule|RemoteDesktop-UserMode-In-TCP',
    PolicyRuleName: '',
  }
  const value = (host: TestHost, property: string): CimValue => host.value('MSFT_NetFirewallRule', keys, property, namespace)

  it('is disabled and enabled, and its action and profiles are put', () => {
    const host = testHost()
    expect(host.call('MSFT_NetFirewallRule', 'Disable', { keys, namespace }).code).toBe(0)
    expect(value(host, 'Enabled')).toBe(2)
    expect(host.call('MSFT_NetFirewallRule', 'Enable', { keys, namespace }).code).toBe(0)
    expect(value(host, 'Enabled')).toBe(1)
    host.put('MSFT_NetFirewallRule', keys, { Action: 4, Profiles: 3, Enabled: 2 }, namespace)
    expect([value(host, 'Action'), value(host, 'Profiles'), value(host, 'Enabled')]).toEqual([4, 3, 2])
  })

  it('refuses values outside the documented ones and other properties', () => {
    const host = testHost()
    const put = (values: Record<string, CimValue>) => (): unknown => host.put('MSFT_NetFirewallRule', keys, values, namespace)
    expect(put({ Action: 9 })).toThrow(expect.objectContaining({ status: 'invalidParameter' }))
    expect(put({ Enabled: null })).toThrow(expect.objectContaining({ status: 'invalidParameter' }))
    expect(put({ Owner: 'x' })).toThrow(expect.objectContaining({ status: 'readOnly' }))
  })

  it('is deleted, and is not there before Server 2012', () => {
    const host = testHost()
    host.objects.delete(host.objects.pathOf(host.get('MSFT_NetFirewallRule', keys, namespace) ?? expect.unreachable()))
    expect(host.get('MSFT_NetFirewallRule', keys, namespace)).toBeUndefined()
    expect(() => testHost({ profile: '2008r2' }).objects.enumerate(namespace, 'MSFT_NetFirewallRule')).toThrow(
      expect.objectContaining({ status: 'invalidNamespace' }),
    )
  })
})

describe('permanent event subscriptions', () => {
  const namespace = 'root/subscription'
  const filter = {
    Name: 'ServiceStopped',
    EventNamespace: 'root/cimv2',
    Query: "SELECT * FROM __InstanceModificationEvent WITHIN 10 WHERE TargetInstance ISA 'Win32_Service'",
    QueryLanguage: 'WQL',
  }

  it('are created, put and deleted', () => {
    const host = testHost()
    const filterPath = host.create('__EventFilter', filter, namespace)
    const consumer = { Name: 'Note', CommandLineTemplate: 'cmd /c echo stopped', RunInteractively: false }
    const consumerPath = host.create('CommandLineEventConsumer', consumer, namespace)
    const bindingPath = host.create('__FilterToConsumerBinding', { Filter: filterPath, Consumer: consumerPath }, namespace)
    expect(host.objects.getInstance(bindingPath).properties.get('deliversynchronously')?.value).toBe(false)
    host.put('CommandLineEventConsumer', { Name: 'Note' }, { CommandLineTemplate: 'cmd /c echo x', KillTimeout: 5 }, namespace)
    expect(host.value('CommandLineEventConsumer', { Name: 'Note' }, 'KillTimeout', namespace)).toBe(5)
    for (const path of [bindingPath, consumerPath, filterPath]) host.objects.delete(path)
    expect([...host.objects.enumerate(namespace, '__EventFilter')]).toEqual([])
  })

  it.each<[string, string, Record<string, CimValue>, string]>([
    ['a filter without a query', '__EventFilter', { Name: 'x', QueryLanguage: 'WQL' }, 'invalidQuery'],
    ['a filter in another language', '__EventFilter', { ...filter, QueryLanguage: 'SQL' }, 'queryLanguageNotSupported'],
    ['a consumer without a command', 'CommandLineEventConsumer', { Name: 'x' }, 'invalidParameter'],
    ['a binding without ends', '__FilterToConsumerBinding', {}, 'invalidParameter'],
  ])('refuses %s', (_what, className, values, status) => {
    expect(() => testHost().create(className, values, namespace)).toThrow(expect.objectContaining({ status }))
  })
})
