import type { Amount, Strategy } from './document.js'
import type { HostPlan } from './plan.js'

/**
 * How a run rolls over its hosts when configurations ask for it with `strategy`. Strategies are per configuration and a host
 * may have several, so the rule is: **a batch holds, of each configuration, at most as many hosts as its `batch` allows**. Hosts
 * keep their order; the first one that does not fit closes the batch, and the next begins when every host of the last has
 * ended. Hosts with nothing to change take no place. When more hosts of a configuration have failed (or become unreachable)
 * in this run than its `maxFailures` allows, those of its hosts that have not begun are skipped; hosts without it go on.
 * Hosts that could not even be planned are no failures of the rollout: the plan has shown them.
 * Percentages are of the hosts the configuration targets in this run.
 */
export interface Rollout {
  /** Names of hosts in the order in which the run gets them. */
  readonly batches: readonly (readonly string[])[]
  readonly strategies: ReadonlyMap<string, ConfigurationRollout>
}

export interface ConfigurationRollout {
  readonly strategy: Strategy
  /** How many hosts of this run the configuration targets. */
  readonly hosts: number
}

export interface RolloutHost {
  readonly name: string
  readonly configurations: readonly string[]
  readonly changes: boolean
}

/** Cuts the hosts into batches. Undefined when no configuration has a strategy: then there is nothing to roll. */
export function planRollout(
  hosts: Iterable<RolloutHost>,
  strategies: ReadonlyMap<string, ConfigurationRollout>,
): Rollout | undefined {
  const asking = [...strategies.values()].some(
    ({ strategy }) => strategy.batch !== undefined || strategy.maxFailures !== undefined,
  )
  if (!asking) return undefined
  const batches: string[][] = []
  let places = new Map<string, number>()
  let batch: string[] | undefined
  for (const host of hosts) {
    const limited = host.changes ? host.configurations.filter((name) => strategies.get(name)?.strategy.batch !== undefined) : []
    const fits = limited.every((name) => (places.get(name) ?? 0) < placesOf(strategies.get(name)))
    if (batch === undefined || !fits) {
      batch = []
      batches.push(batch)
      places = new Map()
    }
    batch.push(host.name)
    for (const name of limited) places.set(name, (places.get(name) ?? 0) + 1)
  }
  return { batches, strategies }
}

/** What a host's plan means for the rollout. */
export function rolloutHostOf(plan: HostPlan): RolloutHost {
  const resources = plan.state === 'planned' ? plan.resources : []
  return {
    name: plan.host,
    configurations: [...new Set(resources.map(({ address }) => address.configuration))],
    changes: resources.some(({ change }) => change.action !== 'none'),
  }
}

/** Counts failed hosts by configuration and says when one has had enough. */
export class FailureThreshold {
  readonly #strategies: ReadonlyMap<string, ConfigurationRollout>
  readonly #failed = new Map<string, number>()

  constructor(strategies: ReadonlyMap<string, ConfigurationRollout>) {
    this.#strategies = strategies
  }

  hostFailed(configurations: Iterable<string>): void {
    for (const name of configurations) this.#failed.set(name, (this.#failed.get(name) ?? 0) + 1)
  }

  /** Why a host with these configurations is not started; undefined when it may be. */
  refusal(configurations: Iterable<string>): string | undefined {
    for (const name of configurations) {
      const rollout = this.#strategies.get(name)
      const limit = rollout?.strategy.maxFailures
      const failed = this.#failed.get(name) ?? 0
      if (rollout === undefined || limit === undefined || !exceeds(failed, limit, rollout.hosts)) continue
      const allowed = 'count' in limit ? `${limit.count}` : `${limit.percent}% of ${rollout.hosts}`
      return `${failed} hosts of configuration '${name}' have failed, and maxFailures is ${allowed}`
    }
    return undefined
  }
}

/** At least one host at a time, else nothing would ever move. */
function placesOf(rollout: ConfigurationRollout | undefined): number {
  const batch = rollout?.strategy.batch
  if (rollout === undefined || batch === undefined) return Number.POSITIVE_INFINITY
  return Math.max(1, 'count' in batch ? batch.count : Math.floor((batch.percent * rollout.hosts) / 100))
}

function exceeds(failed: number, limit: Amount, hosts: number): boolean {
  return 'count' in limit ? failed > limit.count : failed * 100 > limit.percent * hosts
}
