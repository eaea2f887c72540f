import { CancelledError, messageOf, ResourceTypeError, WmctlError } from '../base/errors.js'
import { oncePer } from '../base/once-per.js'
import type { Digest } from '../base/ports.js'
import { formatAddress } from './address.js'
import { assertChange, assertSecretFree } from './change-contract.js'
import { failureOf } from './failure.js'
import { fingerprintOf } from './fingerprint.js'
import type { HostModel, HostNode } from './host-model.js'
import type { FailedResource, PlannedResource } from './plan.js'
import { PreventedError } from './plan-error.js'
import type { Observations } from './read-host.js'
import type { Action, Observation, PlanContext, Readable, ResourceChange, ResourceType } from './resource-type.js'
import type { RunSecrets } from './secrets.js'
import { workOn } from './shared-work.js'

export interface PlanningContext {
  readonly digest: Digest
  readonly secrets: RunSecrets
  /** Addresses (`host/configuration/resource`) of triggered resources that an earlier, broken-off run still owes. */
  readonly pending: ReadonlySet<string>
}

/** What is to be done to each resource of a host, in the order of the documents. Pure but for resolving secrets. */
export async function planResources<Reader, Writer>(
  model: HostModel<Reader, Writer>,
  observations: Observations<Reader, Writer>,
  context: PlanningContext,
): Promise<{ readonly resources: readonly PlannedResource[]; readonly failed: readonly FailedResource[] }> {
  const outcomes: (PlannedResource | FailedResource | undefined)[] = model.nodes.map(() => undefined)
  const actions: (Action | undefined)[] = model.nodes.map(() => undefined)
  for (const index of model.graph.layers.flat()) {
    const node = model.nodes[index]
    if (node === undefined) continue
    const triggers = model.graph.triggeredBy[index]?.map((at) => ({ name: nameFrom(node, model.nodes[at]), action: actions[at] }))
    const observation = needsSecrets(node)
      ? await withSecrets(node, observations.get(node), context.secrets)
      : observations.get(node)
    const outcome = planOrFail(node, observation, triggers, context)
    outcomes[index] = outcome
    actions[index] = 'change' in outcome ? outcome.change.action : undefined
  }
  const all = outcomes.filter((outcome) => outcome !== undefined)
  return {
    resources: all.filter((outcome) => 'change' in outcome),
    failed: all.filter((outcome): outcome is FailedResource => !('change' in outcome)),
  }
}

/** The change of one resource by its type alone: asserted, without secrets, triggers left aside. */
export function changeOf<Reader, Writer>(
  type: ResourceType<Reader, Writer>,
  desired: unknown,
  observation: Readable,
  secrets: RunSecrets,
): ResourceChange {
  return redactChange(unredactedChange(type, desired, observation, secrets), secrets)
}

function unredactedChange<Reader, Writer>(
  type: ResourceType<Reader, Writer>,
  desired: unknown,
  observation: Readable,
  secrets: RunSecrets,
): ResourceChange {
  const present = observation.state === 'present'
  const change = guarded(type.kind, () => type.plan(desired, present ? observation.value : undefined, planContext(secrets)))
  assertChange(type.kind, change, { present })
  const texts = type.secrets(desired).map((reference) => secrets.reveal(reference))
  if (texts.length > 0)
    assertSecretFree(
      type.kind,
      change,
      texts.filter((text) => text !== ''),
    )
  return change
}

const planContext = oncePer(
  (secrets: RunSecrets): PlanContext => ({
    hashSecret: (reference) => secrets.hash(reference),
    hashText: (text) => secrets.hashText(text),
  }),
)

/** Errors of a type's pure functions are its bugs, unless it says otherwise. */
export function guarded<Result>(kind: string, call: () => Result): Result {
  try {
    return call()
  } catch (error) {
    if (error instanceof WmctlError) throw error
    throw new ResourceTypeError(kind, 'planning threw an error', { cause: error })
  }
}

/** Most resources have none: those of a host are then planned in one go. */
function needsSecrets(node: HostNode<unknown, never>): boolean {
  return 'secrets' in node.body && node.body.secrets.length > 0
}

/** What was read, once the secrets of the resource are at hand; the failure of the resource when they cannot be had. */
async function withSecrets<Reader, Writer>(
  { body }: HostNode<Reader, Writer>,
  observation: Observation<unknown> | undefined,
  secrets: RunSecrets,
): Promise<Observation<unknown> | undefined> {
  if ('error' in body || observation === undefined || observation.state === 'error') return observation
  try {
    await secrets.resolve(body.secrets)
    return observation
  } catch (error) {
    return { state: 'error', error: error instanceof Error ? error : new Error(messageOf(error)) }
  }
}

interface Trigger {
  readonly name: string
  readonly action: Action | undefined
}

function planOrFail<Reader, Writer>(
  node: HostNode<Reader, Writer>,
  observation: Observation<unknown> | undefined,
  triggers: readonly Trigger[] | undefined,
  context: PlanningContext,
): PlannedResource | FailedResource {
  const { address, identity, document, body } = node
  let action: Action | undefined
  try {
    if ('error' in body) throw body.error
    if (observation === undefined) throw new ResourceTypeError(document.kind, `readAll gave no answer for ${identity}`)
    if (observation.state === 'error') throw observation.error
    // Shared by the body, which is of one run, as are the secrets.
    const work = workOn(body, observation)
    work.change ??= unredactedChange(body.type, body.desired, observation, context.secrets)
    const planned = redactChange(work.change, context.secrets)
    const change =
      triggers === undefined
        ? ownedChange(planned, document.owner)
        : triggeredChange(planned, triggers, context.pending.has(formatAddress(address)))
    action = change.action
    if (document.lifecycle.preventDestroy && (action === 'delete' || action === 'replace')) throw prevented(identity, action)
    const unread = triggers !== undefined && action === 'invoke'
    if (!unread)
      work.fingerprint ??= guarded(document.kind, () => fingerprintOf(body.type, body.desired, observation, context.digest))
    return { address, identity, document, change, fingerprint: unread ? undefined : work.fingerprint }
  } catch (error) {
    if (error instanceof CancelledError) throw error
    const { message, hint, code } = failureOf(error, (text) => context.secrets.redact(text))
    return {
      address,
      identity,
      document,
      message,
      code,
      ...(hint === undefined ? {} : { hint }),
      ...(action === undefined ? {} : { action }),
    }
  }
}

/** What is deleted because nobody declares it says so. */
function ownedChange(planned: ResourceChange, owner: string | undefined): ResourceChange {
  return owner === undefined || planned.action === 'none' ? planned : { ...planned, reason: `not declared, owned by ${owner}` }
}

/** A triggered resource changes only if one of those it refers to does, or if an earlier run owes it. */
function triggeredChange(planned: ResourceChange, triggers: readonly Trigger[], owed: boolean): ResourceChange {
  if (planned.action === 'none') return planned
  const certain = triggers.filter(({ action }) => action !== undefined && action !== 'none' && action !== 'unknown')
  if (certain.length > 0) return { ...planned, reason: `${certain.map(({ name }) => name).join(', ')} changed` }
  if (owed) return { ...planned, reason: 'due since a run that was broken off' }
  const possible = triggers.filter(({ action }) => action === 'unknown')
  if (possible.length > 0) return { ...planned, reason: `${possible.map(({ name }) => name).join(', ')} may change` }
  return { action: 'none', deltas: [], steps: [], warnings: [] }
}

function nameFrom(node: HostNode<unknown, never>, other: HostNode<unknown, never> | undefined): string {
  if (other === undefined) return ''
  const { configuration, resource } = other.address
  return configuration === node.address.configuration ? resource : `${configuration}/${resource}`
}

function prevented(identity: string, action: Action): PreventedError {
  return new PreventedError(
    `${identity} would be ${action === 'delete' ? 'deleted' : 'replaced'}, which lifecycle.preventDestroy forbids`,
    {
      hint: 'Remove preventDestroy from the resource, or keep the object.',
    },
  )
}

/** The same change where there is nothing to redact, which is nearly always. */
function redactChange(change: ResourceChange, secrets: RunSecrets): ResourceChange {
  const isClean = (text: string): boolean => secrets.redact(text) === text
  const { reason, steps, warnings } = change
  if ((reason === undefined || isClean(reason)) && steps.every(isClean) && warnings.every(isClean)) return change
  return {
    ...change,
    ...(reason === undefined ? {} : { reason: secrets.redact(reason) }),
    steps: steps.map((step) => secrets.redact(step)),
    warnings: warnings.map((warning) => secrets.redact(warning)),
  }
}
