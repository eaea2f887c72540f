import type { HostFacts } from './host-facts.js'

export interface AdapterRow {
  readonly index: number
  readonly interfaceIndex: number
  readonly name: string
  readonly connection: string | undefined
  readonly service: string
  readonly mac: string | undefined
  readonly guid: string
  readonly ip: string | undefined
  readonly gateway: string
  readonly dhcp: boolean
  readonly dnsServers: readonly string[]
}

/** The network adapters a host starts with; the first with an address is the one it is reached by. */
export function adaptersOf(facts: HostFacts): readonly AdapterRow[] {
  const random = facts.random('network')
  const octets = facts.address.split('.')
  const gateway = `${octets.slice(0, 3).join('.')}.1`
  const dnsServers = random.chance(0.85) ? ['10.20.0.10', '10.20.0.11'] : ['10.20.0.10', '8.8.8.8']
  const physical = random.chance(0.6) ? 'Microsoft Hyper-V Network Adapter' : 'vmxnet3 Ethernet Adapter'
  const mac = (): string => `00:15:5D:${random.hex(2)}:${random.hex(2)}:${random.hex(2)}`
  const adapters: AdapterRow[] = [
    {
      index: 0,
      interfaceIndex: 2,
      name: 'Microsoft Kernel Debug Network Adapter',
      connection: undefined,
      service: 'kdnic',
      mac: undefined,
      guid: random.guid(),
      ip: undefined,
      gateway,
      dhcp: true,
      dnsServers: [],
    },
    {
      index: 1,
      interfaceIndex: 12,
      name: physical,
      connection: 'Ethernet',
      service: physical.startsWith('vmx') ? 'vmxnet3ndis6' : 'netvsc',
      mac: mac(),
      guid: random.guid(),
      ip: facts.address,
      gateway,
      dhcp: random.chance(0.2),
      dnsServers,
    },
  ]
  if (facts.role === 'sql' || facts.role === 'file') {
    const storage = `192.168.${octets[2]}.${octets[3]}`
    adapters.push({
      index: 2,
      interfaceIndex: 15,
      name: `${physical} #2`,
      connection: 'Storage',
      service: adapters[1]?.service ?? 'netvsc',
      mac: mac(),
      guid: random.guid(),
      ip: storage,
      gateway: '',
      dhcp: false,
      dnsServers: [],
    })
  }
  return adapters
}
