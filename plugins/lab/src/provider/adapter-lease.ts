import { type CimValue, cimDateTime } from 'wmctl'

const leaseTime = 8 * 86_400_000

/** What DHCP leaves in the configuration of an adapter. */
export function leaseOf(server: string, now: number): Record<string, CimValue> {
  return { DHCPServer: server, DHCPLeaseObtained: cimDateTime(now), DHCPLeaseExpires: cimDateTime(now + leaseTime) }
}

export const noLease: Record<string, CimValue> = { DHCPServer: null, DHCPLeaseObtained: null, DHCPLeaseExpires: null }
