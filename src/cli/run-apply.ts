import { UsageError } from '../base/errors.js'
import { deletionRefusal } from '../engine/max-deletes.js'
import { OutcomeObserver, quietOutcome, type RunOutcome } from '../engine/run-outcome.js'
import { withApplyLock } from './apply-lock.js'
import { applyPlanFile } from './apply-plan-file.js'
import { askForYes } from './ask.js'
import { describeUnfinished, findApplied } from './journals.js'
import { openFleetRun, openSavedRun } from './open-run.js'
import { planFleet } from './plan-fleet.js'
import { inspectPlan } from './plan-summary.js'
import { renderDiagnostics } from './print-diagnostics.js'
import { guardRun } from './run-guard.js'
import type { RunOptions } from './run-options.js'
import { openRunViews } from './run-views.js'
import { showSavedPlan } from './show-plan.js'
import { removeFile, temporaryPlanPath, tidyState } from './state-files.js'
import type { Terminal } from './terminal.js'

export interface ApplyOptions extends RunOptions {
  readonly planFile: string | undefined
  readonly yes: boolean
  /** Undeclared objects that may be deleted. */
  readonly maxDeletes: number
}

/**
 * Applies a saved plan, or plans first and applies what was shown. Either way the plan is a file that is streamed, so memory
 * does not grow with the fleet, and every object is checked against its fingerprint. Returns the exit code.
 */
export function runApply(options: ApplyOptions, terminal: Terminal): Promise<number> {
  const { planFile, documents } = options
  return guardRun(options.timeout, terminal, (signal) => {
    if (planFile !== undefined && documents.files.length > 0) {
      throw new UsageError('A plan file and -f exclude each other', { hint: 'The plan holds the documents it was made from.' })
    }
    refuseWithoutAnswer(options, terminal)
    return withApplyLock(terminal, async () => {
      await tidyState()
      return planFile === undefined ? planAndApply(options, terminal, signal) : applySaved(options, planFile, terminal, signal)
    })
  })
}

async function planAndApply(options: ApplyOptions, terminal: Terminal, signal: AbortSignal): Promise<RunOutcome> {
  terminal.err((await describeUnfinished()) ?? '')
  const run = await openFleetRun(options.documents, terminal, signal)
  const path = temporaryPlanPath(run.runId)
  const views = await openRunViews('apply', options.output, terminal)
  const { concurrency } = options
  const { view } = views
  try {
    const observer = new OutcomeObserver({ detailed: false })
    const { actions, refused } = await planFleet(run, {
      command: 'plan',
      concurrency,
      maxDeletes: options.maxDeletes,
      leaveScopes: options.documents.targets.length > 0,
      out: path,
      signal,
      emit(event) {
        observer.observe(event)
        view.event(event)
      },
    })
    const changes = Object.values(actions).some((count) => count > 0)
    if (signal.aborted || !changes || refused === true) return observer.outcome()
    if (!(await confirmed(options, terminal))) return nothingChanged(terminal)
    return await applyPlanFile(path, run, { planId: undefined, concurrency, view, terminal, signal })
  } finally {
    await removeFile(path)
    await run.sessions.close()
    for (const line of views.close()) terminal.err(line)
  }
}

async function applySaved(options: ApplyOptions, path: string, terminal: Terminal, signal: AbortSignal): Promise<RunOutcome> {
  const plan = await inspectPlan(path)
  const { planId, connections, secrets } = plan
  const applied = await findApplied(planId)
  if (applied !== undefined) {
    const when = new Date(applied.time).toISOString()
    terminal.err(
      `error: this plan was already applied (run ${applied.runId}, ${when})\n  A plan is applied once. Make a new one with: wmctl plan --out FILE\n`,
    )
    return { ...quietOutcome, stale: true }
  }
  const refusal = deletionRefusal(plan.undeclared, options.maxDeletes)
  if (refusal !== undefined) {
    terminal.err(renderDiagnostics([refusal], terminal))
    return { ...quietOutcome, policy: true }
  }
  const run = await openSavedRun({ hosts: connections.values(), secrets }, terminal, signal)
  const views = await openRunViews('apply', options.output, terminal)
  const { concurrency } = options
  const { view } = views
  try {
    if (!options.yes) {
      await showSavedPlan(path, plan, view)
      if (!(await confirmed(options, terminal))) return nothingChanged(terminal)
    }
    return await applyPlanFile(path, run, { planId, concurrency, view, terminal, signal })
  } finally {
    await run.sessions.close()
    for (const line of views.close()) terminal.err(line)
  }
}

function refuseWithoutAnswer(options: ApplyOptions, terminal: Terminal): void {
  if (options.yes || terminal.interactive) return
  throw new UsageError('Nobody can be asked whether to apply', {
    hint: 'Pass --yes to apply without asking, or run in a terminal without --no-input.',
  })
}

function confirmed(options: ApplyOptions, terminal: Terminal): Promise<boolean> {
  return options.yes ? Promise.resolve(true) : askForYes('\nApply these changes?', terminal)
}

function nothingChanged(terminal: Terminal): RunOutcome {
  terminal.err('Nothing was changed.\n')
  return { ...quietOutcome, error: true }
}
