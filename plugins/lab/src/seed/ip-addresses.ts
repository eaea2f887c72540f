import type { HostFacts } from './host-facts.js'
import { adaptersOf } from './network.js'

/** Values of MSFT_NetIPAddress.AddressFamily. */
export const family = { ipv4: 2, ipv6: 23 } as const

export interface InterfaceRow {
  readonly index: number
  readonly alias: string
  readonly dhcp: boolean
  readonly dnsServers: readonly string[]
  readonly addresses: readonly AddressRow[]
}

export interface AddressRow {
  readonly address: string
  readonly prefixLength: number
  readonly origin: 'manual' | 'dhcp' | 'wellKnown'
}

/** The interfaces with IP that a host starts with, the loopback one first. */
export function interfacesOf(facts: HostFacts): readonly InterfaceRow[] {
  const loopback: InterfaceRow = {
    index: 1,
    alias: 'Loopback Pseudo-Interface 1',
    dhcp: false,
    dnsServers: [],
    addresses: [
      { address: '127.0.0.1', prefixLength: 8, origin: 'wellKnown' },
      { address: '::1', prefixLength: 128, origin: 'wellKnown' },
    ],
  }
  const adapters = adaptersOf(facts).flatMap((adapter): InterfaceRow[] => {
    const { ip, mac, connection, interfaceIndex: index, dhcp, dnsServers } = adapter
    if (ip === undefined || mac === undefined || connection === undefined) return []
    const addresses: AddressRow[] = [
      { address: ip, prefixLength: 24, origin: dhcp ? 'dhcp' : 'manual' },
      { address: `${linkLocal(mac)}%${index}`, prefixLength: 64, origin: 'wellKnown' },
    ]
    return [{ index, alias: connection, dhcp, dnsServers, addresses }]
  })
  return [loopback, ...adapters]
}

/** The address that follows from a MAC address ([RFC 4291] 2.5.1). */
function linkLocal(mac: string): string {
  const bytes = mac.split(':').map((byte) => Number.parseInt(byte, 16))
  const [first = 0, ...rest] = bytes
  const whole = [first ^ 2, ...rest.slice(0, 2), 0xff, 0xfe, ...rest.slice(2)]
  const groups = [0, 2, 4, 6].map((at) => (((whole[at] ?? 0) << 8) | (whole[at + 1] ?? 0)).toString(16))
  return `fe80::${groups.join(':')}`
}
