import { type CimInstance, type CimValue, propertyValue } from 'wmctl'
import { withValues } from '../instance/make-instance.js'
import { family } from '../seed/ip-addresses.js'
import { noLease } from './adapter-lease.js'
import { maskOf, prefixLengthOf } from './ip-address.js'
import type { Change, MirrorTarget } from './mirror.js'
import { dnsServerPath } from './msft-dns-client-server-address.js'
import { addressPath, netIpAddress, prefixOrigin } from './msft-net-ip-address.js'
import { cimv2, standardCimv2, textOf } from './store.js'

/**
 * IPv4 addresses and DNS servers of an interface are those of its Win32_NetworkAdapterConfiguration, and its alias is the
 * NetConnectionID of its Win32_NetworkAdapter.
 */
export function mirrorAddresses(target: MirrorTarget, { className, now, before }: Change): void {
  const changed = now ?? before
  if (changed === undefined || target.cim.classes.find(standardCimv2, 'MSFT_NetIPAddress') === undefined) return
  switch (className) {
    case 'Win32_NetworkAdapter':
      if (now !== undefined) renameInterface(target, now)
      return
    case 'Win32_NetworkAdapterConfiguration':
      if (now !== undefined) fromConfiguration(target, now)
      return
    default:
      toConfiguration(target, Number(propertyValue(changed, 'InterfaceIndex')))
  }
}

function renameInterface({ cim }: MirrorTarget, adapter: CimInstance): void {
  const alias = textOf(adapter, 'NetConnectionID')
  if (alias === '') return
  for (const className of ['MSFT_NetIPAddress', 'MSFT_DNSClientServerAddress']) {
    const declaration = cim.classes.find(standardCimv2, className)
    for (const instance of cim.store.list(standardCimv2, className)) {
      if (declaration === undefined || propertyValue(instance, 'InterfaceIndex') !== propertyValue(adapter, 'InterfaceIndex'))
        continue
      if (textOf(instance, 'InterfaceAlias') === alias) continue
      cim.store.put(standardCimv2, withValues(declaration, instance, { InterfaceAlias: alias }))
    }
  }
}

/** What the configuration says replaces the IPv4 addresses and DNS servers of the interface. */
function fromConfiguration({ cim }: MirrorTarget, configuration: CimInstance): void {
  const index = Number(propertyValue(configuration, 'InterfaceIndex'))
  const servers = cim.store.get(dnsServerPath(index, family.ipv4))
  const declaration = cim.classes.find(standardCimv2, 'MSFT_NetIPAddress')
  const serverClass = cim.classes.find(standardCimv2, 'MSFT_DNSClientServerAddress')
  if (servers === undefined || declaration === undefined || serverClass === undefined) return
  const wanted = textsOf(propertyValue(configuration, 'DNSServerSearchOrder'))
  if (textsOf(propertyValue(servers, 'ServerAddresses')).join() !== wanted.join()) {
    cim.store.put(standardCimv2, withValues(serverClass, servers, { ServerAddresses: wanted }))
  }
  const addresses = textsOf(propertyValue(configuration, 'IPAddress'))
  const masks = textsOf(propertyValue(configuration, 'IPSubnet'))
  const there = new Map(addressesOf({ cim }, index).map((instance) => [textOf(instance, 'IPAddress'), instance]))
  for (const [address, instance] of there) {
    if (!addresses.includes(address)) cim.store.remove(addressPath(textOf(instance, 'Name')))
  }
  const at = { index, alias: textOf(servers, 'InterfaceAlias') }
  const origin = propertyValue(configuration, 'DHCPEnabled') === true ? 'dhcp' : 'manual'
  for (const [position, address] of addresses.entries()) {
    const row = { address, prefixLength: prefixLengthOf(masks[position] ?? ''), origin } as const
    const fresh = netIpAddress(declaration, at, row)
    const kept = there.get(address)
    const values = {
      PrefixLength: row.prefixLength,
      PrefixOrigin: propertyValue(fresh, 'PrefixOrigin'),
      SuffixOrigin: propertyValue(fresh, 'SuffixOrigin'),
    }
    cim.store.put(standardCimv2, kept === undefined ? fresh : withValues(declaration, kept, values))
  }
}

/** The configuration shows the IPv4 addresses and DNS servers that the interface has. */
function toConfiguration({ cim }: MirrorTarget, index: number): void {
  const declaration = cim.classes.find(cimv2, 'Win32_NetworkAdapterConfiguration')
  const configuration = [...cim.store.list(cimv2, 'Win32_NetworkAdapterConfiguration')].find(
    (each) => propertyValue(each, 'InterfaceIndex') === index,
  )
  const servers = cim.store.get(dnsServerPath(index, family.ipv4))
  if (declaration === undefined || configuration === undefined || servers === undefined) return
  const addresses = addressesOf({ cim }, index)
  const values: Record<string, CimValue> = {
    DNSServerSearchOrder: orNull(textsOf(propertyValue(servers, 'ServerAddresses'))),
    IPAddress: orNull(addresses.map((instance) => textOf(instance, 'IPAddress'))),
    IPSubnet: orNull(addresses.map((instance) => maskOf(Number(propertyValue(instance, 'PrefixLength'))))),
  }
  const isStatic = addresses.some((instance) => propertyValue(instance, 'PrefixOrigin') !== prefixOrigin.dhcp)
  const dhcp = isStatic ? { DHCPEnabled: false, ...noLease } : {}
  cim.store.put(cimv2, withValues(declaration, configuration, { ...values, ...dhcp }))
}

/** The IPv4 addresses of an interface. */
function addressesOf({ cim }: Pick<MirrorTarget, 'cim'>, index: number): readonly CimInstance[] {
  return [...cim.store.list(standardCimv2, 'MSFT_NetIPAddress')].filter(
    (instance) => propertyValue(instance, 'InterfaceIndex') === index && propertyValue(instance, 'AddressFamily') === family.ipv4,
  )
}

function textsOf(value: CimValue): readonly string[] {
  return Array.isArray(value) ? (value as readonly unknown[]).filter((item) => typeof item === 'string') : []
}

function orNull(list: readonly string[]): CimValue {
  return list.length === 0 ? null : list
}
