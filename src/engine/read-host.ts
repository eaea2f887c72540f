import { CancelledError, messageOf, ResourceTypeError } from '../base/errors.js'
import { isUnreachable } from './failure.js'
import type { HostNode } from './host-model.js'
import type { Observation } from './resource-type.js'

export type Observations<Reader, Writer> = ReadonlyMap<HostNode<Reader, Writer>, Observation<unknown>>

/**
 * Reads the live state of resources of one host, one batch for each kind; nodes without a desired state are left out. A kind
 * that fails as a whole fails for its resources only. Rejects with ConnectError when the host is not reached, and with
 * CancelledError.
 */
export async function readHost<Reader, Writer>(
  reader: Reader,
  nodes: Iterable<HostNode<Reader, Writer>>,
  signal: AbortSignal,
): Promise<Observations<Reader, Writer>> {
  const byKind = new Map<string, HostNode<Reader, Writer>[]>()
  for (const node of nodes) {
    if ('error' in node.body) continue
    const group = byKind.get(node.document.kind)
    if (group === undefined) byKind.set(node.document.kind, [node])
    else group.push(node)
  }
  const batches = await Promise.allSettled([...byKind.values()].map((group) => readKind(reader, group, signal)))
  const observations = new Map<HostNode<Reader, Writer>, Observation<unknown>>()
  for (const batch of batches) {
    if (batch.status === 'rejected') throw batch.reason
    for (const [node, observation] of batch.value) observations.set(node, observation)
  }
  return observations
}

async function readKind<Reader, Writer>(
  reader: Reader,
  nodes: readonly HostNode<Reader, Writer>[],
  signal: AbortSignal,
): Promise<readonly (readonly [HostNode<Reader, Writer>, Observation<unknown>])[]> {
  const bodies = nodes.flatMap(({ body }) => ('error' in body ? [] : [body]))
  const type = bodies[0]?.type
  if (type === undefined) return []
  let found: ReadonlyMap<string, Observation<unknown>>
  try {
    found = await type.readAll(
      reader,
      bodies.map((body) => body.desired),
      { signal },
    )
  } catch (error) {
    if (ends(error) || signal.aborted) throw error
    const failed: Observation<unknown> = { state: 'error', error: error instanceof Error ? error : new Error(messageOf(error)) }
    return nodes.map((node) => [node, failed] as const)
  }
  return nodes.map((node) => {
    const observation = found.get(node.identity) ?? missing(type.kind, node.identity)
    if (observation.state === 'error' && ends(observation.error)) throw observation.error
    return [node, observation] as const
  })
}

function ends(error: unknown): boolean {
  return isUnreachable(error) || error instanceof CancelledError
}

function missing(kind: string, identity: string): Observation<unknown> {
  return { state: 'error', error: new ResourceTypeError(kind, `readAll gave no answer for ${identity}`) }
}
