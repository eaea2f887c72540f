import type { Digest } from '../base/ports.js'
import { fingerprintOf } from './fingerprint.js'
import type { PlannedResource } from './plan.js'
import { changeOf, guarded } from './plan-resource.js'
import type { Action, Observation, Readable, ResourceChange, ResourceType } from './resource-type.js'
import type { RunSecrets } from './secrets.js'

export type Decision =
  | { readonly state: 'go'; readonly change: ResourceChange; readonly observed: unknown }
  /** The run's own earlier changes have brought it about. */
  | { readonly state: 'already' }
  | { readonly state: 'skip'; readonly reason: 'stale' | 'unread' | 'not-triggered'; readonly detail: string }

export interface DecideOptions<Reader, Writer> {
  readonly type: ResourceType<Reader, Writer>
  readonly desired: unknown
  readonly planned: PlannedResource
  readonly observation: Observation<unknown> | undefined
  readonly digest: Digest
  readonly secrets: RunSecrets
}

/**
 * Why a planned change does not hold for what was read before anything was changed; undefined when it does, when reading is no
 * precondition, and when it could not be read.
 */
export function stalenessOf<Reader, Writer>(options: DecideOptions<Reader, Writer>): string | undefined {
  const { planned, observation } = options
  if (planned.fingerprint === undefined || observation === undefined || observation.state === 'error') return undefined
  if (fingerprintNow(options, observation) === planned.fingerprint) return undefined
  if (planned.fingerprint === 'absent') return 'when planned, it did not exist; now it exists'
  if (observation.state === 'absent') return 'when planned, it existed; now it does not exist'
  return 'it has changed since it was planned'
}

/**
 * What to do when the turn of a change has come. Nothing was stale when the host's run began, so a fingerprint that differs now
 * is most likely the run's own doing (stopping a service stops those that depend on it): the change is planned again, and goes
 * on when nothing is in it that was not in the plan.
 */
export function decideChange<Reader, Writer>(options: DecideOptions<Reader, Writer>): Decision {
  const { planned, observation, type, desired } = options
  const observed = observation?.state === 'present' ? observation.value : undefined
  if (planned.fingerprint === undefined) return { state: 'go', change: planned.change, observed }
  if (observation === undefined) return { state: 'skip', reason: 'unread', detail: 'it was not read again' }
  if (observation.state === 'error') {
    return { state: 'skip', reason: 'unread', detail: options.secrets.redact(observation.error.message) }
  }
  if (fingerprintNow(options, observation) === planned.fingerprint) return { state: 'go', change: planned.change, observed }
  const change = changeOf(type, desired, observation, options.secrets)
  if (change.action === 'none') {
    if (planned.change.action !== 'invoke') return { state: 'already' }
    return { state: 'skip', reason: 'not-triggered', detail: 'the changes before it have made it unnecessary' }
  }
  if (isCovered(change, planned.change)) return { state: 'go', change, observed }
  const detail = 'it changed while this run changed other resources, and would need more than was planned'
  return { state: 'skip', reason: 'stale', detail }
}

function fingerprintNow<Reader, Writer>(options: DecideOptions<Reader, Writer>, observation: Readable): string {
  const { type, desired, digest } = options
  return guarded(type.kind, () => fingerprintOf(type, desired, observation, digest))
}

/** What is sent derives from the same document, so equal names mean equal values. */
function isCovered(change: ResourceChange, planned: ResourceChange): boolean {
  const names = new Set(planned.deltas.filter(({ equal }) => equal === undefined).map(({ name }) => name))
  return (
    isNoMore(change.action, planned.action) && change.deltas.every(({ name, equal }) => equal !== undefined || names.has(name))
  )
}

/** To set what the run has itself brought into being (a switch that makes its object) is less than to create it. */
function isNoMore(action: Action, planned: Action): boolean {
  return action === planned || (planned === 'create' && action === 'set')
}
