import { exitCodes } from '../engine/exit-code.js'
import { replayPlan } from '../views/replay-plan.js'
import type { View } from '../views/view.js'
import { inspectPlan, type PlanSummary, plansIn } from './plan-summary.js'
import type { OutputOptions } from './run-options.js'
import { openRunViews } from './run-views.js'
import type { Terminal } from './terminal.js'

/** `show`: a saved plan through any view. */
export async function showPlan(path: string, output: OutputOptions, terminal: Terminal): Promise<number> {
  const summary = await inspectPlan(path)
  const views = await openRunViews('plan', output, terminal)
  try {
    await showSavedPlan(path, summary, views.view)
  } finally {
    for (const line of views.close()) terminal.err(line)
  }
  return exitCodes.ok
}

export function showSavedPlan(path: string, summary: PlanSummary, view: View): Promise<void> {
  const { planId, created, hosts, resources } = summary
  return replayPlan({ runId: planId, time: Date.parse(created), expected: { hosts, resources }, plans: plansIn(path), view })
}
