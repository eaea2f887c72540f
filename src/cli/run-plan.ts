import { OutcomeObserver } from '../engine/run-outcome.js'
import { runningApply } from './apply-lock.js'
import { describeUnfinished } from './journals.js'
import { openFleetRun } from './open-run.js'
import { planFleet } from './plan-fleet.js'
import { guardRun } from './run-guard.js'
import type { RunOptions } from './run-options.js'
import { openRunViews } from './run-views.js'
import type { Terminal } from './terminal.js'

export interface PlanOptions extends RunOptions {
  readonly command: 'plan' | 'drift'
  /** Where to save the plan. */
  readonly out: string | undefined
  /** Undeclared objects that may be deleted; undefined where nothing will be. */
  readonly maxDeletes: number | undefined
  /** Exit with 2 when there are changes. */
  readonly detailedExitCode: boolean
}

/** `plan` and `drift`: reads, compares, shows. Returns the exit code. */
export function runPlan(options: PlanOptions, terminal: Terminal): Promise<number> {
  const { command, concurrency, out, maxDeletes } = options
  return guardRun(options.timeout, terminal, async (signal) => {
    const run = await openFleetRun(options.documents, terminal, signal)
    terminal.err(await warnOfOthers())
    const views = await openRunViews(command, options.output, terminal)
    const observer = new OutcomeObserver({ detailed: options.detailedExitCode })
    let saved = false
    try {
      const { refused } = await planFleet(run, {
        command,
        concurrency,
        maxDeletes,
        leaveScopes: options.documents.targets.length > 0,
        out,
        signal,
        emit(event) {
          observer.observe(event)
          views.view.event(event)
        },
      })
      saved = out !== undefined && !signal.aborted && refused !== true
    } finally {
      await run.sessions.close()
      for (const line of views.close()) terminal.err(line)
    }
    if (saved) terminal.err(`Saved the plan in ${out}; apply it with: wmctl apply ${out}\n`)
    return observer.outcome()
  })
}

/** What other runs have left unfinished, or are about to change. */
async function warnOfOthers(): Promise<string> {
  const running = await runningApply()
  if (running !== undefined) return `warning: an apply is running (${running}); what is shown may change meanwhile\n`
  return (await describeUnfinished()) ?? ''
}
