import type { MethodStep, PropertyWrite, StepArgument } from '../../cim/class-adapter.js'
import { type CimInstance, type CimValue, propertyValue } from '../../cim/value.js'
import { PlanError } from '../../engine/plan-error.js'
import type { Action } from '../../engine/resource-type.js'
import { type DesiredValue, showDesired } from '../shared/desired-value.js'
import { formatIdentity } from '../shared/format-identity.js'
import { caseName } from '../shared/text-field.js'
import type { CimDesired, DesiredProperty } from './desired.js'

/** One call to the host. Values that are secrets stay references until they are sent. */
export type Step =
  | { readonly kind: 'create' | 'put'; readonly properties: readonly DesiredProperty[] }
  | { readonly kind: 'delete' }
  | { readonly kind: 'invoke'; readonly step: MethodStep; readonly arguments: readonly StepValue[] }

export interface StepValue {
  readonly parameter: string
  readonly value: DesiredValue
}

/**
 * The calls for an action, in the order they must be made. `changed` names the properties that differ. Throws PlanError, with
 * the adapter's reason, for what cannot be done to objects of the class.
 */
export function stepsFor(
  desired: CimDesired,
  action: Action,
  changed: ReadonlySet<string>,
  observed: CimInstance | undefined,
): readonly Step[] {
  switch (action) {
    case 'create':
      return createSteps(desired)
    case 'delete':
      return [deleteStep(desired, observed)]
    case 'replace':
      return [deleteStep(desired, observed), ...createSteps(desired)]
    case 'set': {
      const properties = desired.properties.filter(({ declaration }) => changed.has(declaration.name))
      return writeSteps(properties, (name) => wantedOf(desired, name) ?? keyOf(desired, name) ?? liveOf(observed, name))
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
    case 'invoke':
      return `${step.step.method}(${step.arguments.map(({ parameter, value }) => `${parameter}=${showDesired(value)}`).join(', ')})`
  }
}

function assignment({ declaration, value }: DesiredProperty): string {
  return `${declaration.name}=${showDesired(value)}`
}

/** Where a call takes the value of a property from, by its lower-cased name. */
type ValueSource = (name: string) => DesiredValue | undefined

function createSteps(desired: CimDesired): readonly Step[] {
  const how = methodFor(desired, 'create')
  const { properties } = desired
  const source: ValueSource = (name) => propertyOf(desired, name)?.value ?? keyOf(desired, name)
  if (how === undefined) {
    const withInstance = properties.filter(({ write }) => write.by === 'put' || write.by === 'replace')
    const rest = properties.filter((property) => !withInstance.includes(property))
    return [{ kind: 'create', properties: withInstance }, ...writeSteps(rest, source)]
  }
  const given = new Set(how.arguments.flatMap(({ from }) => ('property' in from ? [from.property.toLowerCase()] : [])))
  const rest = properties.filter(({ declaration }) => !given.has(declaration.name.toLowerCase()))
  return [invokeStep(how, source), ...writeSteps(rest, source)]
}

/** What is to be deleted is the object as it is: its own values, not those it was to have. */
function deleteStep(desired: CimDesired, observed: CimInstance | undefined): Step {
  const how = methodFor(desired, 'delete')
  return how === undefined ? { kind: 'delete' } : invokeStep(how, (name) => keyOf(desired, name) ?? liveOf(observed, name))
}

/** The adapter's method; undefined: the operation on the instance. */
function methodFor(desired: CimDesired, action: 'create' | 'delete'): MethodStep | undefined {
  const how = desired.adapter?.[action]
  if (how === undefined || !('unsupported' in how)) return how
  throw new PlanError(`${formatIdentity(desired.path)} cannot be ${action}d: ${how.unsupported}`)
}

/** Puts travel together; a method that writes several properties is called once; lower `order` goes first. */
function writeSteps(properties: readonly DesiredProperty[], source: ValueSource): readonly Step[] {
  const steps: { readonly order: number; readonly step: Step }[] = []
  const put = properties.filter(({ write }) => write.by === 'put')
  if (put.length > 0) steps.push({ order: 0, step: { kind: 'put', properties: put } })
  const called = new Set<string>()
  for (const property of properties) {
    const how = methodOf(property.write, property.value)
    if (how === undefined) continue
    const call = `${how.method}(${how.writesTogether.join()})`
    if (how.writesTogether.length > 1 && called.has(call)) continue
    called.add(call)
    steps.push({ order: how.order, step: invokeStep(how, source) })
  }
  return steps.sort((a, b) => a.order - b.order).map(({ step }) => step)
}

function methodOf(write: PropertyWrite, value: DesiredValue): MethodStep | undefined {
  if (write.by === 'method') return write
  if (write.by !== 'value' || 'secret' in value) return undefined
  return write.cases.get(caseName(value.plain))
}

/** An argument that has no value is left out of the call. */
function invokeStep(step: MethodStep, source: ValueSource): Step {
  const values: StepValue[] = []
  for (const argument of step.arguments) {
    const value = argumentValue(argument, source)
    if (value !== undefined) values.push({ parameter: argument.parameter, value })
  }
  return { kind: 'invoke', step, arguments: values }
}

function argumentValue({ from, map }: StepArgument, source: ValueSource): DesiredValue | undefined {
  if ('constant' in from) return { plain: from.constant }
  const value = source(from.property.toLowerCase())
  if (value === undefined) return from.default === undefined ? undefined : { plain: from.default }
  return 'secret' in value ? value : { plain: mapped(map, value.plain) }
}

function mapped(map: StepArgument['map'], value: CimValue): CimValue {
  return map?.get(caseName(value)) ?? value
}

/** What the document wants of an object that exists; what it ignores then it does not want. */
function wantedOf(desired: CimDesired, name: string): DesiredValue | undefined {
  return desired.ignored.has(name) ? undefined : propertyOf(desired, name)?.value
}

function propertyOf(desired: CimDesired, name: string): DesiredProperty | undefined {
  return desired.properties.find(({ declaration }) => declaration.name.toLowerCase() === name)
}

function keyOf(desired: CimDesired, name: string): DesiredValue | undefined {
  const { keys } = desired.path
  if (keys === undefined || keys === 'singleton') return undefined
  const key = keys.find((one) => one.name.toLowerCase() === name)
  return key === undefined ? undefined : { plain: key.value }
}

function liveOf(observed: CimInstance | undefined, name: string): DesiredValue | undefined {
  const value = observed === undefined ? null : propertyValue(observed, name)
  return value === null ? undefined : { plain: value }
}
