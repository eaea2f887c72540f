import type { CimTypeDeclaration } from '../class.js'
import { type Comparison, different, equalBy } from './comparison.js'

/**
 * Equal when both texts name the same entry of the value map, by code or by label. Documented values are compared without
 * regard to case.
 */
export function compareByValueMap(declaration: CimTypeDeclaration, a: string, b: string): Comparison {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()]
  for (const { value, label } of declaration.valueMap ?? []) {
    const names = [value.toLowerCase(), label?.toLowerCase()]
    if (names.includes(x) && names.includes(y))
      return x === y ? equalBy('ignoring case') : equalBy(`value map: ${label} is ${value}`)
  }
  return different
}
