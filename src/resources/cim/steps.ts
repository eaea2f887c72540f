import type { MethodStep, PropertyWrite, StepArgument } from '../../cim/class-adapter.js'
import { formatValue } from '../../cim/format.js'
import { type CimInstance, type CimValue, propertyValue } from '../../cim/value.js'
import type { Action } from '../../engine/resource-type.js'
import { caseName } from '../shared/text-field.js'
import type { CimDesired, DesiredProperty, DesiredValue } from './desired.js'

/** One call to the host. Values that are secrets stay references until they are sent. */
export type Step =
  | { readonly kind: 'create' | 'put'; readonly className: string; readonly properties: readonly DesiredProperty[] }
  | { readonly kind: 'delete'; readonly className: string }
  | { readonly kind: 'invoke'; readonly step: MethodStep; readonly arguments: readonly StepValue[] }

export interface StepValue {
  readonly parameter: string
  readonly value: DesiredValue
}

/** The calls for an action, in the order they must be made. `changed` names the properties that differ. */
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
    case 'set':
      return writeSteps(
        desired,
        desired.properties.filter(({ declaration }) => changed.has(declaration.name)),
        observed,
      )
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
      return `${step.step.method}(${step.arguments.map(({ parameter, value }) => `${parameter}=${shown(value)}`).join(', ')})`
  }
}

function assignment({ declaration, value }: DesiredProperty): string {
  return `${declaration.name}=${shown(value)}`
}

function shown(value: DesiredValue): string {
  return 'secret' in value ? '***' : formatValue(value.plain)
}

function createSteps(desired: CimDesired): readonly Step[] {
  const how = desired.adapter?.create
  if (how === undefined || 'unsupported' in how) {
    const byPut = desired.properties.filter(({ write }) => write.by === 'put' || write.by === 'replace')
    const rest = desired.properties.filter((property) => !byPut.includes(property))
    return [{ kind: 'create', className: desired.cimClass.name, properties: byPut }, ...writeSteps(desired, rest, undefined)]
  }
  const given = new Set(how.arguments.flatMap(({ from }) => ('property' in from ? [from.property.toLowerCase()] : [])))
  const rest = desired.properties.filter(({ declaration }) => !given.has(declaration.name.toLowerCase()))
  return [invokeStep(desired, how, undefined), ...writeSteps(desired, rest, undefined)]
}

function deleteStep(desired: CimDesired, observed: CimInstance | undefined): Step {
  const how = desired.adapter?.delete
  return how === undefined || 'unsupported' in how
    ? { kind: 'delete', className: desired.cimClass.name }
    : invokeStep(desired, how, observed)
}

/** Puts travel together; a method that writes several properties is called once; lower `order` goes first. */
function writeSteps(
  desired: CimDesired,
  properties: readonly DesiredProperty[],
  observed: CimInstance | undefined,
): readonly Step[] {
  const steps: { readonly order: number; readonly step: Step }[] = []
  const put = properties.filter(({ write }) => write.by === 'put')
  if (put.length > 0) steps.push({ order: 0, step: { kind: 'put', className: desired.cimClass.name, properties: put } })
  const called = new Set<string>()
  for (const property of properties) {
    const how = methodOf(property.write, property.value)
    if (how === undefined) continue
    const call = `${how.method}(${how.writesTogether.join()})`
    if (how.writesTogether.length > 1 && called.has(call)) continue
    called.add(call)
    steps.push({ order: how.order, step: invokeStep(desired, how, observed) })
  }
  return steps.sort((a, b) => a.order - b.order).map(({ step }) => step)
}

function methodOf(write: PropertyWrite, value: DesiredValue): MethodStep | undefined {
  if (write.by === 'method') return write
  if (write.by !== 'value' || 'secret' in value) return undefined
  return write.cases.get(caseName(value.plain))
}

function invokeStep(desired: CimDesired, step: MethodStep, observed: CimInstance | undefined): Step {
  const values: StepValue[] = []
  for (const argument of step.arguments) {
    const value = argumentValue(desired, argument, observed)
    if (value !== undefined) values.push({ parameter: argument.parameter, value })
  }
  return { kind: 'invoke', step, arguments: values }
}

/** The desired value of a property, else its live one; an argument that has neither is left out of the call. */
function argumentValue(desired: CimDesired, argument: StepArgument, observed: CimInstance | undefined): DesiredValue | undefined {
  if ('constant' in argument.from) return { plain: argument.from.constant }
  const name = argument.from.property.toLowerCase()
  const wanted = desired.properties.find(({ declaration }) => declaration.name.toLowerCase() === name)
  const value = wanted?.value ?? keyOf(desired, name) ?? liveOf(observed, name)
  return value === undefined || 'secret' in value ? value : { plain: mapped(argument, value.plain) }
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

function mapped(argument: StepArgument, value: CimValue): CimValue {
  return (typeof value === 'string' ? argument.map?.get(value.toLowerCase()) : undefined) ?? value
}
