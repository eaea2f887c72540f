import type { ClassSource } from '../../cim/class.js'
import type { AdapterSource } from '../../cim/class-adapter.js'

/** What the built-in resource types know about Windows: data only. */
export interface ResourceFacts {
  readonly classes: ClassSource
  readonly adapters: AdapterSource
  /** The host that was asked for classes that are not among the facts; undefined before one is. */
  readonly asked?: AskedHost
}

export interface AskedHost {
  readonly name: string
  /** Its protocol lets it describe its classes. */
  readonly describes: boolean
}
