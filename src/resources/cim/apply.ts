import { FaultError } from '../../base/errors.js'
import type { CimKeyValue, ObjectPath } from '../../cim/value.js'
import { type CimInstance, type CimProperty, cimInstance } from '../../cim/value.js'
import type { ApplyContext, ApplyResult, ResourceChange } from '../../engine/resource-type.js'
import type { CimSession } from '../../session/cim-session.js'
import { sentProperty } from '../shared/desired-value.js'
import type { ResourceFacts } from '../shared/facts.js'
import { formatIdentity } from '../shared/format-identity.js'
import { livePath, readInstances } from '../shared/read-instances.js'
import { waitUntil } from '../shared/wait-condition.js'
import { hasOwnKeys, wantedInstance } from '../shared/wanted-instance.js'
import { type CimDesired, type DesiredProperty, renamedPath } from './desired.js'
import { invokeStep } from './invoke-step.js'
import type { LiveObject } from './live-object.js'
import { changedNames } from './plan.js'
import { describeStep, type Step, stepsFor } from './steps.js'

/** Makes the planned calls one after the other; what the adapter says to wait for is waited for between them. */
export async function applyCim(
  session: CimSession,
  facts: ResourceFacts,
  desired: CimDesired,
  change: ResourceChange,
  observed: LiveObject | undefined,
  context: ApplyContext,
): Promise<ApplyResult> {
  const warnings = new Set<string>()
  const target = { session, facts, desired, context }
  let path = observed?.path ?? renamedPath(desired) ?? desired.path
  // What is created in the place of another object begins as a new one.
  let live = observed?.instance
  for (const step of stepsFor(desired, change.action, changedNames(change.deltas), observed)) {
    context.progress(describeStep(step))
    if (needsPath(step)) path = await hostPath(session, desired, path, context.signal)
    for (const warning of await perform(target, step, path, live)) warnings.add(warning)
    if (step.kind === 'invoke' && step.renames) path = renamedPath(desired) ?? path
    // What has been waited for is how the object stands before the next call.
    live = change.action === 'replace' ? undefined : settled(live, step)
  }
  if (desired.waitFor !== undefined && desired.ensure === 'present') {
    path = await hostPath(session, desired, path, context.signal)
    await waitUntil(session, pathsOf(desired, path), desired.waitFor, context)
  }
  return { warnings: [...warnings] }
}

function settled(live: CimInstance | undefined, step: Step): CimInstance | undefined {
  if (live === undefined || step.kind !== 'invoke' || step.step.waitFor === undefined) return live
  const { property: name, value } = step.step.waitFor
  const property: CimProperty = { name, type: 'string', array: false, value }
  return cimInstance(live.className, [...live.properties.values(), property], live.namespace)
}

/** A new name may not be in effect yet. */
function pathsOf(desired: CimDesired, path: ObjectPath): readonly [ObjectPath, ...ObjectPath[]] {
  return path === desired.path || !hasOwnKeys(desired.cimClass, desired.path) ? [path] : [path, desired.path]
}

function needsPath(step: Step): boolean {
  return step.kind === 'put' || step.kind === 'delete' || (step.kind === 'invoke' && !step.step.static)
}

/** Where the host finds the object: one that was created just now it has given keys, which are asked for. */
async function hostPath(session: CimSession, desired: CimDesired, path: ObjectPath, signal: AbortSignal): Promise<ObjectPath> {
  const { cimClass, namespace } = desired
  if (hasOwnKeys(cimClass, path)) return path
  const wanted = wantedInstance({ cimClass, namespace, path, properties: [] })
  const found = (await readInstances(session, [wanted], { signal })).get(wanted)
  if (found?.state === 'present') return livePath(wanted, found.value)
  throw found?.state === 'error' ? found.error : new VanishedError(path)
}

class VanishedError extends FaultError {
  readonly code = 'WMCTL_VANISHED'

  constructor(path: ObjectPath) {
    super(`${formatIdentity(path)} was created, and the host does not have it`, {
      hint: 'Plan again: the host may have named it otherwise, or refused it without saying so.',
    })
  }
}

interface Target {
  readonly session: CimSession
  readonly facts: ResourceFacts
  readonly desired: CimDesired
  readonly context: ApplyContext
}

async function perform(target: Target, step: Step, path: ObjectPath, live: CimInstance | undefined): Promise<readonly string[]> {
  const { session, desired, context } = target
  const { signal } = context
  switch (step.kind) {
    case 'create':
      await session.createInstance(desired.namespace, newInstance(desired, path, step.properties, context), { signal })
      return []
    case 'put':
      await session.modifyInstance(
        path,
        step.properties.map(({ declaration, value }) => sentProperty(declaration, value, context)),
        { signal },
      )
      return []
    case 'delete':
      await session.deleteInstance(path, { signal })
      return []
    case 'invoke':
      return invokeStep(target, { step: step.step, values: step.arguments, path, live })
  }
}

function newInstance(
  desired: CimDesired,
  { keys }: ObjectPath,
  properties: readonly DesiredProperty[],
  context: ApplyContext,
): CimInstance {
  const keyProperties = (keys === undefined || keys === 'singleton' ? [] : keys).map(({ name, value }): CimProperty => {
    const declaration = desired.cimClass.properties.get(name.toLowerCase())
    return { name, type: declaration?.type ?? 'string', array: false, value: value satisfies CimKeyValue }
  })
  return cimInstance(
    desired.cimClass.name,
    [...keyProperties, ...properties.map(({ declaration, value }) => sentProperty(declaration, value, context))],
    desired.namespace,
  )
}
