import { buildNumber } from '../profile/product-version.js'
import type { HostFacts } from './host-facts.js'

/** Whether the Hyper-V role is installed: on the servers of applications and of administrators, some of which run in machines of their own. */
export function hasHyperV({ role, profile }: HostFacts): boolean {
  return (role === 'app' || role === 'mgmt') && buildNumber(profile) >= 9200
}
