import type { TypedValue } from '../cim/value.js'
import { formatAddress } from './address.js'
import { isSecretReference, type PlainObject, type ResourceDocument } from './document.js'
import type { FailedResource, HostPlan, PlannedResource } from './plan.js'
import type { Action, PropertyDelta, ShownValue } from './resource-type.js'

/** Why a resource is planned the way it is. */
export interface Explanation {
  readonly address: string
  readonly identity: string
  readonly document: ResourceDocument | undefined
  readonly action: Action | 'failed'
  /** The sentence: why this action. */
  readonly because: string
  readonly properties: readonly ExplainedProperty[]
  /** What it waits for, and what triggers it, with what is planned for them. */
  readonly dependsOn: readonly RelatedResource[]
  readonly triggers: readonly RelatedResource[]
  readonly steps: readonly string[]
  readonly warnings: readonly string[]
  readonly hint: string | undefined
}

export interface ExplainedProperty {
  readonly name: string
  readonly result: 'same' | 'equal' | 'different' | 'ignored' | 'secret'
  /** Undefined: the object is to go away; a secret that is as it should be; not compared. */
  readonly desired: ShownValue | undefined
  /** Undefined: there is no object, or the same holds as for `desired`. */
  readonly live: ShownValue | undefined
  /** Of what is equal: by which rule. */
  readonly rule: string | undefined
}

export interface RelatedResource {
  readonly name: string
  readonly action: Action | 'failed' | 'unknown'
}

type ReadyPlan = Extract<HostPlan, { readonly state: 'planned' }>

/** `relevant`: what was read of the object, by property, as its type gives it. */
export function explain(
  resource: PlannedResource | FailedResource,
  plan: ReadyPlan,
  relevant: readonly (readonly [name: string, value: TypedValue])[],
): Explanation {
  const { document } = resource
  const common = {
    address: formatAddress(resource.address),
    identity: resource.identity,
    document,
    dependsOn: (document?.dependsOn ?? []).map((name) => related(name, resource, plan)),
    triggers: (document?.onChanged ?? []).map((name) => related(name, resource, plan)),
  }
  if (!('change' in resource)) {
    const { message, hint } = resource
    return { ...common, action: 'failed', because: message, properties: [], steps: [], warnings: [], hint }
  }
  const { action, steps, warnings } = resource.change
  const properties = explainProperties(resource, relevant)
  return { ...common, action, because: reasonOf(resource, properties), properties, steps, warnings, hint: undefined }
}

function explainProperties(
  { change, document }: PlannedResource,
  relevant: readonly (readonly [name: string, value: TypedValue])[],
): readonly ExplainedProperty[] {
  const byName = new Map(change.deltas.map((delta) => [delta.name, delta]))
  const rows = relevant.map(([name, value]): ExplainedProperty => {
    const delta = byName.get(name)
    byName.delete(name)
    return delta === undefined ? { name, result: 'same', desired: value, live: value, rule: undefined } : explainDelta(delta)
  })
  const shown = [...rows, ...[...byName.values()].map(explainDelta)]
  const known = new Set(shown.map(({ name }) => name.toLowerCase()))
  return [...shown, ...uncompared(document).filter(({ name }) => !known.has(name.toLowerCase()))]
}

function explainDelta({ name, before, after, equal }: PropertyDelta): ExplainedProperty {
  return { name, result: equal === undefined ? 'different' : 'equal', desired: after, live: before, rule: equal }
}

/** Secrets that are as they should be, or cannot be read; and what is to be ignored. */
function uncompared({ fields, lifecycle }: ResourceDocument): readonly ExplainedProperty[] {
  const ignored = new Set(lifecycle.ignoreChanges.map((name) => name.toLowerCase()))
  const given = { ...(fields['properties'] as PlainObject | undefined), ...(fields['values'] as PlainObject | undefined) }
  return Object.entries(given).flatMap(([name, value]): readonly ExplainedProperty[] => {
    const unseen = { name, desired: undefined, live: undefined }
    if (ignored.has(name.toLowerCase())) return [{ ...unseen, result: 'ignored', rule: 'lifecycle.ignoreChanges' }]
    if (isSecretReference(value)) return [{ ...unseen, result: 'secret', rule: 'keyed hash, or it cannot be read' }]
    return []
  })
}

function reasonOf({ change, document }: PlannedResource, properties: readonly ExplainedProperty[]): string {
  if (change.reason !== undefined) return change.reason
  const different = properties.filter(({ result }) => result === 'different').map(({ name }) => name)
  switch (change.action) {
    case 'none':
      if (document.onChanged !== undefined) return `none of ${document.onChanged.join(', ')} changes`
      if (document.fields['ensure'] === 'absent') return 'it does not exist, as is wanted'
      return 'everything that is declared is as it should be'
    case 'create':
      return 'it does not exist'
    case 'delete':
      return 'it exists, and is to be absent'
    case 'set':
      return `${different.join(', ')} ${different.length === 1 ? 'differs' : 'differ'}`
    case 'replace':
      return `${different.join(', ')} ${different.length === 1 ? 'differs' : 'differ'}, and cannot be changed while the object stands`
    case 'invoke':
      return 'its condition holds'
    case 'unknown':
      return 'whether something is to be done shows only when it is done'
  }
}

function related(name: string, { address }: { readonly address: PlannedResource['address'] }, plan: ReadyPlan): RelatedResource {
  const full = name.includes('/') ? name : `${address.configuration}/${name}`
  const isIt = (other: { readonly address: PlannedResource['address'] }): boolean =>
    `${other.address.configuration}/${other.address.resource}` === full
  const planned = plan.resources.find(isIt)
  if (planned !== undefined) return { name, action: planned.change.action }
  return { name, action: plan.failed.some(isIt) ? 'failed' : 'unknown' }
}
