import type { CimClass } from '../../cim/class.js'
import type { CimInstance } from '../../cim/value.js'
import type { WqlExpression } from '../../cim/wql/query.js'

/** A set of objects that the documents own: what of it they do not declare is deleted. */
export interface OwnsDesired {
  readonly namespace: string
  readonly cimClass: CimClass
  readonly condition: WqlExpression
  /** The same, as WQL writes it. */
  readonly where: string
  /** The query for the objects in the scope, whole: deleting one may take any of its properties. */
  readonly wql: string
}

export interface OwnsObserved {
  readonly instances: readonly CimInstance[]
}
