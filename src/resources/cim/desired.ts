import type { CimClass, CimPropertyDeclaration } from '../../cim/class.js'
import type { ClassAdapter, ComparisonHint, PropertyWrite } from '../../cim/class-adapter.js'
import type { CimKeyValue, ObjectPath } from '../../cim/value.js'
import type { DesiredValue } from '../shared/desired-value.js'
import { caseName } from '../shared/text-field.js'
import type { WaitCondition } from '../shared/wait-condition.js'

/** The typed desired state of one object. */
export interface CimDesired {
  readonly namespace: string
  readonly cimClass: CimClass
  readonly adapter: ClassAdapter | undefined
  /** As the document names it: by the keys of the class, or by the properties of its adapter's `namedBy`. */
  readonly path: ObjectPath
  readonly ensure: 'present' | 'absent'
  /** In the order of the class; then what can only be written. */
  readonly properties: readonly DesiredProperty[]
  /** Lower-cased names of properties that count only when the object is created. */
  readonly ignored: ReadonlySet<string>
  readonly waitFor: WaitCondition | undefined
}

export interface DesiredProperty {
  /** A key among the properties is a new name for the object. */
  readonly declaration: CimPropertyDeclaration
  readonly value: DesiredValue
  readonly write: PropertyWrite
  /** How the class's adapter wants it compared, beside what the declaration says. */
  readonly comparison: ComparisonHint | undefined
  /** It is no property of the class, so it cannot be read: it goes along with others. */
  readonly writeOnly: boolean
}

/** Whether a new object is created as an instance, and not by calls of the adapter. */
export function isCreatedAsInstance({ adapter, path, properties }: CimDesired): boolean {
  const create = adapter?.create
  if (create === undefined) return true
  if ('unsupported' in create) return false
  return [...create.only].some(([name, fits]) => {
    const key = typeof path.keys === 'object' ? path.keys.find((one) => one.name.toLowerCase() === name) : undefined
    const property = properties.find(({ declaration }) => declaration.name.toLowerCase() === name)
    const value = property !== undefined && 'plain' in property.value ? property.value.plain : (key?.value ?? null)
    return !fits(caseName(value))
  })
}

/** Where the object is once it has the name that the document wants it to have; undefined when it is to keep its own. */
export function renamedPath({ path, properties }: CimDesired): ObjectPath | undefined {
  const { keys } = path
  if (keys === undefined || keys === 'singleton') return undefined
  let renamed = false
  const names = keys.map((key) => {
    const property = properties.find(({ declaration }) => declaration.key && declaration.name === key.name)
    if (property === undefined || 'secret' in property.value) return key
    renamed = true
    return { name: key.name, value: property.value.plain as CimKeyValue }
  })
  return renamed ? { ...path, keys: names } : undefined
}
