import type { CimInstance } from '../../cim/value.js'
import { canonicalJson } from '../../engine/canonical-json.js'
import type { Observation } from '../../engine/resource-type.js'
import type { LiveObject } from './live-object.js'

/** How many states of one object are kept: the hosts of a fleet are in few different ones, or each in its own. */
const mostStates = 16

/** Characters: what is larger is hardly the same on two hosts. */
const longestState = 2_000

/** The states in which hosts have the object of one resource. */
export class SharedStates {
  /** Undefined before the first host: what is read once is not worth keeping. */
  #states: Map<string, Observation<LiveObject>> | undefined

  /** The observation of the object: the same for all hosts that have it in the same state, as long as there are few states. */
  observationOf(live: LiveObject): Observation<LiveObject> {
    if (this.#states === undefined) {
      this.#states = new Map()
      return { state: 'present', value: live }
    }
    const state = stateOf(live.instance)
    const known = this.#states.get(state)
    if (known !== undefined) return known
    if (this.#states.size >= mostStates || state.length > longestState) return { state: 'present', value: live }
    // A copy: parts of a text keep the whole answer in memory that they were read from.
    const observation = { state: 'present', value: structuredClone(live), shared: true } as const
    this.#states.set(state, observation)
    return observation
  }
}

/** Everything of an instance as text. Where the object is follows from it: it holds the keys. */
function stateOf({ className, namespace, properties }: CimInstance): string {
  let text = `${namespace}:${className}`
  for (const { name, type, array, value } of properties.values())
    text += `\n${name} ${type}${array ? '[]' : ''} ${canonicalJson(value)}`
  return text
}
