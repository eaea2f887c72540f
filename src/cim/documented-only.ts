import type { CimClass, CimPropertyDeclaration, CimTypeDeclaration, ClassSource } from './class.js'
import { type PropertyWrite, sequencesOf } from './class-adapter.js'

/**
 * Whether a property takes no other texts than the documented ones: it is written by a method, and what the method takes is
 * documented as a list.
 */
export function takesDocumentedOnly(
  cimClass: CimClass,
  declaration: CimPropertyDeclaration,
  write: PropertyWrite,
  classes: ClassSource,
): boolean {
  const name = declaration.name.toLowerCase()
  const parameters = sequencesOf(write)
    .flatMap(({ steps }) => steps)
    .flatMap(({ method, of, arguments: all }) => {
      const owner = of === undefined ? cimClass : classes.find(of.namespace, of.className)
      const declared = owner?.methods.get(method.toLowerCase())?.parameters ?? []
      return all.flatMap(({ from, parameter }) =>
        'property' in from && from.property.toLowerCase() === name
          ? declared.filter((one) => one.name.toLowerCase() === parameter.toLowerCase())
          : [],
      )
    })
  return parameters.length > 0 && parameters.every(isList)
}

/** A value map of single values. */
export function isList({ valueMap = [] }: CimTypeDeclaration): boolean {
  return valueMap.length > 0 && !valueMap.some(({ value }) => value.includes('..'))
}
