import { scalarText } from '../../src/cim/scalar.js'
import type { CimScalar } from '../../src/cim/value.js'
import type { PropertyDelta, ShownValue } from '../../src/engine/resource-type.js'

/** `Limit: 5 → 6`, `Path: a → A (ignoring case)`; secrets as `secret`. */
export function describeDelta({ name, before, after, equal }: PropertyDelta): string {
  return `${name}: ${textOf(before)} → ${textOf(after)}${equal === undefined ? '' : ` (${equal})`}`
}

function textOf(shown: ShownValue | undefined): string {
  if (shown === undefined) return 'nothing'
  if ('sensitive' in shown) return 'secret'
  const { value } = shown
  if (value === null) return 'null'
  return Array.isArray(value) ? value.map((element: CimScalar) => scalarText(element)).join(',') : scalarText(value as CimScalar)
}
