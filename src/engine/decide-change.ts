import type { Digest } from '../base/ports.js'
import { fingerprintOf } from './fingerprint.js'
import type { HostNode } from './host-model.js'
import type { PlannedResource } from './plan.js'
import { changeOf, guarded } from './plan-resource.js'
import type { Observation, ResourceChange, ResourceType } from './resource-type.js'
import type { RunSecrets } from './secrets.js'

export type Decision =
  | { readonly state: 'go'; readonly change: ResourceChange; readonly observed: unknown }
  /** The run's own earlier changes have brought it about. */
  | { readonly state: 'already' }
  | { readonly state: 'skip'; readonly reason: 'stale' | 'unread' | 'not-triggered'; readonly detail: string }

export interface DecideOptions<Reader, Writer> {
  readonly node: HostNode<Reader, Writer>
  readonly type: ResourceType<Reader, Writer>
  readonly desired: unknown
  readonly planned: PlannedResource
  readonly observation: Observation<unknown> | undefined
  /** The run has already changed other objects of the host since its fingerprints were checked. */
  readonly afterOwnChanges: boolean
  readonly digest: Digest
  readonly secrets: RunSecrets
}

/**
 * Whether a planned change still holds for what was just read. A fingerprint that differs makes it stale; but once the run has
 * changed other objects of the host, a difference may be its own doing (stopping a service stops those that depend on it).
 * Then the change is planned again, and goes on when nothing is in it that was not in the plan.
 */
export function decideChange<Reader, Writer>(options: DecideOptions<Reader, Writer>): Decision {
  const { planned, observation, type, desired } = options
  const observed = observation?.state === 'present' ? observation.value : undefined
  if (planned.fingerprint === undefined) return { state: 'go', change: planned.change, observed }
  if (observation === undefined) return { state: 'skip', reason: 'unread', detail: 'it was not read again' }
  if (observation.state === 'error') {
    return { state: 'skip', reason: 'unread', detail: options.secrets.redact(observation.error.message) }
  }
  const now = guarded(type.kind, () => fingerprintOf(type, desired, observation, options.digest))
  if (now === planned.fingerprint) return { state: 'go', change: planned.change, observed }
  if (!options.afterOwnChanges) return { state: 'skip', reason: 'stale', detail: staleDetail(planned, observation) }
  const change = changeOf(type, options.node, desired, observation, options.secrets)
  if (change.action === 'none') {
    if (planned.change.action !== 'invoke') return { state: 'already' }
    return { state: 'skip', reason: 'not-triggered', detail: 'the changes before it have made it unnecessary' }
  }
  if (isCovered(change, planned.change)) return { state: 'go', change, observed }
  return {
    state: 'skip',
    reason: 'stale',
    detail: 'it changed while this run changed other resources, and would need more than was planned',
  }
}

function staleDetail(planned: PlannedResource, observation: Observation<unknown>): string {
  const was = planned.fingerprint === 'absent' ? 'it did not exist' : 'it existed'
  const is = observation.state === 'absent' ? 'it does not exist' : 'it exists'
  if (was.endsWith('exist') !== is.endsWith('exist')) return `when planned, ${was}; now ${is}`
  return 'it has changed since it was planned'
}

/** What is sent derives from the same document, so equal names mean equal values. */
function isCovered(change: ResourceChange, planned: ResourceChange): boolean {
  const names = new Set(planned.deltas.filter(({ equal }) => equal === undefined).map(({ name }) => name))
  return change.action === planned.action && change.deltas.every(({ name, equal }) => equal !== undefined || names.has(name))
}
