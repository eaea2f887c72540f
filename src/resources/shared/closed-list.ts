import type { CimTypeDeclaration } from '../../cim/class.js'

/** A value map of single values. */
export function isList({ valueMap = [] }: CimTypeDeclaration): boolean {
  return valueMap.length > 0 && !valueMap.some(({ value }) => value.includes('..'))
}
