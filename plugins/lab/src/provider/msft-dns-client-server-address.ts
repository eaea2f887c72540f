import { type CimClass, CimError, type CimInstance, type CimValue, propertyValue } from 'wmctl'
import { makeInstance, withValues } from '../instance/make-instance.js'
import { family, interfacesOf } from '../seed/ip-addresses.js'
import type { HostProvider } from './host-provider.js'
import { isHostAddress, isIpv6Address } from './ip-address.js'
import type { NetworkInterface } from './network-interface.js'
import { writableChanges } from './refusal.js'
import { pathTo, standardCimv2 } from './store.js'

/**
 * MSFT_DNSClientServerAddress, since Windows 8 and Server 2012: one for each interface and address family, changed by Put. Those
 * of IPv4 are Win32_NetworkAdapterConfiguration.DNSServerSearchOrder, see `mirrorAddresses`.
 */
export const msftDnsClientServerAddress: HostProvider = {
  namespace: standardCimv2,
  className: 'MSFT_DNSClientServerAddress',
  *seed(machine, declaration) {
    for (const { dnsServers, ...at } of interfacesOf(machine.facts)) {
      yield dnsServerAddress(declaration, at, family.ipv4, dnsServers)
      yield dnsServerAddress(declaration, at, family.ipv6, [])
    }
  },
  create: () => refuse(),
  modify(_machine, context, current, properties) {
    const changes = writableChanges(current, properties, ['ServerAddresses'])
    if (Object.keys(changes).length === 0) return current
    const servers = changes['ServerAddresses'] ?? null
    checkServers(servers, Number(propertyValue(current, 'AddressFamily')))
    return withValues(context.class, current, changes)
  },
  delete: () => refuse(),
}

/** As Windows names them: Name is the index of the interface, SystemName the address family. */
export function dnsServerPath(interfaceIndex: number, addressFamily: number): ReturnType<typeof pathTo> {
  return pathTo(standardCimv2, 'MSFT_DNSClientServerAddress', {
    Name: String(interfaceIndex),
    SystemCreationClassName: '',
    SystemName: String(addressFamily),
    CreationClassName: '',
  })
}

function dnsServerAddress(
  declaration: CimClass,
  { index, alias }: NetworkInterface,
  addressFamily: number,
  servers: readonly string[],
): CimInstance {
  return makeInstance(declaration, {
    Name: String(index),
    SystemCreationClassName: '',
    SystemName: String(addressFamily),
    CreationClassName: '',
    ElementName: alias,
    InterfaceIndex: index,
    InterfaceAlias: alias,
    AddressFamily: addressFamily,
    ServerAddresses: [...servers],
    AccessContext: 3,
  })
}

function refuse(): never {
  throw new CimError('notSupported', 'MSFT_DNSClientServerAddress comes and goes with its interface')
}

function checkServers(servers: CimValue, addressFamily: number): void {
  const list = Array.isArray(servers) ? (servers as readonly string[]) : []
  if (list.length === 0) throw new CimError('invalidParameter', 'ServerAddresses needs an address')
  const fits = addressFamily === family.ipv6 ? isIpv6Address : isServerAddress
  const wrong = list.find((server) => !fits(server))
  if (wrong !== undefined) {
    throw new CimError(
      'invalidParameter',
      `'${wrong}' is no ${addressFamily === family.ipv6 ? 'IPv6' : 'IPv4'} address of a DNS server`,
    )
  }
}

/** A host may be its own DNS server. */
function isServerAddress(text: string): boolean {
  return isHostAddress(text) || text === '127.0.0.1'
}
