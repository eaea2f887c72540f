import { FaultError } from '../../base/errors.js'
import type { MethodStep } from '../../cim/class-adapter.js'
import { convertValue } from '../../cim/convert.js'
import { formatRelativePath } from '../../cim/object-path.js'
import { type CimInstance, type CimProperty, cimInstance } from '../../cim/value.js'
import type { ApplyContext, ApplyResult, ResourceChange } from '../../engine/resource-type.js'
import type { CimSession } from '../../session/cim-session.js'
import { callMethod } from '../shared/call-method.js'
import { sentProperty } from '../shared/desired-value.js'
import { waitUntil } from '../shared/wait-condition.js'
import type { CimDesired, DesiredProperty } from './desired.js'
import { changedNames } from './plan.js'
import { describeStep, type Step, type StepValue, stepsFor } from './steps.js'

/** Makes the planned calls one after the other; what the adapter says to wait for is waited for between them. */
export async function applyCim(
  session: CimSession,
  desired: CimDesired,
  change: ResourceChange,
  observed: CimInstance | undefined,
  context: ApplyContext,
): Promise<ApplyResult> {
  const warnings: string[] = []
  for (const step of stepsFor(desired, change.action, changedNames(change.deltas), observed)) {
    context.progress(describeStep(step))
    warnings.push(...(await perform(session, desired, step, context)))
  }
  if (desired.waitFor !== undefined && desired.ensure === 'present') {
    await waitUntil(session, desired.path, desired.waitFor, context)
  }
  return { warnings }
}

async function perform(session: CimSession, desired: CimDesired, step: Step, context: ApplyContext): Promise<readonly string[]> {
  const { signal } = context
  switch (step.kind) {
    case 'create':
      await session.createInstance(desired.namespace, newInstance(desired, step.properties, context), { signal })
      return []
    case 'put':
      await session.modifyInstance(
        desired.path,
        step.properties.map(({ declaration, value }) => sentProperty(declaration, value, context)),
        { signal },
      )
      return []
    case 'delete':
      await session.deleteInstance(desired.path, { signal })
      return []
    case 'invoke':
      return invoke(session, desired, step.step, step.arguments, context)
  }
}

async function invoke(
  session: CimSession,
  desired: CimDesired,
  step: MethodStep,
  values: readonly StepValue[],
  context: ApplyContext,
): Promise<readonly string[]> {
  const method = desired.cimClass.methods.get(step.method.toLowerCase())
  if (method === undefined) throw new AdapterMismatchError(desired, step.method)
  const inputs: CimProperty[] = []
  for (const { parameter, value } of values) {
    const declaration = method.parameters.find(({ name }) => name.toLowerCase() === parameter.toLowerCase())
    if (declaration === undefined) throw new AdapterMismatchError(desired, `${step.method}.${parameter}`)
    const converted = 'secret' in value ? value : { plain: convertValue(declaration, value.plain) }
    inputs.push(sentProperty(declaration, converted, context))
  }
  const warnings = await callMethod(session, {
    subject: formatRelativePath(desired.path),
    call: {
      namespace: desired.namespace,
      className: desired.cimClass.name,
      method: method.name,
      arguments: inputs,
      ...(step.static ? {} : { path: desired.path }),
    },
    method,
    returnCodes: [step.returnCodes, ...(desired.adapter === undefined ? [] : [desired.adapter.returnCodes])],
    context,
  })
  await settle(session, desired, step, context)
  return warnings
}

async function settle(session: CimSession, desired: CimDesired, step: MethodStep, context: ApplyContext): Promise<void> {
  if (step.waitFor === undefined) return
  const declaration = desired.cimClass.properties.get(step.waitFor.property.toLowerCase())
  if (declaration === undefined) throw new AdapterMismatchError(desired, step.waitFor.property)
  const expected = [{ declaration, value: convertValue(declaration, step.waitFor.value) }]
  const { timeout, interval } = step.waitFor
  // Who allows the whole change longer allows it each of its steps.
  const longest = Math.max(timeout, desired.waitFor?.timeout ?? 0)
  await waitUntil(session, desired.path, { expected, timeout: longest, interval }, context)
}

function newInstance(desired: CimDesired, properties: readonly DesiredProperty[], context: ApplyContext): CimInstance {
  const { keys } = desired.path
  const keyProperties = (keys === undefined || keys === 'singleton' ? [] : keys).map(({ name, value }): CimProperty => {
    const declaration = desired.cimClass.properties.get(name.toLowerCase())
    return { name, type: declaration?.type ?? 'string', array: false, value }
  })
  return cimInstance(
    desired.cimClass.name,
    [...keyProperties, ...properties.map(({ declaration, value }) => sentProperty(declaration, value, context))],
    desired.namespace,
  )
}

/** The adapter was checked against the catalogue when it was read; a host whose class differs ends here. */
class AdapterMismatchError extends FaultError {
  readonly code = 'WMCTL_ADAPTER'

  constructor(desired: CimDesired, member: string) {
    super(`The adapter of ${desired.cimClass.name} uses ${member}, which this class does not have`)
  }
}
