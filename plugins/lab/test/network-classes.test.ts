import { describe, expect, it } from 'vitest'
import { type CimInstance, type CimValue, propertyValue } from 'wmctl'
import { textOf } from '../src/provider/store.js'
import { type TestHost, testHost } from './lab-host.js'

const namespace = 'root/standardcimv2'

function addresses(host: TestHost, alias = 'Ethernet'): readonly CimInstance[] {
  return [...host.objects.query(namespace, `SELECT * FROM MSFT_NetIPAddress WHERE InterfaceAlias = '${alias}'`)]
}

function address(host: TestHost, text: string): CimInstance {
  const found = [...host.objects.query(namespace, `SELECT * FROM MSFT_NetIPAddress WHERE IPAddress = '${text}'`)]
  return found[0] ?? expect.unreachable()
}

function create(host: TestHost, inputs: Record<string, CimValue>): CimValue {
  return host.call('MSFT_NetIPAddress', 'Create', { inputs, namespace }).code
}

function configuration(host: TestHost, property: string): CimValue {
  return host.value('Win32_NetworkAdapterConfiguration', { Index: 1 }, property)
}

/** A host whose first adapter has DHCP, or has not. */
function hostWithDhcp(dhcp: boolean): TestHost {
  for (let index = 0; index < 60; index += 1) {
    const host = testHost({ index })
    if (configuration(host, 'DHCPEnabled') === dhcp) return host
  }
  return expect.unreachable()
}

describe('MSFT_NetIPAddress', () => {
  it('names addresses as Windows does', () => {
    // Recorded: the address 10.76.51.18 of interface 5.
    const host = testHost()
    expect(create(host, { InterfaceAlias: 'Ethernet', IPAddress: '10.76.51.18', PrefixLength: 24 })).toBe(0)
    expect(propertyValue(address(host, '10.76.51.18'), 'Name')).toBe(';:8A@8?;8;B55;<55;55;')
  })

  it('is created, changed by Put and deleted, and the adapter configuration shows it', () => {
    const host = hostWithDhcp(false)
    const before = configuration(host, 'IPAddress') as readonly string[]
    expect(create(host, { InterfaceAlias: 'ethernet', IPAddress: '10.9.8.7', PrefixLength: 24, SkipAsSource: true })).toBe(0)
    expect(configuration(host, 'IPAddress')).toEqual([...before, '10.9.8.7'])
    const path = host.objects.pathOf(address(host, '10.9.8.7'))
    host.objects.modify(path, [{ name: 'PrefixLength', type: 'uint8', array: false, value: 16 }])
    expect(configuration(host, 'IPSubnet')).toEqual(['255.255.255.0', '255.255.0.0'])
    expect(propertyValue(address(host, '10.9.8.7'), 'SkipAsSource')).toBe(true)
    host.objects.delete(path)
    expect(configuration(host, 'IPAddress')).toEqual(before)
  })

  it('shows what the adapter configuration is told', () => {
    const host = hostWithDhcp(true)
    const inputs = { IPAddress: ['10.1.1.1', '10.1.1.2'], SubnetMask: ['255.255.255.0', '255.255.255.128'] }
    expect(host.call('Win32_NetworkAdapterConfiguration', 'EnableStatic', { keys: { Index: 1 }, inputs }).code).toBe(0)
    const shown = addresses(host).filter((each) => propertyValue(each, 'AddressFamily') === 2)
    expect(shown.map((each) => ['IPAddress', 'PrefixLength', 'PrefixOrigin'].map((name) => propertyValue(each, name)))).toEqual([
      ['10.1.1.1', 24, 1],
      ['10.1.1.2', 25, 1],
    ])
  })

  it('ends DHCP when a static address comes', () => {
    const host = hostWithDhcp(true)
    const leased = String((configuration(host, 'IPAddress') as readonly string[])[0])
    const path = host.objects.pathOf(address(host, leased))
    expect(() => host.objects.modify(path, [{ name: 'PrefixLength', type: 'uint8', array: false, value: 16 }])).toThrow(
      /Inconsistent parameters PolicyStore PersistentStore and Dhcp Enabled/,
    )
    expect(create(host, { InterfaceIndex: 12, IPAddress: '10.9.8.7', PrefixLength: 24 })).toBe(0)
    expect(configuration(host, 'DHCPEnabled')).toBe(false)
    expect(configuration(host, 'DHCPServer')).toBeNull()
    expect(configuration(host, 'IPAddress')).toEqual(['10.9.8.7'])
  })

  it('takes IPv6 addresses', () => {
    const host = testHost()
    expect(create(host, { InterfaceAlias: 'Ethernet', IPAddress: '2001:db8::7', PrefixLength: 64 })).toBe(0)
    expect(propertyValue(address(host, '2001:db8::7'), 'AddressFamily')).toBe(23)
    expect(addresses(host).some((each) => textOf(each, 'IPAddress').startsWith('fe80::'))).toBe(true)
  })

  it.each([
    [{ IPAddress: '10.0.0.300' }, 'invalidParameter'],
    [{ IPAddress: '0.0.0.0' }, 'invalidParameter'],
    [{ IPAddress: '224.0.0.1' }, 'invalidParameter'],
    [{ IPAddress: '2001:db8:::7' }, 'invalidParameter'],
    [{ IPAddress: '2001:db8::7', AddressFamily: 2 }, 'invalidParameter'],
    [{ IPAddress: '10.9.8.7', PrefixLength: 33 }, 'invalidParameter'],
    [{ IPAddress: '10.9.8.7', PrefixLength: 0 }, 'invalidParameter'],
    [{ IPAddress: '10.9.8.7', DefaultGateway: 'router' }, 'invalidParameter'],
    [{ IPAddress: '127.0.0.1' }, 'invalidParameter'],
    [{ IPAddress: '10.9.8.7', InterfaceAlias: 'Wi-Fi' }, 'notFound'],
    [{ IPAddress: '10.9.8.7', InterfaceIndex: 99 }, 'notFound'],
  ])('Create(%j) → %s', (inputs, status) => {
    expect(() => create(testHost(), { InterfaceAlias: 'Ethernet', ...inputs })).toThrow(expect.objectContaining({ status }))
  })

  it('refuses an address that is there, one without interface, and to touch those of Windows', () => {
    const host = testHost()
    const own = String((configuration(host, 'IPAddress') as readonly string[])[0])
    expect(() => create(host, { InterfaceAlias: 'Ethernet', IPAddress: own })).toThrow(/MSFT_NetIPAddress already exists/)
    expect(() => create(host, { IPAddress: '10.9.8.7' })).toThrow(/InterfaceIndex or InterfaceAlias/)
    expect(() => host.objects.delete(host.objects.pathOf(address(host, '127.0.0.1')))).toThrow(
      expect.objectContaining({ status: 'accessDenied' }),
    )
  })
})

describe('MSFT_DNSClientServerAddress', () => {
  const keys = { Name: '12', SystemCreationClassName: '', SystemName: '2', CreationClassName: '' }
  const put = (host: TestHost, servers: CimValue, more: Record<string, string> = {}) =>
    host.put('MSFT_DNSClientServerAddress', { ...keys, ...more }, { ServerAddresses: servers }, namespace)

  it('is put for each family, and the adapter configuration shows those of IPv4', () => {
    const host = testHost()
    put(host, ['10.1.0.1', '10.1.0.2'])
    expect(configuration(host, 'DNSServerSearchOrder')).toEqual(['10.1.0.1', '10.1.0.2'])
    put(host, ['2001:db8::53'], { SystemName: '23' })
    expect(configuration(host, 'DNSServerSearchOrder')).toEqual(['10.1.0.1', '10.1.0.2'])
    const inputs = { DNSServerSearchOrder: ['10.3.0.3'] }
    host.call('Win32_NetworkAdapterConfiguration', 'SetDNSServerSearchOrder', { keys: { Index: 1 }, inputs })
    expect(host.value('MSFT_DNSClientServerAddress', keys, 'ServerAddresses', namespace)).toEqual(['10.3.0.3'])
    host.call('Win32_NetworkAdapterConfiguration', 'SetDNSServerSearchOrder', { keys: { Index: 1 } })
    expect(host.value('MSFT_DNSClientServerAddress', keys, 'ServerAddresses', namespace)).toEqual([])
  })

  it.each([[['10.1.0.300']], [['2001:db8::53']], [['dns.example']], [[]], [null]])('refuses %j', (servers) => {
    expect(() => put(testHost(), servers)).toThrow(expect.objectContaining({ status: 'invalidParameter' }))
  })

  it('goes by the name of the connection', () => {
    const host = testHost()
    host.put('Win32_NetworkAdapter', { DeviceID: '1' }, { NetConnectionID: 'Production' })
    expect(host.value('MSFT_DNSClientServerAddress', keys, 'InterfaceAlias', namespace)).toBe('Production')
    expect(addresses(host, 'Production').length).toBeGreaterThan(1)
    expect(create(host, { InterfaceAlias: 'Production', IPAddress: '10.9.8.7' })).toBe(0)
  })

  it('is not there before Server 2012', () => {
    expect(() => testHost({ profile: '2008r2' }).objects.enumerate(namespace, 'MSFT_DNSClientServerAddress')).toThrow(
      expect.objectContaining({ status: 'invalidNamespace' }),
    )
  })
})
