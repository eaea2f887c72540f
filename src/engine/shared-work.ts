import { oncePer } from '../base/once-per.js'
import type { Readable, ResourceChange } from './resource-type.js'

/** What has been worked out of a resource and of what was read of it; undefined as long as nobody wanted it. */
export interface Work {
  /** Before triggers are looked at and texts are redacted. */
  change?: ResourceChange
  fingerprint?: string
}

/** Most hosts of a fleet are in the same state: where they share the resource and what was read, they share the work. */
export function workOn(resource: object, observation: Readable): Work {
  if (observation.state === 'present' && observation.shared !== true) return {}
  return workOf(resource)(observation.state === 'absent' ? absent : observation)
}

const workOf = oncePer((_resource: object) => oncePer((_state: object): Work => ({})))

/** Stands for all observations that there is no object. */
const absent = {}
