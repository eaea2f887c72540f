import type { CimTypeDeclaration } from '../../cim/class.js'
import { formatValue } from '../../cim/format.js'
import { type CimInstance, type CimProperty, type CimValue, propertyValue, type TypedValue } from '../../cim/value.js'
import type { SecretReference } from '../../engine/document.js'
import type { ApplyContext } from '../../engine/resource-type.js'

/** A value as a document wants it; a secret stays a reference until it is sent. */
export type DesiredValue = { readonly plain: CimValue } | { readonly secret: SecretReference }

interface NamedDeclaration extends CimTypeDeclaration {
  readonly name: string
}

/** What to call with or to write; the one place where a secret becomes text. */
export function sentProperty(
  { name, type, array }: NamedDeclaration,
  value: DesiredValue,
  context: Pick<ApplyContext, 'revealSecret'>,
): CimProperty {
  return { name, type, array, value: 'secret' in value ? context.revealSecret(value.secret) : value.plain }
}

/** `"x"`, `5`; secrets as ***. */
export function showDesired(value: DesiredValue): string {
  return 'secret' in value ? '***' : formatValue(value.plain)
}

export function secretsOf(values: readonly { readonly value: DesiredValue }[]): readonly SecretReference[] {
  return values.flatMap(({ value }) => ('secret' in value ? [value.secret] : []))
}

/** A property as it was read, by its name: what fingerprints are made of. */
export function liveProperty(instance: CimInstance, { name, type, array }: NamedDeclaration): readonly [string, TypedValue] {
  return [name, { type, array, value: propertyValue(instance, name) }]
}
