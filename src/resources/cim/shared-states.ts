import type { CimInstance, CimValue } from '../../cim/value.js'
import { canonicalJson } from '../../engine/canonical-json.js'
import type { Observation } from '../../engine/resource-type.js'
import type { LiveObject } from './live-object.js'

/** How many states of one object are kept: the hosts of a fleet are in few different ones, or each in its own. */
const mostStates = 16

/** Characters of its JSON: what is larger is hardly the same on two hosts. */
const largestState = 2_000

type Present = Extract<Observation<LiveObject>, { readonly state: 'present' }>

/** The states in which hosts have the object of one resource. */
export class SharedStates {
  /** Undefined before the first host: what is read once is not worth keeping. */
  #states: Present[] | undefined

  /** The observation of the object: the same for all hosts that have it in the same state, as long as there are few states. */
  observationOf(live: LiveObject): Observation<LiveObject> {
    if (this.#states === undefined) {
      this.#states = []
      return { state: 'present', value: live }
    }
    for (const known of this.#states) if (isSameState(known.value.instance, live.instance)) return known
    if (this.#states.length >= mostStates || canonicalJson(live.instance).length > largestState)
      return { state: 'present', value: live }
    // A copy: parts of a text keep the whole answer in memory that they were read from.
    const observation = { state: 'present', value: structuredClone(live), shared: true } as const
    this.#states.push(observation)
    return observation
  }
}

/** Whether two instances say the same in every value and type. Where the object is follows from it: they hold the keys. */
function isSameState(a: CimInstance, b: CimInstance): boolean {
  if (a.properties.size !== b.properties.size || a.className !== b.className || a.namespace !== b.namespace) return false
  for (const [key, one] of a.properties) {
    const other = b.properties.get(key)
    if (other === undefined || one.name !== other.name || one.type !== other.type || one.array !== other.array) return false
    if (!Object.is(one.value, other.value) && !isSameInside(one.value, other.value)) return false
  }
  return true
}

function isSameInside(a: CimValue, b: CimValue): boolean {
  return typeof a === 'object' && typeof b === 'object' && canonicalJson(a) === canonicalJson(b)
}
