import { compareProperty } from '../../cim/compare/compare.js'
import type { CimScalar, CimValue } from '../../cim/value.js'
import type { DesiredValue } from '../shared/desired-value.js'
import type { DesiredProperty } from './desired.js'

/** What a list lacks, and what it has too many of, element by element as the property is compared. */
export interface ElementChanges {
  readonly missing: readonly CimScalar[]
  readonly surplus: readonly CimScalar[]
}

export function elementChanges(property: DesiredProperty, live: DesiredValue | undefined): ElementChanges {
  const [wanted, there] = [elementsOf(property.value), elementsOf(live)]
  return { missing: without(property, wanted, there), surplus: without(property, there, wanted) }
}

/** The elements that are left when each of `taken` takes away an equal one. */
function without(
  { declaration, comparison }: DesiredProperty,
  elements: readonly CimScalar[],
  taken: readonly CimScalar[],
): readonly CimScalar[] {
  const left = [...elements]
  for (const one of taken) {
    const index = left.findIndex((element) => compareProperty({ ...declaration, array: false }, element, one, comparison).equal)
    if (index >= 0) left.splice(index, 1)
  }
  return left
}

function elementsOf(value: DesiredValue | undefined): readonly CimScalar[] {
  const plain: CimValue = value === undefined || 'secret' in value ? null : value.plain
  return Array.isArray(plain) ? (plain as readonly CimScalar[]) : []
}
