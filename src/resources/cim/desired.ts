import type { CimClass, CimPropertyDeclaration } from '../../cim/class.js'
import type { ClassAdapter, ComparisonHint, PropertyWrite } from '../../cim/class-adapter.js'
import type { ObjectPath } from '../../cim/value.js'
import type { DesiredValue } from '../shared/desired-value.js'
import type { WaitCondition } from '../shared/wait-condition.js'

/** The typed desired state of one object. */
export interface CimDesired {
  readonly namespace: string
  readonly cimClass: CimClass
  readonly adapter: ClassAdapter | undefined
  readonly path: ObjectPath
  readonly ensure: 'present' | 'absent'
  /** In the order of the class. */
  readonly properties: readonly DesiredProperty[]
  /** Lower-cased names of properties that count only when the object is created. */
  readonly ignored: ReadonlySet<string>
  readonly waitFor: WaitCondition | undefined
}

export interface DesiredProperty {
  readonly declaration: CimPropertyDeclaration
  readonly value: DesiredValue
  readonly write: PropertyWrite
  /** How the class's adapter wants it compared, beside what the declaration says. */
  readonly comparison: ComparisonHint | undefined
}
