import { applyRun } from '../engine/apply-run.js'
import { planRollout } from '../engine/rollout.js'
import { OutcomeObserver, type RunOutcome } from '../engine/run-outcome.js'
import { systemClock } from '../io/system-clock.js'
import { systemDigest } from '../io/system-digest.js'
import type { View } from '../views/view.js'
import { pendingTriggers } from './journals.js'
import type { Run } from './open-run.js'
import { inspectPlan, plansIn } from './plan-summary.js'
import { openJournal } from './state-files.js'
import type { Terminal } from './terminal.js'

export interface ApplyPlanFileOptions {
  /** Of a plan that was saved to be applied later, and may be applied once. */
  readonly planId: string | undefined
  readonly concurrency: number | undefined
  readonly view: View
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

/** Makes the changes of a plan file, streamed host by host, with a journal of every one. */
export async function applyPlanFile(path: string, run: Run, options: ApplyPlanFileOptions): Promise<RunOutcome> {
  const { planId, concurrency, view, terminal, signal } = options
  const { hosts, resources, rolloutHosts, strategies } = await inspectPlan(path)
  const rollout = planRollout(rolloutHosts, strategies)
  const observer = new OutcomeObserver({ detailed: false })
  const pending = await pendingTriggers()
  const journal = await openJournal(run.runId, systemClock.now())
  try {
    await applyRun({
      runId: run.runId,
      ...(planId === undefined ? {} : { planId }),
      hosts: plansIn(path),
      expected: { hosts, resources },
      kinds: run.kinds,
      openWriter: async (host) => {
        const lease = await run.sessions.open(host)
        return { session: { reader: lease.session, writer: lease.session }, release: () => lease.release() }
      },
      secrets: run.secrets,
      clock: systemClock,
      digest: systemDigest,
      journal,
      signal,
      ...(concurrency === undefined ? {} : { concurrency }),
      pending,
      ...(rollout === undefined ? {} : { rollout }),
      emit(event) {
        observer.observe(event)
        view.event(event)
      },
    })
  } finally {
    await journal.close()
  }
  if (terminal.verbose) terminal.err(`Journal: ${journal.path}\n`)
  return observer.outcome()
}
