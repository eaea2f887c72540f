import type { ClassSource } from '../../cim/class.js'
import type { AdapterSource } from '../../cim/class-adapter.js'

/** What the built-in resource types know about Windows: data only. */
export interface ResourceFacts {
  readonly classes: ClassSource
  readonly adapters: AdapterSource
}
