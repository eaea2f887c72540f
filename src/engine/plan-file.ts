import type { Digest, Sha256Stream } from '../base/ports.js'
import type { JsonValue } from '../cim/json.js'
import type { ActionCounts, HostPlan } from './plan.js'
import { hostPlanJson } from './plan-json.js'
import type { ConfigurationRollout } from './rollout.js'
import { countAction, newTally } from './tally.js'

/** Other versions are refused: a plan is applied by the wmctl that made it, or one that writes the same format. */
export const planFormat = 1

/** First line of a saved plan. */
export interface PlanHeader {
  readonly planId: string
  /** RFC 3339, UTC. */
  readonly created: string
  /** Version of wmctl. */
  readonly wmctl: string
  /** SHA-256 over the documents the plan was made from. */
  readonly documents: string
  /** Strategies of the configurations, for rolling over the hosts. */
  readonly strategies: ReadonlyMap<string, ConfigurationRollout>
}

/** A host and how to connect to it; the connection is opaque here and never holds a secret, only where to find one. */
export interface PlannedHost {
  readonly plan: HostPlan
  readonly connection: JsonValue
}

/** Last line: without it, or with another hash, the file is not whole. */
export interface PlanTrailer {
  readonly hosts: number
  readonly resources: number
  readonly actions: ActionCounts
  /** SHA-256 over all bytes before the trailer's line. */
  readonly sha256: string
}

export type PlanFileEntry =
  | ({ readonly type: 'header' } & PlanHeader)
  | ({ readonly type: 'host' } & PlannedHost)
  | ({ readonly type: 'trailer' } & PlanTrailer)

/** Writes a saved plan line by line, each with its line feed; keeps counts and a running digest, and no plan. */
export class PlanFileWriter {
  readonly #digest: Sha256Stream
  readonly #actions = newTally().actions
  #hosts = 0
  #resources = 0

  constructor(digest: Digest) {
    this.#digest = digest.sha256Stream()
  }

  header(header: PlanHeader): string {
    const { planId, created, wmctl, documents } = header
    const strategies = [...header.strategies].map(([configuration, { strategy, hosts }]) => ({
      configuration,
      hosts,
      ...(strategy.batch === undefined ? {} : { batch: { ...strategy.batch } }),
      ...(strategy.maxFailures === undefined ? {} : { maxFailures: { ...strategy.maxFailures } }),
    }))
    return this.#line(JSON.stringify({ type: 'header', format: planFormat, planId, created, wmctl, documents, strategies }))
  }

  host({ plan, connection }: PlannedHost): string {
    this.#hosts += 1
    if (plan.state === 'planned') {
      this.#resources += plan.resources.length
      for (const { change } of plan.resources) countAction({ actions: this.#actions }, change.action)
    }
    return this.#line(`{"type":"host","plan":${hostPlanJson(plan)},"connection":${JSON.stringify(connection)}}`)
  }

  trailer(): string {
    const sha256 = this.#digest.digest()
    return formatTrailer({ hosts: this.#hosts, resources: this.#resources, actions: this.#actions, sha256 })
  }

  #line(json: string): string {
    const line = `${json}\n`
    this.#digest.update(line)
    return line
  }
}

/** The one spelling a trailer has. */
export function formatTrailer(trailer: PlanTrailer): string {
  const { create, set, delete: deleted, replace, invoke, unknown } = trailer.actions
  const actions = { create, set, delete: deleted, replace, invoke, unknown }
  const { hosts, resources, sha256 } = trailer
  return `${JSON.stringify({ type: 'trailer', hosts, resources, actions, sha256 })}\n`
}
