import { randomGuid } from '../base/guid.js'
import type { ResourceKinds } from '../engine/resource-kinds.js'
import { type RunSecrets, runSecrets } from '../engine/secrets.js'
import { systemDigest } from '../io/system-digest.js'
import { systemRandom } from '../io/system-random.js'
import type { ResourceFacts } from '../resources/shared/facts.js'
import type { CimReader, CimSession } from '../session/cim-session.js'
import { type DocumentOptions, type Fleet, loadFleet } from './documents.js'
import { loadFacts } from './facts.js'
import { builtinKinds } from './resource-kinds.js'
import { secretResolver } from './secret-resolver.js'
import { openSessions, type Sessions } from './sessions.js'
import type { Terminal } from './terminal.js'

/** All that a run over a fleet needs, put together. */
export interface Run {
  readonly runId: string
  readonly fleet: Fleet
  readonly expected: { readonly hosts: number; readonly resources: number }
  readonly facts: ResourceFacts
  readonly kinds: ResourceKinds<CimReader, CimSession>
  readonly secrets: RunSecrets
  readonly sessions: Sessions
}

export async function openRun(documents: DocumentOptions, terminal: Terminal, signal: AbortSignal): Promise<Run> {
  const facts = loadFacts()
  const kinds = builtinKinds(facts)
  const fleet = await loadFleet(documents, kinds)
  const resolver = secretResolver(terminal, signal)
  const connections = new Map(fleet.hosts.map(({ name, entry }) => [name, entry]))
  return {
    runId: newRunId(),
    fleet,
    expected: countResources(fleet),
    facts,
    kinds,
    secrets: runSecrets({ resolver, digest: systemDigest, random: systemRandom }),
    sessions: openSessions({
      connectionOf: (host) => connections.get(host),
      resolver,
      classes: facts.classes,
      warn: (text) => terminal.err(text),
    }),
  }
}

export function newRunId(): string {
  return randomGuid(systemRandom).toLowerCase()
}

function countResources({ hosts }: Fleet): Run['expected'] {
  let resources = 0
  for (const { configurations } of hosts) for (const configuration of configurations) resources += configuration.resources.length
  return { hosts: hosts.length, resources }
}
