import { type CimClass, CimError, type CimInstance, type CimValue, propertyValue } from 'wmctl'
import { makeInstance, withValues } from '../instance/make-instance.js'
import { type AddressRow, family, interfacesOf } from '../seed/ip-addresses.js'
import type { HostMethod, HostProvider } from './host-provider.js'
import { booleanInput, numberInput, textInput } from './inputs.js'
import { isHostAddress, isIpv6Address } from './ip-address.js'
import { interfaceOf, type NetworkInterface } from './network-interface.js'
import { writableChanges } from './refusal.js'
import { arrayOutput, returns } from './result.js'
import { pathTo, standardCimv2, textOf } from './store.js'

/**
 * MSFT_NetIPAddress, since Windows 8 and Server 2012: created by Create, changed by Put, deleted as an instance. IPv4 addresses
 * are those of Win32_NetworkAdapterConfiguration, see `mirrorAddresses`.
 */
export const msftNetIpAddress: HostProvider = {
  namespace: standardCimv2,
  className: 'MSFT_NetIPAddress',
  *seed(machine, declaration) {
    for (const { addresses, ...at } of interfacesOf(machine.facts)) {
      for (const row of addresses) yield netIpAddress(declaration, at, row)
    }
  },
  create() {
    throw new CimError('notSupported', 'MSFT_NetIPAddress instances come to be through its method Create')
  },
  modify(_machine, context, current, properties) {
    const changes = writableChanges(current, properties, writable)
    if (Object.keys(changes).length === 0) return current
    if (propertyValue(current, 'PrefixOrigin') === prefixOrigin.dhcp) {
      throw new CimError('invalidParameter', 'Inconsistent parameters PolicyStore PersistentStore and Dhcp Enabled')
    }
    const prefixLength = changes['PrefixLength']
    if (prefixLength !== undefined) checkPrefixLength(Number(prefixLength), Number(propertyValue(current, 'AddressFamily')))
    return withValues(context.class, current, changes)
  },
  delete(_machine, _context, current) {
    if (propertyValue(current, 'PrefixOrigin') !== prefixOrigin.wellKnown) return
    throw new CimError('accessDenied', `${textOf(current, 'IPAddress')} belongs to Windows`)
  },
  methods: { Create: create },
}

/** An address as the class shows it, in the active store. */
export function netIpAddress(
  declaration: CimClass,
  { index, alias }: NetworkInterface,
  { address, prefixLength, origin }: AddressRow,
): CimInstance {
  const isV4 = !address.includes(':')
  const name = addressKey(address, index)
  return makeInstance(declaration, {
    Name: name,
    InstanceID: name,
    CreationClassName: '',
    SystemCreationClassName: '',
    SystemName: '',
    InterfaceIndex: index,
    InterfaceAlias: alias,
    IPAddress: address,
    IPv4Address: isV4 ? address : null,
    IPv6Address: isV4 ? null : address,
    AddressFamily: isV4 ? family.ipv4 : family.ipv6,
    ProtocolIFType: isV4 ? 4096 : 4097,
    PrefixLength: prefixLength,
    Type: 1,
    Store: 1,
    PrefixOrigin: prefixOrigin[origin],
    SuffixOrigin: origin === 'wellKnown' && address.startsWith('fe80') ? 4 : prefixOrigin[origin],
    AddressState: 4,
    ValidLifetime: forever,
    PreferredLifetime: forever,
    SkipAsSource: false,
    AddressOrigin: 0,
    EnabledDefault: 2,
    RequestedState: 12,
    TransitioningToState: 12,
  })
}

/** What Windows calls an address: `10.0.0.1++12++1++1`, each character ten further on. */
function addressKey(address: string, interfaceIndex: number): string {
  const plain = `${address}++${interfaceIndex}++1++1`
  return Array.from(plain, (character) => String.fromCharCode(character.charCodeAt(0) + 10)).join('')
}

/** Values of MSFT_NetIPAddress.PrefixOrigin. */
export const prefixOrigin = { manual: 1, wellKnown: 2, dhcp: 3 } as const

/** The longest interval there is. */
const forever: CimValue = { kind: 'interval', dmtf: '99999999235959.999999:000' }

/** What Set-NetIPAddress writes, by ModifyInstance. */
const writable = ['PreferredLifetime', 'PrefixLength', 'SkipAsSource', 'ValidLifetime']

function create({ context, inputs }: Parameters<HostMethod>[0]): ReturnType<HostMethod> {
  const at = interfaceOf(context, { index: numberInput(inputs, 'InterfaceIndex'), alias: textInput(inputs, 'InterfaceAlias') })
  const address = textInput(inputs, 'IPAddress') ?? ''
  const isV6 = isIpv6Address(address)
  if (!isV6 && !isHostAddress(address))
    throw new CimError('invalidParameter', `'${address}' is no address that an interface can have`)
  const addressFamily = isV6 ? family.ipv6 : family.ipv4
  const wanted = numberInput(inputs, 'AddressFamily') ?? addressFamily
  if (wanted !== addressFamily) throw new CimError('invalidParameter', `'${address}' is not of address family ${wanted}`)
  const prefixLength = numberInput(inputs, 'PrefixLength') ?? (isV6 ? 128 : 32)
  checkPrefixLength(prefixLength, addressFamily)
  const gateway = textInput(inputs, 'DefaultGateway')
  if (gateway !== undefined && !isHostAddress(gateway) && !isIpv6Address(gateway)) {
    throw new CimError('invalidParameter', `'${gateway}' is no address of a gateway`)
  }
  for (const other of context.repository.list(standardCimv2, 'MSFT_NetIPAddress')) {
    if (textOf(other, 'IPAddress').toLowerCase() === address.toLowerCase()) {
      throw new CimError(
        'alreadyExists',
        `Instance MSFT_NetIPAddress already exists: ${address} on ${textOf(other, 'InterfaceAlias')}`,
      )
    }
  }
  const created = withValues(context.class, netIpAddress(context.class, at, { address, prefixLength, origin: 'manual' }), {
    SkipAsSource: booleanInput(inputs, 'SkipAsSource') ?? false,
  })
  // A static address ends DHCP: what it had given goes.
  for (const other of context.repository.list(standardCimv2, 'MSFT_NetIPAddress')) {
    const leased = propertyValue(other, 'PrefixOrigin') === prefixOrigin.dhcp
    if (leased && propertyValue(other, 'InterfaceIndex') === at.index && !isV6) {
      context.repository.remove(addressPath(textOf(other, 'Name')))
    }
  }
  context.repository.put(standardCimv2, created)
  return returns(0, arrayOutput('CmdletOutput', 'instance', [created]))
}

function checkPrefixLength(prefixLength: number, addressFamily: number): void {
  const longest = addressFamily === family.ipv6 ? 128 : 32
  if (prefixLength < 1 || prefixLength > longest) {
    throw new CimError('invalidParameter', `PrefixLength is 1 to ${longest}, not ${prefixLength}`)
  }
}

/** The path of an address by the name Windows gives it. */
export function addressPath(name: string): ReturnType<typeof pathTo> {
  return pathTo(standardCimv2, 'MSFT_NetIPAddress', {
    SystemCreationClassName: '',
    SystemName: '',
    CreationClassName: '',
    Name: name,
  })
}
