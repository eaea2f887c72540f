import type { LabHost } from '@wmctl/lab'
import { type CimInstance, propertyValue } from '../../../../src/cim/value.js'
import { type AdapterCase, textOnHost } from './adapter-case.js'

export const win32NetworkAdapterConfiguration: AdapterCase = {
  sets: [
    {
      key: { Index: 1 },
      properties: {
        DHCPEnabled: [false, 'true'],
        IPAddress: [['10.20.1.50', '10.20.1.51'], '10.20.1.99,10.20.1.98'],
        IPSubnet: [['255.255.255.0', '255.255.255.0'], '255.255.0.0,255.255.0.0'],
        DefaultIPGateway: [['10.20.1.1'], '10.20.1.9'],
        GatewayCostMetric: [[5], '256'],
        IPConnectionMetric: [20, '15'],
        DNSServerSearchOrder: [['10.20.0.1', '10.20.0.2'], '10.20.0.2,10.20.0.1'],
        DNSDomain: ['corp.example', 'other.example'],
        FullDNSRegistrationEnabled: [false, 'true'],
        DomainDNSRegistrationEnabled: [true, 'false'],
        DNSDomainSuffixSearchOrder: [['corp.example', 'example'], 'example,corp.example'],
        WINSPrimaryServer: ['10.20.0.5', '10.20.0.6'],
        WINSSecondaryServer: ['10.20.0.7', '10.20.0.8'],
        DNSEnabledForWINSResolution: [true, 'false'],
        WINSEnableLMHostsLookup: [false, 'true'],
        WINSHostLookupFile: ['C:\\Windows\\lmhosts', 'C:\\Temp\\lmhosts'],
        WINSScopeID: ['operations', 'other'],
        TcpipNetbiosOptions: [2, '0'],
      },
    },
    { key: { Index: 1 }, properties: { DHCPEnabled: [true, 'false'] } },
  ],
  missing: { Index: 99 },
}

const forEver = 'P99999999DT23H59M59.999999S'
const day = '00000001000000.000000:000'

export const msftNetIpAddress: AdapterCase = {
  since: '2012r2',
  sets: [
    {
      key: ethernet,
      properties: {
        PrefixLength: [24, '16'],
        SkipAsSource: [false, 'true'],
        ValidLifetime: [forEver, day],
        PreferredLifetime: [forEver, day],
      },
    },
    {
      key: ethernet,
      action: 'replace',
      properties: { PrefixLength: [24, '16'], Type: ['Unicast', '2'] },
      together: ['PrefixLength', 'Type'],
    },
  ],
  lives: [
    {
      key: { InterfaceAlias: 'Ethernet', IPAddress: '10.99.0.5' },
      properties: { PrefixLength: 24, SkipAsSource: true },
    },
    {
      key: { InterfaceAlias: 'Ethernet', IPAddress: 'fd00::5' },
      properties: { PrefixLength: 64 },
    },
  ],
}

function ethernet(host: LabHost) {
  const isOwn = (one: CimInstance): boolean =>
    propertyValue(one, 'InterfaceAlias') === 'Ethernet' && propertyValue(one, 'AddressFamily') === 2
  const address = textOnHost(host, ['root/standardcimv2', 'MSFT_NetIPAddress'], 'IPAddress', isOwn)
  return { InterfaceAlias: 'Ethernet', IPAddress: address }
}

export const msftDnsClientServerAddress: AdapterCase = {
  since: '2012r2',
  sets: [
    {
      key: { InterfaceAlias: 'Ethernet', AddressFamily: 2 },
      properties: { ServerAddresses: [['10.20.0.1', '10.20.0.2'], '10.20.0.2,10.20.0.1'] },
    },
  ],
  missing: { InterfaceAlias: 'Ethernet 9', AddressFamily: 2 },
}

export const msftNetFirewallRule: AdapterCase = {
  since: '2012r2',
  sets: [
    {
      key: { InstanceID: 'CoreNet-DHCP-In' },
      properties: {
        Enabled: [2, '1'],
        Action: [4, '2'],
        Profiles: [['Domain', 'Private'], '0'],
        Direction: [1, '2'],
        DisplayName: ['DHCP in', 'Other'],
        Description: ['Answers of DHCP servers', 'Other'],
        EdgeTraversalPolicy: [1, '0'],
      },
    },
    {
      key: {
        CreationClassName: 'MSFT|FW|FirewallRule|CoreNet-DHCP-In',
        PolicyRuleName: '',
        SystemCreationClassName: '',
        SystemName: '',
      },
      properties: { Enabled: [2, '1'] },
    },
  ],
  missing: { InstanceID: 'Shop-In' },
}
