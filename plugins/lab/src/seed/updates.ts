import { buildNumber } from '../profile/product-version.js'
import type { HostFacts } from './host-facts.js'

export interface UpdateRow {
  readonly id: string
  readonly description: 'Security Update' | 'Update' | 'Hotfix'
  /** Milliseconds since the epoch. */
  readonly installed: number
}

/** The updates a host has: those of its release, with gaps where somebody forgot to patch. */
export function updatesOf(facts: HostFacts): readonly UpdateRow[] {
  const random = facts.random('updates')
  const ids = updateIds[buildNumber(facts.profile)] ?? []
  return ids
    .filter((_id, index) => index < 2 || random.chance(0.75))
    .map((id, index) => ({
      id,
      description: index % 3 === 2 ? 'Update' : 'Security Update',
      installed: facts.installed + (index + 1) * 30 * 86_400_000,
    }))
}

const updateIds: Readonly<Record<number, readonly string[]>> = {
  3790: ['KB914961', 'KB925876', 'KB936357', 'KB958644'],
  7601: ['KB976902', 'KB2534111', 'KB2999226', 'KB4019990', 'KB4474419', 'KB4490628', 'KB4534310'],
  9600: ['KB2919355', 'KB2919442', 'KB2999226', 'KB3000850', 'KB3173424', 'KB4486105', 'KB5020010', 'KB5029915'],
  14393: ['KB3192137', 'KB4049065', 'KB4486129', 'KB5011570', 'KB5023697', 'KB5034862', 'KB5035962'],
  17763: ['KB4470788', 'KB4480056', 'KB4577667', 'KB5005112', 'KB5022511', 'KB5034127', 'KB5035849'],
  20348: ['KB5004330', 'KB5008882', 'KB5012170', 'KB5022507', 'KB5034613', 'KB5035857', 'KB5037781'],
  26100: ['KB5037853', 'KB5043080', 'KB5044284', 'KB5045934'],
}
