import { type CimClass, CimError, type CimInstance } from 'wmctl'
import { makeInstance } from '../instance/make-instance.js'
import { type AdapterRow, adaptersOf } from '../seed/network.js'
import { leaseOf } from './adapter-lease.js'
import { adapterMethods } from './adapter-methods.js'
import type { HostProvider } from './host-provider.js'
import type { Machine } from './machine.js'
import { changedProperties } from './refusal.js'
import { cimv2 } from './store.js'

/** Win32_NetworkAdapterConfiguration: written by its methods alone. */
export const win32NetworkAdapterConfiguration: HostProvider = {
  namespace: cimv2,
  className: 'Win32_NetworkAdapterConfiguration',
  *seed(machine, declaration, context) {
    for (const adapter of adaptersOf(machine.facts)) yield configuration(machine, declaration, adapter, context.now())
  },
  create: refuse,
  modify(_machine, _context, current, properties) {
    return changedProperties(current, properties).length === 0 ? current : refuse()
  },
  delete: refuse,
  methods: adapterMethods,
}

function refuse(): never {
  throw new CimError('providerNotCapable', 'Win32_NetworkAdapterConfiguration is written by its methods')
}

function configuration(machine: Machine, declaration: CimClass, adapter: AdapterRow, now: number): CimInstance {
  const { facts } = machine
  const shared = {
    Index: adapter.index,
    InterfaceIndex: adapter.interfaceIndex,
    Caption: `[${String(adapter.index).padStart(8, '0')}] ${adapter.name}`,
    Description: adapter.name,
    ServiceName: adapter.service,
    SettingID: adapter.guid,
    DHCPEnabled: adapter.dhcp,
    IPEnabled: adapter.ip !== undefined,
  }
  if (adapter.ip === undefined) return makeInstance(declaration, shared)
  return makeInstance(declaration, {
    ...shared,
    ...(adapter.dhcp ? leaseOf(adapter.gateway, now) : {}),
    IPAddress: [adapter.ip],
    IPSubnet: ['255.255.255.0'],
    DefaultIPGateway: adapter.gateway === '' ? null : [adapter.gateway],
    GatewayCostMetric: adapter.gateway === '' ? null : [256],
    DNSServerSearchOrder: adapter.dnsServers.length === 0 ? null : [...adapter.dnsServers],
    DNSHostName: facts.name,
    DNSDomain: facts.domain ?? null,
    DNSDomainSuffixSearchOrder: facts.domain === undefined ? [] : [facts.domain],
    DNSEnabledForWINSResolution: false,
    DomainDNSRegistrationEnabled: false,
    FullDNSRegistrationEnabled: true,
    IPConnectionMetric: 15,
    IPFilterSecurityEnabled: false,
    MACAddress: adapter.mac ?? null,
    TcpipNetbiosOptions: 0,
    WINSEnableLMHostsLookup: true,
    WINSScopeID: '',
    DatabasePath: '%SystemRoot%\\System32\\drivers\\etc',
  })
}
