import type { EngineEvent, RunCommand, RunCompleted } from '../engine/events.js'
import { planRun } from '../engine/plan-run.js'
import { systemClock } from '../io/system-clock.js'
import { systemDigest } from '../io/system-digest.js'
import { pendingTriggers } from './journals.js'
import type { FleetRun } from './open-run.js'
import { savePlan } from './plan-files.js'

export interface PlanFleetOptions {
  readonly command: Exclude<RunCommand, 'apply'>
  readonly concurrency: number | undefined
  /** Undeclared objects that may be deleted; undefined: any number. */
  readonly maxDeletes: number | undefined
  /** Owned scopes are left alone, because not all resources are looked at. */
  readonly leaveScopes: boolean
  /** Where to save the plan; there is no file when the run was ended from outside, or when the plan is refused. */
  readonly out: string | undefined
  readonly signal: AbortSignal
  readonly emit: (event: EngineEvent) => void
}

/** Plans what documents say, telling first what was found in them. */
export async function planFleet(run: FleetRun, options: PlanFleetOptions): Promise<RunCompleted> {
  const { command, concurrency, maxDeletes, leaveScopes, signal, emit } = options
  for (const diagnostic of run.fleet.diagnostics) emit({ type: 'diagnostic', diagnostic })
  const saved = options.out === undefined ? undefined : await savePlan(options.out, run)
  try {
    const completed = await planRun({
      command,
      runId: run.runId,
      hosts: run.fleet.hosts,
      expected: run.expected,
      kinds: run.kinds,
      openReader: run.sessions.open,
      secrets: run.secrets,
      clock: systemClock,
      digest: systemDigest,
      signal,
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(maxDeletes === undefined ? {} : { maxDeletes }),
      leaveScopes,
      pending: command === 'plan' ? await pendingTriggers() : new Set(),
      emit,
      ...(saved === undefined ? {} : { sink: saved.add }),
    })
    if (!signal.aborted && completed.refused !== true) await saved?.commit()
    return completed
  } finally {
    await saved?.discard()
  }
}
