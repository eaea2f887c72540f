import type { CimClass, CimPropertyDeclaration } from './class.js'

/** Methods that take what a property holds, by their name or a parameter: what can be called where it cannot be written. */
export function methodsTaking(cimClass: CimClass, { name }: Pick<CimPropertyDeclaration, 'name'>): readonly string[] {
  const wanted = name.toLowerCase()
  const verbs = ['set', 'change', 'enable', 'disable', 'rename'].map((verb) => `${verb}${wanted}`)
  return [...cimClass.methods.values()]
    .filter((method) => {
      if (verbs.includes(method.name.toLowerCase())) return true
      return !method.static && method.parameters.some((parameter) => parameter.in && parameter.name.toLowerCase() === wanted)
    })
    .map((method) => method.name)
}
