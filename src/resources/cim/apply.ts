import type { CimKeyValue, ObjectPath } from '../../cim/value.js'
import { type CimInstance, type CimProperty, cimInstance } from '../../cim/value.js'
import type { ApplyContext, ApplyResult, ResourceChange } from '../../engine/resource-type.js'
import type { CimSession } from '../../session/cim-session.js'
import { sentProperty } from '../shared/desired-value.js'
import type { ResourceFacts } from '../shared/facts.js'
import { waitUntil } from '../shared/wait-condition.js'
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
    for (const warning of await perform(target, step, path, live)) warnings.add(warning)
    if (step.kind === 'invoke' && step.renames) path = renamedPath(desired) ?? path
    if (change.action === 'replace') live = undefined
  }
  if (desired.waitFor !== undefined && desired.ensure === 'present') {
    await waitUntil(session, pathsOf(desired, path), desired.waitFor, context)
  }
  return { warnings: [...warnings] }
}

/** A new name may not be in effect yet. */
function pathsOf(desired: CimDesired, path: ObjectPath): readonly [ObjectPath, ...ObjectPath[]] {
  return path === desired.path ? [path] : [path, desired.path]
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
