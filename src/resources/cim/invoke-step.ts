import { FaultError } from '../../base/errors.js'
import type { CimClass, CimMethodDeclaration } from '../../cim/class.js'
import type { MethodStep, WaitStep } from '../../cim/class-adapter.js'
import { convertValue } from '../../cim/convert.js'
import { formatRelativePath } from '../../cim/object-path.js'
import { type CimInstance, type CimProperty, type ObjectPath, propertyValue } from '../../cim/value.js'
import type { ApplyContext } from '../../engine/resource-type.js'
import type { CimSession, MethodCall } from '../../session/cim-session.js'
import { awaitJob } from '../shared/await-job.js'
import { callMethod, type MethodOutcome, type MethodRequest, methodError } from '../shared/call-method.js'
import { sentProperty } from '../shared/desired-value.js'
import type { ResourceFacts } from '../shared/facts.js'
import { MethodError } from '../shared/method-error.js'
import { caseName } from '../shared/text-field.js'
import { type PassingValues, StrayError, waitUntil } from '../shared/wait-condition.js'
import { hasOwnKeys } from '../shared/wanted-instance.js'
import { blockingObjects } from './blocking-objects.js'
import type { CimDesired } from './desired.js'
import type { StepValue } from './step-values.js'

interface Target {
  readonly session: CimSession
  readonly facts: ResourceFacts
  readonly desired: CimDesired
  readonly context: ApplyContext
}

interface Invocation {
  readonly step: MethodStep
  readonly values: readonly StepValue[]
  readonly path: ObjectPath
  /** The object before the change; undefined when it is new. */
  readonly live: CimInstance | undefined
}

/** Makes one call and waits for what it starts. Returns warnings; throws MethodError and the errors of waits and jobs. */
export async function invokeStep(target: Target, invocation: Invocation): Promise<readonly string[]> {
  const { session, desired, context } = target
  const { step, path } = invocation
  const request = methodRequest(target, invocation)
  try {
    const outcome = await callMethod(session, request)
    if (outcome.meaning === 'job' && step.job !== undefined) {
      const { subject, method } = request
      await awaitJob(session, { subject, method: method.name, namespace: desired.namespace, job: step.job, outcome, context })
    }
    if (step.waitFor !== undefined) await settle(target, invocation, step.waitFor, outcome, request)
    return outcome.warnings
  } catch (error) {
    const blocking = error instanceof MethodError ? step.blockedBy.get(error.returnCode) : undefined
    if (!(error instanceof MethodError) || blocking === undefined) throw error
    const names = await blockingObjects(session, path, desired.namespace, blocking, context.signal)
    throw names === '' ? error : methodError(request, error.returnCode, { because: names })
  }
}

function methodRequest({ facts, desired, context }: Target, { step, values, path }: Invocation): MethodRequest {
  const cimClass = step.of === undefined ? desired.cimClass : facts.classes.find(step.of.namespace, step.of.className)
  const method = cimClass?.methods.get(step.method.toLowerCase())
  if (cimClass === undefined || method === undefined) throw new AdapterMismatchError(desired, step.method)
  const adapter = step.of === undefined ? desired.adapter : facts.adapters.find(step.of.namespace, step.of.className)
  const call: MethodCall = {
    namespace: step.of?.namespace ?? desired.namespace,
    className: cimClass.name,
    method: method.name,
    arguments: inputsOf(desired, cimClass, method, values, context),
    ...(step.static ? {} : { path }),
  }
  return {
    // What an adapter lets documents call it, people call it.
    subject: formatRelativePath(hasOwnKeys(desired.cimClass, desired.path) ? path : desired.path),
    call,
    method,
    adapter,
    answers: step,
    retry: step.retry,
    ...(step.job === undefined ? {} : { jobCode: step.job.returnCode }),
    context,
  }
}

function inputsOf(
  desired: CimDesired,
  cimClass: CimClass,
  method: CimMethodDeclaration,
  values: readonly StepValue[],
  context: ApplyContext,
): readonly CimProperty[] {
  return values.map(({ parameter, value }) => {
    const declaration = method.parameters.find(({ name }) => name.toLowerCase() === parameter.toLowerCase())
    if (declaration === undefined) throw new AdapterMismatchError(desired, `${cimClass.name}.${method.name}.${parameter}`)
    return sentProperty(
      declaration,
      'secret' in value ? value : { plain: value.plain === null ? null : convertValue(declaration, value.plain) },
      context,
    )
  })
}

async function settle(
  { session, desired, context }: Target,
  { path, live }: Invocation,
  wait: WaitStep,
  outcome: MethodOutcome,
  request: MethodRequest,
): Promise<void> {
  const declaration = desired.cimClass.properties.get(wait.property.toLowerCase())
  if (declaration === undefined) throw new AdapterMismatchError(desired, wait.property)
  const expected = [{ declaration, value: convertValue(declaration, wait.value) }]
  const { pending, timeout, interval } = wait
  // Who allows the whole change longer allows it each of its steps.
  const longest = Math.max(timeout, desired.waitFor?.timeout ?? 0)
  const passing = pending.size === 0 ? undefined : passingValues(wait, outcome, live)
  try {
    await waitUntil(
      session,
      path,
      { expected, timeout: longest, interval, ...(passing === undefined ? {} : { passing }) },
      context,
    )
  } catch (error) {
    // The method said that it may be on its way, and it is not: what it said is then a refusal.
    if (error instanceof StrayError && outcome.meaning === 'pending' && outcome.returnCode !== undefined) {
      throw methodError(request, outcome.returnCode)
    }
    throw error
  }
}

function passingValues({ pending, property }: WaitStep, outcome: MethodOutcome, live: CimInstance | undefined): PassingValues {
  if (outcome.meaning === 'pending') return { pending, before: 'none' }
  return { pending, before: live === undefined ? 'any' : { value: caseName(propertyValue(live, property)) } }
}

/** The adapter was checked against the catalogue when it was read; a host whose class differs ends here. */
class AdapterMismatchError extends FaultError {
  readonly code = 'WMCTL_ADAPTER'

  constructor(desired: CimDesired, member: string) {
    super(`The adapter of ${desired.cimClass.name} uses ${member}, which this class does not have`)
  }
}
