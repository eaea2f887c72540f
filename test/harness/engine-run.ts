import type { Clock, RandomSource } from '../../src/base/ports.js'
import { Secret } from '../../src/base/secret.js'
import { type ApplyRunOptions, type ApplyTarget, applyRun } from '../../src/engine/apply-run.js'
import type { ResourceDocument, Strategy } from '../../src/engine/document.js'
import type { EngineEvent, RunCompleted } from '../../src/engine/events.js'
import type { HostTarget } from '../../src/engine/host-target.js'
import type { JournalEntry } from '../../src/engine/journal.js'
import type { HostPlan } from '../../src/engine/plan.js'
import { type PlanRunOptions, planRun } from '../../src/engine/plan-run.js'
import { resourceKinds } from '../../src/engine/resource-kinds.js'
import { type RunSecrets, runSecrets, type SecretResolver } from '../../src/engine/secrets.js'
import { systemDigest } from '../../src/io/system-digest.js'
import { fakeClock } from './fake-clock.js'
import { callType, itemType, type MemoryFleet, type MemorySession } from './memory-host.js'

export const memoryKinds = resourceKinds<MemorySession, MemorySession>([itemType, callType])

/** Bytes that count up: the same in every run. */
export const countingRandom: RandomSource = { bytes: (length) => Uint8Array.from({ length }, (_, index) => index & 0xff) }

/** Resolves `env` references from a table. */
export function secretTable(table: Readonly<Record<string, string>>): SecretResolver & { readonly asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    get({ secret }) {
      const name = 'env' in secret ? secret.env : ''
      asked.push(name)
      const text = table[name]
      return text === undefined ? Promise.reject(new Error(`no secret ${name}`)) : Promise.resolve(new Secret(text))
    },
  }
}

export function secretsOf(table: Readonly<Record<string, string>> = {}): RunSecrets {
  return runSecrets({ resolver: secretTable(table), digest: systemDigest, random: countingRandom })
}

/** A host with one configuration, `base`, or several by name. */
export function target(
  name: string,
  resources: readonly ResourceDocument[],
  strategies: Readonly<Record<string, Strategy>> = {},
): HostTarget {
  const names = [...new Set(resources.map(({ configuration }) => configuration))]
  return {
    name,
    configurations: names.map((configuration) => ({
      name: configuration,
      strategy: strategies[configuration] ?? { batch: undefined, maxFailures: undefined },
      resources: resources.filter((one) => one.configuration === configuration),
    })),
  }
}

export interface PlanResult {
  readonly events: readonly EngineEvent[]
  readonly plans: readonly HostPlan[]
  readonly completed: RunCompleted
}

export async function planFleet(
  fleet: MemoryFleet,
  targets: readonly HostTarget[],
  options: Partial<PlanRunOptions<MemorySession>> = {},
): Promise<PlanResult> {
  const events: EngineEvent[] = []
  const completed = await planRun<MemorySession>({
    command: 'plan',
    runId: 'run-1',
    hosts: targets,
    expected: { hosts: targets.length, resources: countResources(targets) },
    kinds: memoryKinds,
    openReader: fleet.openReader,
    secrets: secretsOf(),
    clock: fakeClock(),
    digest: systemDigest,
    signal: new AbortController().signal,
    ...options,
    emit: (event) => {
      events.push(event)
      options.emit?.(event)
    },
  })
  return { events, completed, plans: events.flatMap((event) => (event.type === 'host-planned' ? [event.plan] : [])) }
}

export interface ApplyResult {
  readonly events: readonly EngineEvent[]
  readonly journal: readonly JournalEntry[]
  readonly completed: RunCompleted
}

export async function applyFleet(
  fleet: MemoryFleet,
  hosts: readonly ApplyTarget[],
  options: Partial<ApplyRunOptions<MemorySession, MemorySession>> & { readonly clock?: Clock } = {},
): Promise<ApplyResult> {
  const events: EngineEvent[] = []
  const journal: JournalEntry[] = []
  const completed = await applyRun<MemorySession, MemorySession>({
    runId: 'run-2',
    hosts,
    expected: { hosts: hosts.length, resources: 0 },
    kinds: memoryKinds,
    openWriter: fleet.openWriter,
    secrets: secretsOf(),
    clock: fakeClock(),
    digest: systemDigest,
    journal: {
      async append(entry) {
        journal.push(entry)
      },
    },
    signal: new AbortController().signal,
    ...options,
    emit: (event) => {
      events.push(event)
      options.emit?.(event)
    },
  })
  return { events, journal, completed }
}

/** How each resource ended, by resource name: `completed`, `failed: …`, `skipped: reason`. */
export function endings(events: readonly EngineEvent[]): Readonly<Record<string, string>> {
  const ends: Record<string, string> = {}
  for (const event of events) {
    if (event.type !== 'change-completed' && event.type !== 'change-failed' && event.type !== 'change-skipped') continue
    const { host, resource } = event.address
    const name = `${host}/${resource}`
    if (ends[name] !== undefined) throw new Error(`${name} ended twice`)
    if (event.type === 'change-completed') ends[name] = 'completed'
    else if (event.type === 'change-failed') ends[name] = `failed: ${event.failure.code}`
    else ends[name] = `skipped: ${event.reason}`
  }
  return ends
}

function countResources(targets: readonly HostTarget[]): number {
  return targets.flatMap(({ configurations }) => configurations.flatMap(({ resources }) => resources)).length
}
