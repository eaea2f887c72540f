import type { CimValue } from 'wmctl'
import { datetime } from '../instance/datetime.js'

const leaseTime = 8 * 86_400_000

/** What DHCP leaves in the configuration of an adapter. */
export function leaseOf(server: string, now: number): Record<string, CimValue> {
  return { DHCPServer: server, DHCPLeaseObtained: datetime(now), DHCPLeaseExpires: datetime(now + leaseTime) }
}

export const noLease: Record<string, CimValue> = { DHCPServer: null, DHCPLeaseObtained: null, DHCPLeaseExpires: null }
