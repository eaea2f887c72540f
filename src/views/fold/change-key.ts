import type { PlannedResource } from '../../engine/plan.js'
import type { PropertyDelta, ShownValue } from '../../engine/resource-type.js'

/** Two planned resources with the same key look the same in every view, host apart. */
export function changeKey(resource: PlannedResource): string {
  const { address, identity, change } = resource
  return JSON.stringify(
    [
      address.configuration,
      address.resource,
      identity,
      change.action,
      change.reason,
      change.deltas,
      change.steps,
      change.warnings,
    ],
    keyOf,
  )
}

/** As changeKey, for where the change leads: what the properties are now does not matter. */
export function targetKey(resource: PlannedResource): string {
  const { address, identity, change } = resource
  const deltas = change.deltas.map((delta) => [delta.name, delta.before === undefined, delta.after, delta.equal])
  return JSON.stringify(
    [address.configuration, address.resource, identity, change.action, change.reason, deltas, change.steps, change.warnings],
    keyOf,
  )
}

export function valueKey(value: ShownValue | undefined): string {
  return JSON.stringify(value, keyOf) ?? ''
}

/** Bigints and maps have no JSON; the hash of a secret differs between hosts and is never shown. */
function keyOf(this: unknown, _name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (value instanceof Map) return [...value.values()]
  if (isSensitiveValue(value)) return '(sensitive)'
  return value
}

function isSensitiveValue(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'sensitive' in value && 'hash' in value
}

/** What a view shows of a resource: a change, or (when asked) a difference that a rule calls equal. */
export function isShown(resource: PlannedResource, options: { readonly equalities: boolean }): boolean {
  const { action, warnings, deltas } = resource.change
  if (action !== 'none' || warnings.length > 0) return true
  return options.equalities && deltas.some((delta: PropertyDelta) => delta.equal !== undefined)
}
