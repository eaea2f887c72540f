import { join } from 'node:path'
import type { Clock } from '../../src/base/ports.js'
import type { DocumentOptions } from '../../src/cli/documents.js'
import { type FleetRun, openFleetRun } from '../../src/cli/open-run.js'
import { savePlan } from '../../src/cli/plan-files.js'
import { inspectPlan, plansIn } from '../../src/cli/plan-summary.js'
import type { Terminal } from '../../src/cli/terminal.js'
import { formatAddress } from '../../src/engine/address.js'
import { applyRun } from '../../src/engine/apply-run.js'
import type { EngineEvent, RunCompleted } from '../../src/engine/events.js'
import type { JournalEntry } from '../../src/engine/journal.js'
import type { HostPlan, PlannedResource } from '../../src/engine/plan.js'
import { planRun } from '../../src/engine/plan-run.js'
import { planRollout } from '../../src/engine/rollout.js'
import { systemDigest } from '../../src/io/system-digest.js'
import type { ResourceFacts } from '../../src/resources/shared/facts.js'

/** Runs against a lab in this process: the program's own parts, put together as the commands do, under a clock of the test. */
export interface LabRuns {
  readonly run: FleetRun
  plan(command?: 'plan' | 'drift'): Promise<PlanResult>
  /** Applies what the last `plan` found, from the file it was saved in. */
  apply(): Promise<ApplyResult>
  close(): Promise<void>
}

export interface PlanResult {
  readonly events: readonly EngineEvent[]
  readonly plans: readonly HostPlan[]
  readonly completed: RunCompleted
}

export interface ApplyResult {
  readonly events: readonly EngineEvent[]
  readonly journal: readonly JournalEntry[]
  readonly completed: RunCompleted
}

export interface LabRunOptions {
  readonly clock: Clock
  /** Where plans are saved. */
  readonly folder: string
  /** What wmctl knows of Windows; left out: what it comes with. */
  readonly facts?: ResourceFacts
  /** Hosts at a time; left out: one after the other, and the order of events is that of the documents. */
  readonly concurrency?: number
  readonly documents: Pick<DocumentOptions, 'files' | 'inventory'> & Partial<DocumentOptions>
}

export async function openLabRuns({ clock, folder, documents, facts, concurrency = 1 }: LabRunOptions): Promise<LabRuns> {
  const { signal } = new AbortController()
  const options = { variables: [], variableFiles: [], limit: [], targets: [], ...documents }
  const run = await openFleetRun(options, silent, signal, facts)
  await run.secrets.resolve(run.fleet.secrets)
  const path = join(folder, `${run.runId}.wmplan`)
  const shared = {
    kinds: run.kinds,
    secrets: run.secrets,
    clock,
    digest: systemDigest,
    signal,
    concurrency,
  }

  return {
    run,
    async plan(command = 'plan') {
      const events: EngineEvent[] = []
      const saved = await savePlan(path, run)
      const completed = await planRun({
        ...shared,
        command,
        runId: 'run',
        hosts: run.fleet.hosts,
        expected: run.expected,
        openReader: run.sessions.open,
        emit: (event) => events.push(event),
        sink: saved.add,
      })
      await saved.commit()
      return { events, completed, plans: events.flatMap((event) => (event.type === 'host-planned' ? [event.plan] : [])) }
    },
    async apply() {
      const events: EngineEvent[] = []
      const journal: JournalEntry[] = []
      const { hosts, resources, rolloutHosts, strategies } = await inspectPlan(path)
      const rollout = planRollout(rolloutHosts, strategies)
      const completed = await applyRun({
        ...shared,
        runId: 'run',
        hosts: plansIn(path),
        expected: { hosts, resources },
        openWriter: async (host) => {
          const lease = await run.sessions.open(host)
          return { session: { reader: lease.session, writer: lease.session }, release: () => lease.release() }
        },
        journal: {
          append(entry) {
            journal.push(entry)
            return Promise.resolve()
          },
        },
        hostConcurrency: 1,
        ...(rollout === undefined ? {} : { rollout }),
        emit: (event) => events.push(event),
      })
      return { events, journal, completed }
    },
    close: () => run.sessions.close(),
  }
}

/** `host/configuration/resource action: properties` of what is not as it should be. */
export function shownChanges(plans: readonly HostPlan[]): readonly string[] {
  return changesOf(plans).map(({ address, change }) => {
    const names = change.deltas.filter(({ equal }) => equal === undefined).map(({ name }) => name)
    return `${formatAddress(address)} ${change.action}: ${names.join(', ')}`
  })
}

/** Of all hosts, the resources that are not as they should be. */
function changesOf(plans: readonly HostPlan[]): readonly PlannedResource[] {
  return plans.flatMap((plan) =>
    plan.state === 'planned' ? plan.resources.filter(({ change }) => change.action !== 'none') : [],
  )
}

const style = { colour: false, unicode: true, columns: 100 }

const silent: Terminal = {
  out: () => undefined,
  err: () => undefined,
  style,
  errStyle: style,
  live: false,
  interactive: false,
  verbose: false,
}
