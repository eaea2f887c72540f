import type { CimMethodDeclaration, CimParameterDeclaration } from '../class.js'
import type { ClassAdapter, MethodAnswers } from '../class-adapter.js'
import { sequencesOf } from '../class-adapter.js'
import { describeType, typeName } from './describe-type.js'
import { describeWaiting } from './describe-write.js'
import type { MethodDescription, ParameterDescription, ReturnCodeDescription } from './description.js'

export function describeMethod(
  method: CimMethodDeclaration,
  declaredBy: string,
  adapter: ClassAdapter | undefined,
): MethodDescription {
  const key = method.name.toLowerCase()
  const adapted = adapter?.methods.get(key)
  const waitsFor = adapted === undefined ? undefined : describeWaiting(adapted)
  return {
    name: method.name,
    static: method.static,
    declaredBy,
    ...(method.returns === undefined ? {} : { returns: typeName(method.returns) }),
    parameters: method.parameters.map(describeParameter),
    returnCodes: describeReturnCodes(method, adapter),
    readsOnly: adapter?.readMethods.has(key) === true,
    ...(waitsFor === undefined ? {} : { waitsFor }),
    ...(adapted?.disrupts === undefined ? {} : { disrupts: adapted.disrupts }),
  }
}

function describeParameter(parameter: CimParameterDeclaration): ParameterDescription {
  const direction = parameter.in ? (parameter.out ? 'in/out' : 'in') : 'out'
  return { name: parameter.name, direction, optional: parameter.optional, ...describeType(parameter) }
}

/** The documented codes, and those that only adapter data knows. */
function describeReturnCodes(method: CimMethodDeclaration, adapter: ClassAdapter | undefined): readonly ReturnCodeDescription[] {
  const answers = answersOf(method, adapter)
  const codes = new Set([
    ...method.returnCodes.keys(),
    ...answers.flatMap(({ returnCodes, hints }) => [...returnCodes.keys(), ...hints.keys()]).map(String),
  ])
  return [...codes].map((code) => {
    const text = method.returnCodes.get(code)
    const meaning = answers.map(({ returnCodes }) => returnCodes.get(Number(code))).find((one) => one !== undefined)
    const hint = answers.map(({ hints }) => hints.get(Number(code))).find((one) => one !== undefined)
    return {
      code,
      ...(text === undefined ? {} : { text }),
      ...(meaning === undefined ? {} : { meaning }),
      ...(hint === undefined ? {} : { hint }),
    }
  })
}

/** What adapter data says of the method's answers: what is nearest to the call first. */
function answersOf(
  { name }: CimMethodDeclaration,
  adapter: ClassAdapter | undefined,
): readonly Pick<MethodAnswers, 'returnCodes' | 'hints'>[] {
  if (adapter === undefined) return []
  const key = name.toLowerCase()
  const own = adapter.methods.get(key)
  const { create, delete: deletion } = adapter
  const sequences = [
    ...[...adapter.properties.values()].flatMap(({ write }) => sequencesOf(write)),
    ...(create === undefined || 'unsupported' in create ? [] : [create]),
    ...(deletion === undefined || 'unsupported' in deletion ? [] : [deletion]),
  ]
  const steps = sequences
    .flatMap((sequence) => sequence.steps)
    .filter((step) => step.method.toLowerCase() === key && step.of === undefined)
  return [...(own === undefined ? [] : [own]), ...steps, adapter]
}
