import type { CimClass, CimPropertyDeclaration } from '../../cim/class.js'
import { methodsTaking } from '../../cim/methods-taking.js'

/** Why a property that nothing writes cannot be set, with what can be done about it. */
export function readOnlyReason(cimClass: CimClass, declaration: CimPropertyDeclaration): string {
  const methods = methodsTaking(cimClass, declaration)
  if (methods.length === 0) return 'It can be read, and neither Put nor a known method writes it.'
  const calls = methods.map((name) => `${cimClass.name}.${name}`).join(', ')
  return (
    `Put does not write it, and no class adapter says how it is written. What may change it is ${calls}: ` +
    `call it with \`invoke: { cim: ${cimClass.name}, method: ${methods[0]}, … }\`.`
  )
}
