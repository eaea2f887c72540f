import type { CimClass, CimPropertyDeclaration } from '../../cim/class.js'
import { type ClassAdapter, type MethodStep, sequencesOf } from '../../cim/class-adapter.js'

/** What documents give as a property though the class has none of that name: it has the type of the parameter it becomes. */
export interface WriteOnlyDeclaration {
  readonly declaration: CimPropertyDeclaration
  /** The property that has to be written for this one to be sent. */
  readonly companion: string | undefined
}

export function writeOnlyDeclaration(
  cimClass: CimClass,
  adapter: ClassAdapter | undefined,
  name: string,
): WriteOnlyDeclaration | undefined {
  const known = adapter?.writeOnly.get(name.toLowerCase())
  if (adapter === undefined || known === undefined) return undefined
  for (const step of stepsOf(adapter)) {
    const method = cimClass.methods.get(step.method.toLowerCase())
    for (const { parameter, from } of step.arguments) {
      if (!('property' in from) || from.property.toLowerCase() !== name.toLowerCase()) continue
      const declared = method?.parameters.find((one) => one.name.toLowerCase() === parameter.toLowerCase())
      if (declared === undefined) continue
      const declaration = { ...declared, name: known.name, key: false, access: 'write' } as const
      return { declaration, companion: from.with }
    }
  }
  return undefined
}

/** The calls that write, before those that create: these say what a value goes along with. */
function stepsOf({ properties, create }: ClassAdapter): readonly MethodStep[] {
  const writes = [...properties.values()].flatMap(({ write }) => sequencesOf(write).flatMap(({ steps }) => steps))
  return create === undefined || 'unsupported' in create ? writes : [...writes, ...create.steps]
}
