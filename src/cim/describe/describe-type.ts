import type { CimTypeDeclaration } from '../class.js'
import type { TypeDescription } from './description.js'

export function describeType(declaration: CimTypeDeclaration): TypeDescription {
  const { minLength, maxLength, min, max, units, arrayType } = declaration
  return {
    type: typeName(declaration),
    ...(minLength === undefined ? {} : { minLength }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(min === undefined ? {} : { min: String(min) }),
    ...(max === undefined ? {} : { max: String(max) }),
    ...(units === undefined ? {} : { units }),
    ...(declaration.bitmap === true ? { bits: true } : {}),
    ...(arrayType === undefined ? {} : { arrayType }),
    ...(declaration.deprecated === true ? { deprecated: true } : {}),
    values: (declaration.valueMap ?? []).map(({ value, label }) => ({ value, ...(label === undefined ? {} : { label }) })),
  }
}

/** `uint32`, `string[]`, `reference to Win32_Account`. */
export function typeName({ type, array, className }: CimTypeDeclaration): string {
  const many = array ? '[]' : ''
  if (className === undefined) return `${type}${many}`
  return type === 'reference' ? `reference${many} to ${className}` : `instance${many} of ${className}`
}
