import type { CimTypeDeclaration, ClassSource } from '../../cim/class.js'
import { readPlain } from '../../cim/read-plain.js'
import type { CimValue } from '../../cim/value.js'
import { isSecretReference, type PlainValue } from '../../engine/document.js'
import type { DesiredValue } from './desired-value.js'
import type { Findings } from './findings.js'

/** Where the classes of embedded instances are found, and how strictly values are taken. */
export interface ValueContext {
  readonly classes?: ClassSource
  readonly namespace?: string
  /** See `readPlain`. */
  readonly closed?: boolean
}

/** A document's value as the declared type; undefined, with a finding at its place, when it is none. */
export function parseValue(
  declaration: CimTypeDeclaration,
  plain: PlainValue,
  findings: Findings,
  place: readonly string[],
  context: ValueContext = {},
): CimValue | undefined {
  const reading = readPlain(declaration, plain, context)
  if (!reading.ok) {
    findings.wrong('Wrong value', reading.detail, place, reading.suggestion)
    return undefined
  }
  for (const warning of reading.warnings) findings.warn('Unusual value', warning.detail, place, warning.suggestion)
  return reading.value
}

/** The same where the value may also be a secret, which only text can be. */
export function parseDesiredValue(
  declaration: CimTypeDeclaration & { readonly name: string },
  plain: PlainValue,
  findings: Findings,
  place: readonly string[],
  context: ValueContext = {},
): DesiredValue | undefined {
  if (isSecretReference(plain)) {
    if (declaration.type === 'string' && !declaration.array) return { secret: plain }
    const detail = `${declaration.name} is of type ${declaration.type}; only text can be a secret. Write the value, or a variable: \${vars.name}.`
    findings.error('Secret for a value that is not text', detail, place)
    return undefined
  }
  const value = parseValue(declaration, plain, findings, place, context)
  return value === undefined ? undefined : { plain: value }
}
