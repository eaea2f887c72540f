import { type CimInstance, type CimValue, propertyValue } from 'wmctl'
import { withValues } from '../instance/make-instance.js'
import { adapterCode } from './adapter-codes.js'
import { leaseOf, noLease } from './adapter-lease.js'
import { tuningMethods } from './adapter-tuning.js'
import type { HostMethod, MethodCallOnHost } from './host-provider.js'
import { booleanInput, numberInput, numbersInput, textInput, textsInput } from './inputs.js'
import { isHostAddress, isSubnetMask, parseIpv4 } from './ip-address.js'
import { returns } from './result.js'
import { cimv2 } from './store.js'

/** Methods that act on one adapter, and the code each refuses with; those for the whole host are in the tuning table. */
export const adapterMethods: Readonly<Record<string, HostMethod>> = {
  ...tuningMethods,
  EnableStatic: onAdapter(({ inputs }) => {
    const addresses = textsInput(inputs, 'IPAddress') ?? []
    const masks = textsInput(inputs, 'SubnetMask') ?? []
    if (addresses.length === 0 || addresses.length !== masks.length) return adapterCode.invalidParameter
    if (!addresses.every(isHostAddress)) return adapterCode.invalidIpAddress
    if (!masks.every(isSubnetMask)) return adapterCode.invalidSubnetMask
    return { IPAddress: addresses, IPSubnet: masks, DHCPEnabled: false, ...noLease }
  }),
  EnableDHCP: onAdapter(({ context }, current) => {
    const gateway = firstText(propertyValue(current, 'DefaultIPGateway')) ?? '0.0.0.0'
    return { DHCPEnabled: true, ...leaseOf(gateway, context.now()) }
  }),
  RenewDHCPLease: onAdapter(({ context }, current) => {
    if (propertyValue(current, 'DHCPEnabled') !== true) return adapterCode.dhcpNotEnabled
    return leaseOf(firstText(propertyValue(current, 'DefaultIPGateway')) ?? '0.0.0.0', context.now())
  }),
  ReleaseDHCPLease: onAdapter((_call, current) =>
    propertyValue(current, 'DHCPEnabled') === true ? noLease : adapterCode.dhcpNotEnabled,
  ),
  SetGateways: onAdapter(({ inputs }) => {
    const gateways = textsInput(inputs, 'DefaultIPGateway')
    const metrics = numbersInput(inputs, 'GatewayCostMetric')
    if (gateways === undefined || gateways.length === 0) return { DefaultIPGateway: null, GatewayCostMetric: null }
    if (gateways.length > 5) return adapterCode.tooManyGateways
    if (!gateways.every(isHostAddress)) return adapterCode.invalidGateway
    if (metrics !== undefined && metrics.length !== gateways.length) return adapterCode.invalidParameter
    return { DefaultIPGateway: gateways, GatewayCostMetric: metrics ?? gateways.map(() => 256) }
  }),
  SetDNSServerSearchOrder: onAdapter(({ inputs }) => {
    const servers = textsInput(inputs, 'DNSServerSearchOrder')
    if (servers === undefined || servers.length === 0) return { DNSServerSearchOrder: null }
    return servers.every((server) => isHostAddress(server) || server === '127.0.0.1')
      ? { DNSServerSearchOrder: servers }
      : adapterCode.invalidIpAddress
  }),
  SetDNSDomain: onAdapter(({ inputs }) => {
    const domain = textInput(inputs, 'DNSDomain') ?? ''
    return isDomainName(domain) ? { DNSDomain: domain } : adapterCode.invalidDomainName
  }),
  SetDynamicDNSRegistration: onAdapter(({ inputs }) => ({
    FullDNSRegistrationEnabled: booleanInput(inputs, 'FullDNSRegistrationEnabled') ?? true,
    DomainDNSRegistrationEnabled: booleanInput(inputs, 'DomainDNSRegistrationEnabled') ?? false,
  })),
  SetTcpipNetbios: onAdapter(({ inputs }) => {
    const option = numberInput(inputs, 'TcpipNetbiosOptions')
    return option === undefined || option > 2 ? adapterCode.invalidParameter : { TcpipNetbiosOptions: option }
  }),
  SetWINSServer: onAdapter(({ inputs }) => {
    const [primary, secondary] = [textInput(inputs, 'WINSPrimaryServer') ?? '', textInput(inputs, 'WINSSecondaryServer') ?? '']
    if (primary === '' && secondary !== '') return adapterCode.noWinsServer
    if (![primary, secondary].every((server) => server === '' || parseIpv4(server) !== undefined))
      return adapterCode.invalidIpAddress
    return { WINSPrimaryServer: primary === '' ? null : primary, WINSSecondaryServer: secondary === '' ? null : secondary }
  }),
  SetIPConnectionMetric: onAdapter(({ inputs }) => {
    const metric = numberInput(inputs, 'IPConnectionMetric')
    return metric === undefined || metric === 0 || metric > 9999 ? adapterCode.invalidParameter : { IPConnectionMetric: metric }
  }),
}

/** The new values, or the code of a refusal. */
type Decision = number | Readonly<Record<string, CimValue>>

/** A method of an adapter that has IP enabled. */
function onAdapter(decide: (call: MethodCallOnHost, current: CimInstance) => Decision): HostMethod {
  return (call) => {
    const { current, context } = call
    if (current === undefined) return returns(adapterCode.invalidParameter)
    if (propertyValue(current, 'IPEnabled') !== true) return returns(adapterCode.ipNotEnabled)
    const decision = decide(call, current)
    if (typeof decision === 'number') return returns(decision)
    context.repository.put(cimv2, withValues(context.class, current, decision))
    return returns(adapterCode.success)
  }
}

function isDomainName(text: string): boolean {
  return text.length <= 255 && /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i.test(text)
}

function firstText(value: CimValue): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : undefined
  return typeof first === 'string' ? first : undefined
}
