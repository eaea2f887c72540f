import type { CimClass, CimMethodDeclaration, CimParameterDeclaration } from '../../cim/class.js'
import type { ClassAdapter } from '../../cim/class-adapter.js'
import type { ObjectPath } from '../../cim/value.js'
import type { DesiredValue } from '../shared/desired-value.js'
import type { ExpectedProperty, WaitCondition } from '../shared/wait-condition.js'

/** A method to call, with what it needs. `path` without keys calls a static method. */
export interface InvokeDesired {
  /** `configuration/resource`: what tells two calls of one method apart. */
  readonly document: string
  readonly namespace: string
  readonly cimClass: CimClass
  readonly adapter: ClassAdapter | undefined
  readonly path: ObjectPath
  readonly method: CimMethodDeclaration
  readonly arguments: readonly { readonly declaration: CimParameterDeclaration; readonly value: DesiredValue }[]
  /** The live state in which to call; undefined: the engine decides by what changed. */
  readonly when: readonly ExpectedProperty[] | undefined
  readonly waitFor: WaitCondition | undefined
}
