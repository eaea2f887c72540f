import { randomGuid } from '../base/guid.js'
import type { ClassSource } from '../cim/class.js'
import type { EndpointSource } from '../config/connection-settings.js'
import type { SecretReference } from '../engine/document.js'
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

/** What a run needs to work on hosts, with every secret and credential resolved before any host is asked. */
export interface Run {
  readonly runId: string
  readonly kinds: ResourceKinds<CimReader, CimSession>
  readonly secrets: RunSecrets
  readonly sessions: Sessions
}

/** A run over what documents say. */
export interface FleetRun extends Run {
  readonly fleet: Fleet
  readonly expected: { readonly hosts: number; readonly resources: number }
}

export async function openFleetRun(
  documents: DocumentOptions,
  terminal: Terminal,
  signal: AbortSignal,
  facts: ResourceFacts = loadFacts(),
): Promise<FleetRun> {
  const kinds = builtinKinds(facts)
  const fleet = await loadFleet(documents, kinds)
  const needs = { hosts: fleet.hosts.map(({ entry }) => entry), secrets: fleet.secrets }
  return {
    ...(await openRun(needs, { classes: facts.classes, kinds }, terminal, signal)),
    fleet,
    expected: countResources(fleet),
  }
}

/** A run over what a saved plan says. */
export function openSavedRun(plan: RunNeeds, terminal: Terminal, signal: AbortSignal): Promise<Run> {
  const facts = loadFacts()
  return openRun(plan, { classes: facts.classes, kinds: builtinKinds(facts) }, terminal, signal)
}

interface RunNeeds {
  readonly hosts: Iterable<EndpointSource>
  readonly secrets: readonly SecretReference[]
}

async function openRun(
  needs: RunNeeds,
  { classes, kinds }: { readonly classes: ClassSource; readonly kinds: Run['kinds'] },
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Run> {
  const resolver = secretResolver(terminal, signal)
  const secrets = runSecrets({ resolver, digest: systemDigest, random: systemRandom })
  const sessions = await openSessions(needs.hosts, {
    resolver,
    classes,
    warn: terminal.err,
    note: terminal.verbose ? terminal.err : undefined,
  })
  await secrets.resolve(needs.secrets)
  return { runId: randomGuid(systemRandom).toLowerCase(), kinds, secrets, sessions }
}

function countResources({ hosts }: Fleet): FleetRun['expected'] {
  let resources = 0
  for (const { configurations } of hosts) for (const configuration of configurations) resources += configuration.resources.length
  return { hosts: hosts.length, resources }
}
