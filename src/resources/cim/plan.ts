import { compareProperty } from '../../cim/compare/compare.js'
import { type CimInstance, type CimValue, propertyValue, type TypedValue } from '../../cim/value.js'
import type { Action, PlanContext, PropertyDelta, ResourceChange, ShownValue } from '../../engine/resource-type.js'
import { consequenceTexts } from '../shared/consequences.js'
import { keyNamesOf } from '../shared/wanted-instance.js'
import { type CimDesired, type DesiredProperty, renamedPath } from './desired.js'
import type { LiveObject } from './live-object.js'
import { consequencesOf, describeStep, type Step, stepsFor } from './steps.js'

/** The typed difference between desired and observed, and the calls that would end it. Pure. */
export function planCim(desired: CimDesired, observed: LiveObject | undefined, context: PlanContext): ResourceChange {
  if (desired.ensure === 'absent') {
    if (observed === undefined) return unchanged([])
    const deltas = keyNamesOf(desired.path).map((name) => keyDelta(desired, observed.instance, name))
    return change(desired, 'delete', deltas, observed)
  }
  if (observed === undefined) {
    const created = desired.properties.filter(({ declaration }) => !declaration.key)
    const deltas = [...keyDeltas(desired), ...created.map((property) => delta(property, undefined, context))]
    return change(desired, 'create', deltas, observed)
  }
  const kept = desired.properties.filter(({ declaration }) => !desired.ignored.has(declaration.name.toLowerCase()))
  const deltas = differences(kept, observed.instance, context)
  const changed = changedNames(deltas)
  if (changed.size === 0) return unchanged(deltas)
  const replaced = kept.some(({ declaration, write }) => write.by === 'replace' && changed.has(declaration.name))
  // The new object gets every property, also those that were to be left alone.
  return replaced
    ? change(desired, 'replace', differences(desired.properties, observed.instance, context), observed)
    : change(desired, 'set', deltas, observed)
}

function change(
  desired: CimDesired,
  action: Action,
  deltas: readonly PropertyDelta[],
  observed: LiveObject | undefined,
): ResourceChange {
  const steps = stepsFor(desired, action, changedNames(deltas), observed)
  const warnings = new Set(steps.flatMap((step) => warningsOf(step, desired)))
  return { action, deltas: [...deltas].sort(changesFirst), steps: steps.map(describeStep), warnings: [...warnings] }
}

/** What a call brings with it, and why a host may refuse it: documentation is not always right, so it is tried. */
function warningsOf(step: Step, { cimClass }: CimDesired): readonly string[] {
  const warnings = consequencesOf(step).flatMap(consequenceTexts)
  if (step.kind === 'create' && cimClass.supportsCreate === false)
    warnings.push(`objects of ${cimClass.name} are documented as not to be created`)
  if (step.kind === 'delete' && cimClass.supportsDelete === false)
    warnings.push(`objects of ${cimClass.name} are documented as not to be deleted`)
  return warnings
}

/** Names of the properties a set has to write. */
export function changedNames(deltas: readonly PropertyDelta[]): ReadonlySet<string> {
  return new Set(deltas.filter(({ equal }) => equal === undefined).map(({ name }) => name))
}

function unchanged(deltas: readonly PropertyDelta[]): ResourceChange {
  return { action: 'none', deltas, steps: [], warnings: [] }
}

function differences(properties: readonly DesiredProperty[], observed: CimInstance, context: PlanContext): PropertyDelta[] {
  return properties.flatMap((property) => difference(property, observed, context) ?? [])
}

function difference(property: DesiredProperty, observed: CimInstance, context: PlanContext): PropertyDelta | undefined {
  const { declaration, value } = property
  // What can only be written says nothing about a change.
  if (property.writeOnly) return undefined
  const live = propertyValue(observed, declaration.name)
  if ('secret' in value) {
    // A password reads as nothing, and then says nothing either.
    if (live === null) return undefined
    return typeof live === 'string' && context.hashText(live) === context.hashSecret(value.secret)
      ? undefined
      : delta(property, live, context)
  }
  const comparison = compareProperty(declaration, value.plain, live, property.comparison)
  if (!comparison.equal) return delta(property, live, context)
  return comparison.rule === undefined ? undefined : { ...delta(property, live, context), equal: comparison.rule }
}

/** `live` undefined: there is no object yet. */
function delta(property: DesiredProperty, live: CimValue | undefined, context: PlanContext): PropertyDelta {
  const { declaration, value } = property
  if ('secret' in value) {
    const before: ShownValue | undefined =
      typeof live === 'string' ? { sensitive: true, hash: context.hashText(live) } : undefined
    return { name: declaration.name, before, after: { sensitive: true, hash: context.hashSecret(value.secret) } }
  }
  return {
    name: declaration.name,
    before: live === undefined ? undefined : typed(property, live),
    after: typed(property, value.plain),
  }
}

function typed({ declaration }: Pick<DesiredProperty, 'declaration'>, value: CimValue): TypedValue {
  return { type: declaration.type, array: declaration.array, value }
}

/** A new object has the name it is to have in the end. */
function keyDeltas(desired: CimDesired): PropertyDelta[] {
  const { keys } = renamedPath(desired) ?? desired.path
  if (keys === undefined || keys === 'singleton') return []
  return keys.map(({ name, value }) => ({ name, before: undefined, after: keyValue(desired, name, value) }))
}

function keyDelta(desired: CimDesired, observed: CimInstance, name: string): PropertyDelta {
  return { name, before: keyValue(desired, name, propertyValue(observed, name)), after: undefined }
}

function keyValue(desired: CimDesired, name: string, value: CimValue): TypedValue {
  return { type: desired.cimClass.properties.get(name.toLowerCase())?.type ?? 'string', array: false, value }
}

function changesFirst(a: PropertyDelta, b: PropertyDelta): number {
  return Number(a.equal !== undefined) - Number(b.equal !== undefined)
}
