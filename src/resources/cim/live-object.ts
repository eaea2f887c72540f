import type { CimInstance, ObjectPath } from '../../cim/value.js'

/** An object as it was read. */
export interface LiveObject {
  /** Where it is: under the name of the document's key, or under the one it has been given since. */
  readonly path: ObjectPath
  /** With the values that the adapter says how to read in place of those of the query. */
  readonly instance: CimInstance
}
