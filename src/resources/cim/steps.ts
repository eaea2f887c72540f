import type { Consequences, CreateSequence, MethodSequence, MethodStep, PropertyWrite } from '../../cim/class-adapter.js'
import { type CimInstance, type CimValue, propertyValue } from '../../cim/value.js'
import { PlanError } from '../../engine/plan-error.js'
import type { Action } from '../../engine/resource-type.js'
import { type DesiredValue, showDesired } from '../shared/desired-value.js'
import { formatIdentity } from '../shared/format-identity.js'
import { caseName } from '../shared/text-field.js'
import type { CimDesired, DesiredProperty } from './desired.js'
import { isCreatedAsInstance, renamedPath } from './desired.js'
import { elementChanges } from './elements.js'
import type { LiveObject } from './live-object.js'
import { type StepValue, stepValues, type ValueSource } from './step-values.js'

/** One call to the host. Values that are secrets stay references until they are sent. */
export type Step =
  | { readonly kind: 'create' | 'put'; readonly properties: readonly DesiredProperty[] }
  | { readonly kind: 'delete' }
  | {
      readonly kind: 'invoke'
      readonly step: MethodStep
      readonly arguments: readonly StepValue[]
      /** The object has another name afterwards. */
      readonly renames: boolean
    }

/**
 * The calls for an action, in the order they must be made. `changed` names the properties that differ. Throws PlanError, with
 * the adapter's reason, for what cannot be done to objects of the class.
 */
export function stepsFor(
  desired: CimDesired,
  action: Action,
  changed: ReadonlySet<string>,
  observed: LiveObject | undefined,
): readonly Step[] {
  switch (action) {
    case 'create':
      return createSteps(desired)
    case 'delete':
      return deleteSteps(desired, observed)
    case 'replace':
      return [...deleteSteps(desired, observed), ...createSteps(desired, observed)]
    case 'set': {
      const properties = desired.properties.filter(({ declaration }) => changed.has(declaration.name))
      return writeSteps(properties, {
        written: changed,
        wanted: (name) => (desired.ignored.has(name) ? undefined : propertyOf(desired, name)?.value),
        key: (name) => keyOf(desired, observed, name),
        live: (name) => liveOf(observed?.instance, name),
      })
    }
    case 'none':
    case 'invoke':
    case 'unknown':
      return []
  }
}

/** `ChangeStartMode(StartMode="Disabled")`, `Put(VariableValue="x")`; secrets as ***. */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case 'create':
      return `Create(${step.properties.map(assignment).join(', ')})`
    case 'put':
      return `Put(${step.properties.map(assignment).join(', ')})`
    case 'delete':
      return 'Delete()'
    case 'invoke': {
      const { of, method } = step.step
      const name = of === undefined ? method : `${of.className}.${method}`
      return `${name}(${step.arguments.map(({ parameter, value }) => `${parameter}=${showDesired(value)}`).join(', ')})`
    }
  }
}

/** What a call interrupts, and what has to happen before it is in effect. */
export function consequencesOf(step: Step): readonly Consequences[] {
  if (step.kind === 'invoke') return [step.step]
  if (step.kind === 'delete') return []
  return step.properties.flatMap(({ write }) => (write.by === 'put' ? [write] : []))
}

function assignment({ declaration, value }: DesiredProperty): string {
  return `${declaration.name}=${showDesired(value)}`
}

/** What takes the place of another object (`replaced`) keeps what that had and the document leaves open. */
function createSteps(desired: CimDesired, replaced?: LiveObject): readonly Step[] {
  const how = creationOf(desired)
  // A new object gets its last name at once.
  const properties = desired.properties.filter(({ declaration }) => !declaration.key)
  const initial = how === undefined ? new Map<string, string>() : how.initial
  const source: ValueSource = {
    written: new Set(properties.map(({ declaration }) => declaration.name)),
    wanted: (name) => propertyOf(desired, name)?.value,
    key: (name) => keyOf(desired, undefined, name),
    live: (name) => (initial.has(name) ? { plain: initial.get(name) ?? null } : liveOf(replaced?.instance, name)),
  }
  if (how === undefined) {
    const withInstance = properties.filter(({ write, writeOnly }) => (write.by === 'put' || write.by === 'replace') && !writeOnly)
    const rest = properties.filter((property) => !withInstance.includes(property) && !property.writeOnly)
    return [{ kind: 'create', properties: withInstance }, ...writeSteps(rest, source)]
  }
  const making = how.steps.flatMap((step) => invokeSteps(step, { passes: 'all', source, own: new Set(), renames: false }))
  const given = new Set(
    how.steps.flatMap((step) => step.arguments.flatMap(({ from }) => ('property' in from ? [from.property.toLowerCase()] : []))),
  )
  const rest = properties.filter(
    ({ declaration, value, writeOnly }) =>
      !(writeOnly || given.has(declaration.name.toLowerCase()) || isInitially(initial, declaration.name, value)),
  )
  return [...making, ...writeSteps(rest, source)]
}

function isInitially(initial: ReadonlyMap<string, string>, name: string, value: DesiredValue): boolean {
  return 'plain' in value && initial.get(name.toLowerCase())?.toLowerCase() === caseName(value.plain)
}

/** What is to be deleted is the object as it is: its own values, not those it was to have. */
function deleteSteps(desired: CimDesired, observed: LiveObject | undefined): readonly Step[] {
  const how = orRefuse(desired, 'delete', desired.adapter?.delete)
  if (how === undefined) return [{ kind: 'delete' }]
  const source: ValueSource = {
    written: new Set(),
    wanted: () => undefined,
    key: (name) => keyOf(desired, observed, name),
    live: (name) => liveOf(observed?.instance, name),
  }
  return how.steps.flatMap((step) => invokeSteps(step, { passes: 'all', source, own: new Set(), renames: false }))
}

/** The adapter's calls for a new object; undefined: it is created as an instance. */
function creationOf(desired: CimDesired): CreateSequence | undefined {
  return orRefuse(desired, 'create', isCreatedAsInstance(desired) ? undefined : desired.adapter?.create)
}

function orRefuse<How extends MethodSequence>(
  desired: CimDesired,
  action: 'create' | 'delete',
  how: How | { readonly unsupported: string } | undefined,
): How | undefined {
  if (how === undefined || !('unsupported' in how)) return how
  throw new PlanError(`${formatIdentity(desired.path)} cannot be ${action}d: ${how.unsupported}`)
}

/** Puts travel together; calls that write several properties are made once; lower `order` goes first, a new name last. */
function writeSteps(properties: readonly DesiredProperty[], source: ValueSource): readonly Step[] {
  const writes: { readonly order: number; readonly steps: readonly Step[] }[] = []
  const put = properties.filter(({ write }) => write.by === 'put')
  if (put.length > 0) writes.push({ order: 0, steps: [{ kind: 'put', properties: put }] })
  const made = new Set<MethodSequence | PropertyWrite>()
  for (const property of properties) {
    if (property.write.by === 'elements' && !made.has(property.write)) {
      made.add(property.write)
      writes.push(...elementWrites(property.write, properties, source))
      continue
    }
    const how = sequenceOf(property.write, property.value)
    if (how === undefined || made.has(how)) continue
    made.add(how)
    const together = properties.filter(({ write }) => write === property.write)
    const own = new Set(together.map(({ declaration }) => declaration.name.toLowerCase()))
    const renames = together.some(({ declaration }) => declaration.key)
    const passes = property.write.by === 'method' ? property.write.passes : 'all'
    const steps = how.steps.flatMap((step) => invokeSteps(step, { passes, source, own, renames }))
    if (steps.length === 0) throw new PlanError(noWay(property, source))
    writes.push({ order: renames ? Number.POSITIVE_INFINITY : how.order, steps })
  }
  const steps = [...writes].sort((a, b) => (a.order === b.order ? 0 : a.order - b.order)).flatMap((write) => write.steps)
  return steps.filter((step, index) => steps.findIndex((other) => isSameCall(step, other)) === index)
}

/** What is too much goes first, so that a list is never longer than before or after. */
function elementWrites(
  write: Extract<PropertyWrite, { by: 'elements' }>,
  properties: readonly DesiredProperty[],
  source: ValueSource,
): readonly { readonly order: number; readonly steps: readonly Step[] }[] {
  const changes = properties
    .filter((property) => property.write === write)
    .map((property) => ({ property, ...elementChanges(property, source.live(property.declaration.name.toLowerCase())) }))
  return (['remove', 'add'] as const).flatMap((action) => {
    const elements = new Map(
      changes.flatMap(({ property, missing, surplus }): readonly (readonly [string, DesiredValue])[] => {
        const plain = action === 'add' ? missing : surplus
        return plain.length === 0 ? [] : [[property.declaration.name.toLowerCase(), { plain }]]
      }),
    )
    if (elements.size === 0) return []
    const passed: ValueSource = { ...source, written: new Set(elements.keys()), wanted: (name) => elements.get(name) }
    const call: Call = { passes: 'changed', source: passed, own: new Set(elements.keys()), renames: false }
    const { order, steps } = write[action]
    return [{ order, steps: steps.flatMap((step) => invokeSteps(step, call)) }]
  })
}

function noWay({ declaration: { name }, value }: DesiredProperty, { live }: ValueSource): string {
  const now = live(name.toLowerCase())
  return `There is no way from ${name} = ${now === undefined ? 'null' : showDesired(now)} to ${name} = ${showDesired(value)}`
}

/** Two properties may lead to one call, which is then made once. A secret is not told from another. */
function isSameCall(a: Step, b: Step): boolean {
  if (a === b) return true
  if (a.kind !== 'invoke' || b.kind !== 'invoke' || a.step.method !== b.step.method) return false
  const isOpen = a.arguments.every(({ value }) => 'plain' in value)
  return isOpen && describeStep(a) === describeStep(b)
}

function sequenceOf(write: PropertyWrite, value: DesiredValue): MethodSequence | undefined {
  if (write.by === 'method') return write
  if (write.by !== 'value' || 'secret' in value) return undefined
  return write.cases.get(caseName(value.plain))
}

interface Call {
  readonly passes: 'all' | 'changed'
  readonly source: ValueSource
  /** Lower-cased names of the properties that the call is for. */
  readonly own: ReadonlySet<string>
  readonly renames: boolean
}

/** The call with its arguments, or none when the object is not as its `when` wants it. */
function invokeSteps(step: MethodStep, { passes, source, own, renames }: Call): readonly Step[] {
  for (const [name, values] of step.when ?? []) {
    const live = source.live(name)
    if (live === undefined || 'secret' in live || !values.has(caseName(live.plain))) return []
  }
  return [{ kind: 'invoke', step, arguments: stepValues(step.arguments, { passes, source, own }), renames }]
}

function propertyOf(desired: CimDesired, name: string): DesiredProperty | undefined {
  return desired.properties.find(({ declaration }) => declaration.name.toLowerCase() === name)
}

/** Of an object that is there, the name that it has; of a new one, the last that it is to have. */
function keyOf(desired: CimDesired, observed: LiveObject | undefined, name: string): DesiredValue | undefined {
  const { keys } = observed?.path ?? renamedPath(desired) ?? desired.path
  if (keys === undefined || keys === 'singleton') return undefined
  const named = typeof desired.path.keys === 'object' ? desired.path.keys : []
  const key = [...keys, ...named].find((one) => one.name.toLowerCase() === name)
  return key === undefined ? undefined : { plain: key.value }
}

function liveOf(instance: CimInstance | undefined, name: string): DesiredValue | undefined {
  const value: CimValue = instance === undefined ? null : propertyValue(instance, name)
  return value === null ? undefined : { plain: value }
}
