import { formatAddress } from '../../engine/address.js'
import type { ChangeFailed, ChangeSkipped, EngineEvent, SkipReason } from '../../engine/events.js'
import { createFailureFold, type FoldedFailure, withoutPeer } from './failure-fold.js'
import { compareHostSets } from './host-order.js'

export interface Folded<T> {
  readonly item: T
  readonly hosts: readonly string[]
}

export interface ChangeWarning {
  readonly configuration: string
  readonly resource: string
  readonly warning: string
}

/** What did not go as planned in an apply, each kind once with its hosts. Successes are only counted, by the engine. */
export interface OutcomeFold {
  event(event: EngineEvent): void
  failed(): readonly Folded<ChangeFailed>[]
  /** Without those whose trigger did not come (nothing was left undone there) and those the plan has told about. */
  skipped(): readonly Folded<ChangeSkipped>[]
  warnings(): readonly Folded<ChangeWarning>[]
  /** Hosts that failed as a whole, without those the plan has told about. */
  hosts(): readonly FoldedFailure[]
  /** Changes skipped, without those the engine counts as failures. */
  readonly skippedCount: number
  /** Hosts, and addresses of resources, that a plan has told about. */
  readonly told: ReadonlySet<string>
}

/** `told` by the plan that is applied, when it was shown before. */
export function createOutcomeFold(told: ReadonlySet<string> = new Set()): OutcomeFold {
  const failed = createCollector<ChangeFailed>()
  const skipped = createCollector<ChangeSkipped>()
  const warnings = createCollector<ChangeWarning>()
  const hosts = createFailureFold()
  const unplanned = new Set(told)
  let skippedCount = 0
  return {
    event(event) {
      if (event.type === 'host-planned') {
        if (event.plan.state !== 'planned') unplanned.add(event.plan.host)
        else for (const failed of event.plan.failed) unplanned.add(formatAddress(failed.address))
      } else if (event.type === 'change-failed') {
        const message = withoutPeer(event.failure.message, event.address.host)
        const item = { ...event, failure: { ...event.failure, message } }
        failed.add([event.address.configuration, event.address.resource, item.failure], event.address.host, item)
      } else if (event.type === 'change-skipped') {
        if (event.reason === 'not-triggered' || unplanned.has(formatAddress(event.address))) return
        if (!failures.has(event.reason)) skippedCount++
        const { host, configuration, resource } = event.address
        const detail = event.detail.replaceAll(`${host}/`, '')
        skipped.add([configuration, resource, event.reason, detail], host, { ...event, detail })
      } else if (event.type === 'change-completed') {
        const { configuration, resource, host } = event.address
        for (const warning of event.warnings)
          warnings.add([configuration, resource, warning], host, { configuration, resource, warning })
      } else if (event.type === 'host-completed' && event.failure !== undefined && !unplanned.has(event.host)) {
        hosts.add(event.host, event.state === 'unreachable' ? 'unreachable' : 'failed', event.failure)
      }
    },
    failed: () => failed.all(),
    skipped: () => skipped.all(),
    warnings: () => warnings.all(),
    hosts: () => hosts.all(),
    told: unplanned,
    get skippedCount() {
      return skippedCount
    },
  }
}

const failures: ReadonlySet<SkipReason> = new Set(['stale', 'unread', 'prevented'])

interface Collector<T> {
  add(key: unknown, host: string, item: T): void
  all(): readonly Folded<T>[]
}

function createCollector<T>(): Collector<T> {
  const entries = new Map<string, { item: T; hosts: string[] }>()
  return {
    add(key, host, item) {
      const text = JSON.stringify(key)
      const known = entries.get(text)
      if (known === undefined) entries.set(text, { item, hosts: [host] })
      else known.hosts.push(host)
    },
    all: () => [...entries.values()].sort((a, b) => compareHostSets(a.hosts, b.hosts)),
  }
}
