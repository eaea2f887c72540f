import { DecodeError } from '../base/errors.js'
import { oncePer } from '../base/once-per.js'
import { decodeTypedValue, encodeTypedValue, type JsonValue } from '../cim/json.js'
import { decodeDocument, documentJson, encodeDocument } from './document-json.js'
import type { JsonReader } from './json-reader.js'
import type { FailedResource, Failure, HostPlan, PlannedResource } from './plan.js'
import { actions, type PropertyDelta, type ResourceChange, type ShownValue } from './resource-type.js'

/**
 * JSON text of a host plan. Addresses are not repeated: they are the host with the document's configuration and name. Written
 * piece by piece, because most of it is documents that many hosts share, whose text is made once.
 */
export function hostPlanJson(plan: HostPlan): string {
  const { host, state } = plan
  if (state !== 'planned') return JSON.stringify({ state, host, failure: plan.failure })
  let resources = ''
  for (const planned of plan.resources) resources += `${resources === '' ? '' : ','}${plannedJson(planned)}`
  const failed = JSON.stringify(plan.failed.map(encodeFailed))
  return `{"state":"${state}","host":${JSON.stringify(host)},"resources":[${resources}],"failed":${failed}}`
}

/** Raises DecodeError. */
export function decodeHostPlan(reader: JsonReader): HostPlan {
  const state = reader.oneOf('state', ['planned', 'unreachable', 'failed'])
  const host = reader.string('host')
  const plan: HostPlan =
    state === 'planned'
      ? {
          state,
          host,
          resources: reader.objects('resources', (from) => decodePlanned(host, from)),
          failed: reader.objects('failed', (from) => decodeFailed(host, from)),
        }
      : { state, host, failure: decodeFailure(reader.object('failure')) }
  reader.end()
  return plan
}

function plannedJson({ identity, document, change, fingerprint }: PlannedResource): string {
  const end = fingerprint === undefined ? '' : `,"fingerprint":${JSON.stringify(fingerprint)}`
  const changed = isUnchanged(change) ? unchangedJson : changeJson(change)
  return `{"identity":${JSON.stringify(identity)},"document":${documentJson(document)},"change":${changed}${end}}`
}

/** Most resources of most plans, and the same text for all. */
function isUnchanged({ action, deltas, reason, steps, warnings }: ResourceChange): boolean {
  return action === 'none' && reason === undefined && deltas.length + steps.length + warnings.length === 0
}

const unchangedJson = JSON.stringify(encodeChange({ action: 'none', deltas: [], steps: [], warnings: [] }))

/** Hosts in the same state share their changes, and so their text. */
const changeJson = oncePer((change: ResourceChange): string => JSON.stringify(encodeChange(change)))

function decodePlanned(host: string, reader: JsonReader): PlannedResource {
  const document = decodeDocument(reader.object('document'))
  const planned: PlannedResource = {
    address: { host, configuration: document.configuration, resource: document.name },
    identity: reader.string('identity'),
    document,
    change: decodeChange(reader.object('change')),
    fingerprint: reader.optional('fingerprint', (from) => from.string('fingerprint')),
  }
  reader.end()
  return planned
}

function encodeFailed(failed: FailedResource): JsonValue {
  const { address, identity, message, hint, code, action, document } = failed
  return {
    configuration: address.configuration,
    resource: address.resource,
    identity,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(code === undefined ? {} : { code }),
    ...(action === undefined ? {} : { action }),
    ...(document === undefined ? {} : { document: encodeDocument(document) }),
  }
}

function decodeFailed(host: string, reader: JsonReader): FailedResource {
  const hint = reader.optional('hint', (from) => from.string('hint'))
  const code = reader.optional('code', (from) => from.string('code'))
  const action = reader.optional('action', (from) => from.oneOf('action', actions))
  const document = reader.optional('document', (from) => decodeDocument(from.object('document')))
  const failed: FailedResource = {
    address: { host, configuration: reader.string('configuration'), resource: reader.string('resource') },
    identity: reader.string('identity'),
    message: reader.string('message'),
    ...(hint === undefined ? {} : { hint }),
    ...(code === undefined ? {} : { code }),
    ...(action === undefined ? {} : { action }),
    ...(document === undefined ? {} : { document }),
  }
  reader.end()
  return failed
}

function decodeFailure(reader: JsonReader): Failure {
  const hint = reader.optional('hint', (from) => from.string('hint'))
  const reason = reader.optional('reason', (from) => from.string('reason'))
  const failure: Failure = {
    code: reader.string('code'),
    message: reader.string('message'),
    ...(hint === undefined ? {} : { hint }),
    ...(reason === undefined ? {} : { reason }),
  }
  reader.end()
  return failure
}

function encodeChange({ action, deltas, reason, steps, warnings }: ResourceChange): JsonValue {
  return { action, deltas: deltas.map(encodeDelta), ...(reason === undefined ? {} : { reason }), steps, warnings }
}

function decodeChange(reader: JsonReader): ResourceChange {
  const reason = reader.optional('reason', (from) => from.string('reason'))
  const change: ResourceChange = {
    action: reader.oneOf('action', actions),
    deltas: reader.objects('deltas', decodeDelta),
    ...(reason === undefined ? {} : { reason }),
    steps: reader.strings('steps'),
    warnings: reader.strings('warnings'),
  }
  reader.end()
  return change
}

function encodeDelta({ name, before, after, equal, undeclared }: PropertyDelta): JsonValue {
  return {
    name,
    ...(before === undefined ? {} : { before: encodeShown(before) }),
    ...(after === undefined ? {} : { after: encodeShown(after) }),
    ...(equal === undefined ? {} : { equal }),
    ...(undeclared === undefined ? {} : { undeclared }),
  }
}

function decodeDelta(reader: JsonReader): PropertyDelta {
  const equal = reader.optional('equal', (from) => from.string('equal'))
  const undeclared = reader.optional('undeclared', (from) => from.boolean('undeclared'))
  const delta: PropertyDelta = {
    name: reader.string('name'),
    before: reader.optional('before', (from) => decodeShown(from.value('before'))),
    after: reader.optional('after', (from) => decodeShown(from.value('after'))),
    ...(equal === undefined ? {} : { equal }),
    ...(undeclared === true ? { undeclared } : {}),
  }
  reader.end()
  return delta
}

function encodeShown(value: ShownValue): JsonValue {
  return 'sensitive' in value ? { sensitive: true, hash: value.hash } : { ...encodeTypedValue(value) }
}

function decodeShown(json: unknown): ShownValue {
  if (typeof json !== 'object' || json === null || !('sensitive' in json)) return decodeTypedValue(json)
  const { sensitive, hash } = json as { sensitive: unknown; hash?: unknown }
  if (sensitive !== true || typeof hash !== 'string') throw new DecodeError('ShownValue', 'a sensitive value has a hash')
  return { sensitive: true, hash }
}
