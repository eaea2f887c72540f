import type { CimTypeDeclaration, ClassSource } from '../../cim/class.js'
import { readPlain } from '../../cim/read-plain.js'
import type { CimValue } from '../../cim/value.js'
import type { PlainValue } from '../../engine/document.js'
import type { Findings } from './findings.js'

/** Where the classes of embedded instances are found. */
export interface EmbeddedClasses {
  readonly classes?: ClassSource
  readonly namespace?: string
}

/** A document's value as the declared type; undefined, with a finding at its place, when it is none. */
export function parseValue(
  declaration: CimTypeDeclaration,
  plain: PlainValue,
  findings: Findings,
  place: readonly string[],
  embedded: EmbeddedClasses = {},
): CimValue | undefined {
  const reading = readPlain(declaration, plain, embedded)
  if (!reading.ok) {
    findings.wrong('Wrong value', reading.detail, place, reading.suggestion)
    return undefined
  }
  for (const warning of reading.warnings) findings.warn('Unusual value', warning, place)
  return reading.value
}
