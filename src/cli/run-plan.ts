import type { EngineEvent } from '../engine/events.js'
import { planRun } from '../engine/plan-run.js'
import { OutcomeObserver } from '../engine/run-outcome.js'
import { systemClock } from '../io/system-clock.js'
import { systemDigest } from '../io/system-digest.js'
import { describeUnfinished, pendingTriggers } from './journals.js'
import { openRun } from './open-run.js'
import { savePlan } from './plan-files.js'
import { guardRun } from './run-guard.js'
import type { RunOptions } from './run-options.js'
import { openRunViews } from './run-views.js'
import type { Terminal } from './terminal.js'

export interface PlanOptions extends RunOptions {
  /** Where to save the plan. */
  readonly out: string | undefined
}

/** `plan` and `drift`: reads, compares, shows. Returns the exit code. */
export async function runPlan(options: PlanOptions, terminal: Terminal): Promise<number> {
  const guard = guardRun(options.timeout, terminal)
  try {
    const run = await openRun(options.documents, terminal, guard.signal)
    await run.sessions.prepare(run.fleet.hosts.map(({ entry }) => entry))
    await run.secrets.resolve(run.fleet.secrets)
    terminal.err((await describeUnfinished()) ?? '')
    const views = await openRunViews(options.command, options.output, terminal)
    const observer = new OutcomeObserver({ detailed: options.detailedExitCode })
    const emit = (event: EngineEvent): void => {
      observer.observe(event)
      views.view.event(event)
    }
    for (const diagnostic of run.fleet.diagnostics) emit({ type: 'diagnostic', diagnostic })
    const saved = options.out === undefined ? undefined : await savePlan(options.out, run)
    try {
      await planRun({
        command: options.command === 'drift' ? 'drift' : 'plan',
        runId: run.runId,
        hosts: run.fleet.hosts,
        expected: run.expected,
        kinds: run.kinds,
        openReader: run.sessions.open,
        secrets: run.secrets,
        clock: systemClock,
        digest: systemDigest,
        signal: guard.signal,
        ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
        pending: options.command === 'plan' ? await pendingTriggers() : new Set(),
        emit,
        ...(saved === undefined ? {} : { sink: saved.add }),
      })
      if (!guard.signal.aborted) await saved?.commit()
    } finally {
      await saved?.discard()
      await run.sessions.close()
      for (const line of views.close()) terminal.err(line)
    }
    if (options.out !== undefined && !guard.signal.aborted)
      terminal.err(`Saved the plan in ${options.out}; apply it with: wmctl apply ${options.out}\n`)
    return guard.exitCode(observer.outcome())
  } catch (error) {
    return guard.exitCodeOfError(error)
  } finally {
    guard.release()
  }
}
