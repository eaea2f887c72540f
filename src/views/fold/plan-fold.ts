import type { FailedResource, HostPlan, PlannedResource } from '../../engine/plan.js'
import { changeKey, isShown } from './change-key.js'
import { createFailureFold, type FoldedFailure } from './failure-fold.js'

/** Changes that exactly these hosts share. */
export interface FoldedGroup {
  readonly hosts: readonly string[]
  readonly changes: readonly PlannedResource[]
}

/** One way a resource failed, on these hosts. */
export interface FoldedResourceFailure {
  readonly resource: FailedResource
  readonly hosts: readonly string[]
}

export interface PlanFold {
  add(plan: HostPlan): void
  /** Most hosts first; within a group in the order of the documents. */
  groups(): readonly FoldedGroup[]
  failedResources(): readonly FoldedResourceFailure[]
  failedHosts(): readonly FoldedFailure[]
}

interface FoldedChange {
  readonly resource: PlannedResource
  readonly hosts: number[]
}

/**
 * Folds the plans of a fleet: each distinct change is kept once with the numbers of its hosts, so memory grows with what
 * there is to say, not with hosts times resources.
 */
export function createPlanFold(options: { readonly equalities: boolean }): PlanFold {
  const names: string[] = []
  const changes = new Map<string, FoldedChange>()
  const resourceFailures = new Map<string, { resource: FailedResource; hosts: number[] }>()
  const hostFailures = createFailureFold()
  const hostsOf = (numbers: readonly number[]): readonly string[] => numbers.map((number) => names[number] ?? '')

  return {
    add(plan) {
      if (plan.state !== 'planned') return hostFailures.add(plan.host, plan.state, plan.failure)
      const host = names.push(plan.host) - 1
      for (const resource of plan.resources) {
        if (!isShown(resource, options)) continue
        const key = changeKey(resource)
        const known = changes.get(key)
        if (known === undefined) changes.set(key, { resource, hosts: [host] })
        else known.hosts.push(host)
      }
      for (const resource of plan.failed) {
        const key = JSON.stringify([resource.address.configuration, resource.address.resource, resource.message, resource.hint])
        const known = resourceFailures.get(key)
        if (known === undefined) resourceFailures.set(key, { resource, hosts: [host] })
        else known.hosts.push(host)
      }
    },
    groups: () => groupByHosts([...changes.values()]).map((group) => ({ ...group, hosts: hostsOf(group.hosts) })),
    failedResources: () => [...resourceFailures.values()].map(({ resource, hosts }) => ({ resource, hosts: hostsOf(hosts) })),
    failedHosts: () => hostFailures.all(),
  }
}

/** Changes of exactly the same hosts belong together: one heading, and a host that differs stands apart. */
function groupByHosts(
  changes: readonly FoldedChange[],
): readonly { hosts: readonly number[]; changes: readonly PlannedResource[] }[] {
  const groups = new Map<string, { hosts: readonly number[]; changes: PlannedResource[] }>()
  for (const change of changes) {
    const key = change.hosts.join(',')
    const known = groups.get(key)
    if (known === undefined) groups.set(key, { hosts: change.hosts, changes: [change.resource] })
    else known.changes.push(change.resource)
  }
  return [...groups.values()].sort((a, b) => b.hosts.length - a.hosts.length || (a.hosts[0] ?? 0) - (b.hosts[0] ?? 0))
}
