import type { JsonValue } from '../../cim/json.js'
import type { Address } from '../../engine/address.js'
import { formatAddress } from '../../engine/address.js'
import type { FailedResource, Failure, PlannedResource } from '../../engine/plan.js'
import { jsonDelta } from './json-value.js'

export function jsonResource(resource: { readonly address: Address; readonly identity: string }): JsonValue {
  const { host, configuration, resource: name } = resource.address
  return { addr: formatAddress(resource.address), host, configuration, resource: name, identity: resource.identity }
}

/** What is planned for a resource, or found out about it. */
export function jsonChange(planned: PlannedResource): JsonValue {
  const { change } = planned
  return {
    resource: jsonResource(planned),
    action: change.action,
    ...(change.reason === undefined ? {} : { reason: change.reason }),
    deltas: change.deltas.map(jsonDelta),
    steps: change.steps,
    warnings: change.warnings,
  }
}

export function jsonFailedResource(failed: FailedResource): JsonValue {
  return {
    resource: jsonResource(failed),
    message: failed.message,
    ...(failed.hint === undefined ? {} : { hint: failed.hint }),
    ...(failed.code === undefined ? {} : { code: failed.code }),
  }
}

export function jsonFailure(failure: Failure): JsonValue {
  return {
    code: failure.code,
    message: failure.message,
    ...(failure.hint === undefined ? {} : { hint: failure.hint }),
    ...(failure.reason === undefined ? {} : { reason: failure.reason }),
  }
}
