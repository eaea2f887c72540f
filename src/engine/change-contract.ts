import { ResourceTypeError } from '../base/errors.js'
import { canonicalJson } from './canonical-json.js'
import type { PropertyDelta, ResourceChange, ShownValue } from './resource-type.js'

/**
 * Asserts that a change a resource type planned is one that can be shown and done: a change without a rendered difference, or
 * a difference without a change, is how tools come to "correct" the same thing on every run. Throws ResourceTypeError.
 */
export function assertChange(kind: string, change: ResourceChange, { present }: { readonly present: boolean }): void {
  const problem = problemOf(change, present)
  if (problem !== undefined) throw new ResourceTypeError(kind, problem)
}

/** Asserts that none of the secrets of a resource shows in its change. */
export function assertSecretFree(kind: string, change: ResourceChange, secrets: readonly string[]): void {
  const leaks = (value: ShownValue | undefined): boolean =>
    value !== undefined && 'type' in value && secrets.some((secret) => holds(value.value, secret))
  const leaky = change.deltas.find((delta) => leaks(delta.before) || leaks(delta.after))
  if (leaky !== undefined) throw new ResourceTypeError(kind, `the change of ${leaky.name} shows a secret`)
}

function problemOf(change: ResourceChange, present: boolean): string | undefined {
  const real = change.deltas.filter((delta) => delta.equal === undefined)
  const silent = real.find(({ before, after }) => isSame(before, after))
  if (silent !== undefined) return `the change of ${silent.name} has the same value before and after`
  switch (change.action) {
    case 'none':
      return real.length === 0 ? undefined : `'none' was planned although ${names(real)} differ`
    case 'set':
      if (!present) return "'set' was planned for an object that does not exist"
      return real.length > 0 ? undefined : "'set' was planned although no property differs"
    case 'create':
      if (present) return "'create' was planned for an object that exists"
      return real.every((delta) => delta.before === undefined) ? undefined : "'create' was planned with values before it"
    case 'delete':
      if (!present) return "'delete' was planned for an object that does not exist"
      return real.every((delta) => delta.after === undefined) ? undefined : "'delete' was planned with values after it"
    case 'replace':
      if (!present) return "'replace' was planned for an object that does not exist"
      return real.length > 0 ? undefined : "'replace' was planned although no property differs"
    case 'invoke':
      return change.steps.length > 0 ? undefined : "'invoke' was planned without saying what is called"
    case 'unknown':
      return undefined
  }
}

function names(deltas: readonly PropertyDelta[]): string {
  return deltas.map((delta) => delta.name).join(', ')
}

function isSame(before: ShownValue | undefined, after: ShownValue | undefined): boolean {
  if (before === undefined || after === undefined) return before === after
  if ('type' in before && 'type' in after && typeof before.value !== 'object')
    return before.type === after.type && before.array === after.array && Object.is(before.value, after.value)
  return canonicalJson(before) === canonicalJson(after)
}

/** Short secrets occur in other texts by chance; they count only when they are the whole text. */
function holds(value: unknown, secret: string): boolean {
  if (typeof value === 'string') return value === secret || (secret.length >= 6 && value.includes(secret))
  return Array.isArray(value) && value.some((element) => holds(element, secret))
}
