import { InternalError } from '../base/errors.js'
import { canonicalJson } from './canonical-json.js'
import type { Failure } from './plan.js'
import type { Action, Observation, PropertyDelta, Readable, ResourceChange, ShownValue } from './resource-type.js'

/** Changes whose effect is a state that can be read back. An invoke waits for its effect itself, a task without a test cannot tell. */
export function isVerifiable(action: Action): boolean {
  return action === 'create' || action === 'set' || action === 'delete' || action === 'replace'
}

/**
 * Whether an accepted change took: `replan` is what would be planned on what was read back, and should be nothing. Returns the
 * failure otherwise, with expected and actual values.
 */
export function notTaken(
  action: Action,
  observation: Observation<unknown> | undefined,
  replan: (readable: Readable) => ResourceChange,
): Failure | undefined {
  if (observation === undefined) throw new InternalError('A change was not read back')
  if (observation.state === 'error') {
    return failure(`The host accepted the change, but it could not be read back: ${observation.error.message}`)
  }
  const rest = replan(observation)
  if (rest.action === 'none' || rest.action === 'unknown') return undefined
  if (action === 'delete') return failure('The host accepted the change, but the object still exists')
  if (observation.state === 'absent') return failure('The host accepted the change, but the object does not exist')
  const differences = rest.deltas.filter(({ equal }) => equal === undefined).map(describe)
  return failure(`The host accepted the change, but it did not take: ${differences.join('; ') || rest.action}`)
}

function failure(message: string): Failure {
  return {
    code: 'WMCTL_NOT_TAKEN',
    message,
    hint: 'Something on the host overrides or delays it: a policy, another tool, a provider that needs a restart.',
  }
}

function describe(delta: PropertyDelta): string {
  return `${delta.name} is ${show(delta.before)}, expected ${show(delta.after)}`
}

function show(value: ShownValue | undefined): string {
  if (value === undefined) return 'absent'
  return 'sensitive' in value ? 'a secret value' : canonicalJson(value.value)
}
