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
  /** Where to save the plan; there is no file when the run was ended from outside. */
  readonly out: string | undefined
  readonly signal: AbortSignal
  readonly emit: (event: EngineEvent) => void
}

/** Plans what documents say, telling first what was found in them. */
export async function planFleet(run: FleetRun, options: PlanFleetOptions): Promise<RunCompleted> {
  const { command, concurrency, signal, emit } = options
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
      pending: command === 'plan' ? await pendingTriggers() : new Set(),
      emit,
      ...(saved === undefined ? {} : { sink: saved.add }),
    })
    if (!signal.aborted) await saved?.commit()
    return completed
  } finally {
    await saved?.discard()
  }
}
