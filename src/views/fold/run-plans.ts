import type { EngineEvent } from '../../engine/events.js'
import type { HostPlan, PlannedResource } from '../../engine/plan.js'

export interface RunPlans {
  event(event: EngineEvent): void
}

/**
 * The plans a run tells of, each once: those that were made, and for hosts that are applied from a saved plan the changes
 * that were begun. Holds those of the hosts in flight.
 */
export function createRunPlans(add: (plan: HostPlan) => void): RunPlans {
  const planned = new Set<string>()
  const begun = new Map<string, PlannedResource[]>()
  return {
    event(event) {
      if (event.type === 'host-planned') {
        planned.add(event.plan.host)
        add(event.plan)
      } else if (event.type === 'change-started' && !planned.has(event.resource.address.host)) {
        const { host } = event.resource.address
        const known = begun.get(host)
        if (known === undefined) begun.set(host, [event.resource])
        else known.push(event.resource)
      } else if (event.type === 'host-completed') {
        const resources = begun.get(event.host)
        begun.delete(event.host)
        if (resources !== undefined) add({ state: 'planned', host: event.host, resources, failed: [] })
      }
    },
  }
}
