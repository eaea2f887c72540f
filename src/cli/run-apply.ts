import { UsageError } from '../base/errors.js'
import { applyRun } from '../engine/apply-run.js'
import type { EngineEvent } from '../engine/events.js'
import { exitCodes } from '../engine/exit-code.js'
import { planRun } from '../engine/plan-run.js'
import { planRollout } from '../engine/rollout.js'
import { OutcomeObserver, quietOutcome } from '../engine/run-outcome.js'
import { runSecrets } from '../engine/secrets.js'
import { systemClock } from '../io/system-clock.js'
import { systemDigest } from '../io/system-digest.js'
import { systemRandom } from '../io/system-random.js'
import { multiView, type View } from '../views/view.js'
import { askForYes } from './ask.js'
import { loadFacts } from './facts.js'
import { describeUnfinished, findApplied, pendingTriggers } from './journals.js'
import { newRunId, openRun, type Run } from './open-run.js'
import { savePlan } from './plan-files.js'
import { inspectPlan, plansIn } from './plan-summary.js'
import { builtinKinds } from './resource-kinds.js'
import { guardRun, type RunGuard } from './run-guard.js'
import type { RunOptions } from './run-options.js'
import { openRunViews } from './run-views.js'
import { secretResolver } from './secret-resolver.js'
import { openSessions, type Sessions } from './sessions.js'
import { showSavedPlan } from './show-plan.js'
import { openJournal, removeFile, temporaryPlanPath } from './state-files.js'
import type { Terminal } from './terminal.js'

export interface ApplyOptions extends RunOptions {
  readonly planFile: string | undefined
  readonly yes: boolean
}

/**
 * Applies a saved plan, or plans first and applies what was shown. Either way the plan is a file that is streamed, so memory
 * does not grow with the fleet, and every object is checked against its fingerprint. Returns the exit code.
 */
export async function runApply(options: ApplyOptions, terminal: Terminal): Promise<number> {
  const { planFile, documents } = options
  if (planFile !== undefined && documents.files.length > 0) {
    throw new UsageError('A plan file and -f exclude each other', { hint: 'The plan holds the documents it was made from.' })
  }
  const guard = guardRun(options.timeout, terminal)
  try {
    return planFile === undefined
      ? await planAndApply(options, terminal, guard)
      : await applySaved(options, planFile, terminal, guard)
  } catch (error) {
    return guard.exitCodeOfError(error)
  } finally {
    guard.release()
  }
}

async function planAndApply(options: ApplyOptions, terminal: Terminal, guard: RunGuard): Promise<number> {
  refuseWithoutAnswer(options, terminal)
  terminal.err((await describeUnfinished()) ?? '')
  const run = await openRun(options.documents, terminal, guard.signal)
  await run.sessions.prepare(run.fleet.hosts.map(({ entry }) => entry))
  await run.secrets.resolve(run.fleet.secrets)
  const path = temporaryPlanPath(run.runId)
  const views = await openRunViews('apply', options.output, terminal)
  try {
    const observer = new OutcomeObserver({ detailed: options.detailedExitCode })
    const planned = await planInto(path, run, options, guard, (event) => {
      observer.observe(event)
      views.view.event(event)
    })
    const { actions } = planned
    const changes = Object.values(actions).some((count) => count > 0)
    if (guard.signal.aborted || !changes) return guard.exitCode({ ...observer.outcome(), reportedChanges: false })
    if (!(await confirmed(options, terminal))) {
      terminal.err('Nothing was changed.\n')
      return guard.exitCode({ ...quietOutcome, error: true })
    }
    return await applyFile(path, { ...options, planId: undefined }, { ...run, view: views.view }, terminal, guard)
  } finally {
    await removeFile(path)
    await run.sessions.close()
    for (const line of views.close()) terminal.err(line)
  }
}

async function planInto(path: string, run: Run, options: ApplyOptions, guard: RunGuard, emit: (event: EngineEvent) => void) {
  for (const diagnostic of run.fleet.diagnostics) emit({ type: 'diagnostic', diagnostic })
  const saved = await savePlan(path, run)
  try {
    const completed = await planRun({
      command: 'plan',
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
      pending: await pendingTriggers(),
      emit,
      sink: saved.add,
    })
    await saved.commit()
    return completed
  } finally {
    await saved.discard()
  }
}

async function applySaved(options: ApplyOptions, path: string, terminal: Terminal, guard: RunGuard): Promise<number> {
  refuseWithoutAnswer(options, terminal)
  const summary = await inspectPlan(path)
  const applied = await findApplied(summary.planId)
  if (applied !== undefined) {
    const when = new Date(applied.time).toISOString()
    terminal.err(
      `error: this plan was already applied (run ${applied.runId}, ${when})\n  A plan is applied once. Make a new one with: wmctl plan --out FILE\n`,
    )
    return exitCodes.stale
  }
  const facts = loadFacts()
  const kinds = builtinKinds(facts)
  const resolver = secretResolver(terminal, guard.signal)
  const secrets = runSecrets({ resolver, digest: systemDigest, random: systemRandom })
  const { connections } = summary
  const connectionOf = (host: string) => connections.get(host)
  const sessions = openSessions({ connectionOf, resolver, classes: facts.classes, warn: (text) => terminal.err(text) })
  await sessions.prepare(connections.values())
  await secrets.resolve(summary.secrets)
  const views = await openRunViews('apply', options.output, terminal)
  try {
    if (!options.yes) {
      await showSavedPlan(path, summary, views.view)
      if (!(await confirmed(options, terminal))) {
        terminal.err('Nothing was changed.\n')
        return guard.exitCode({ ...quietOutcome, error: true })
      }
    }
    const run = { runId: newRunId(), kinds, secrets, sessions, view: views.view }
    return await applyFile(path, { ...options, planId: summary.planId }, run, terminal, guard)
  } finally {
    await sessions.close()
    for (const line of views.close()) terminal.err(line)
  }
}

interface ApplyFileRun extends Pick<Run, 'runId' | 'kinds' | 'secrets'> {
  readonly sessions: Sessions
  readonly view: View
}

async function applyFile(
  path: string,
  options: ApplyOptions & { readonly planId: string | undefined },
  run: ApplyFileRun,
  terminal: Terminal,
  guard: RunGuard,
): Promise<number> {
  const summary = await inspectPlan(path)
  const observer = new OutcomeObserver({ detailed: options.detailedExitCode })
  const view = multiView([{ event: (event) => observer.observe(event), end: () => {} }, run.view])
  const rollout = planRollout(summary.rolloutHosts, summary.strategies)
  const pending = await pendingTriggers()
  const journal = await openJournal(run.runId, systemClock.now())
  try {
    await applyRun({
      runId: run.runId,
      ...(options.planId === undefined ? {} : { planId: options.planId }),
      hosts: plansIn(path),
      expected: { hosts: summary.hosts, resources: summary.resources },
      kinds: run.kinds,
      openWriter: async (host) => {
        const lease = await run.sessions.open(host)
        return { session: { reader: lease.session, writer: lease.session }, release: () => lease.release() }
      },
      secrets: run.secrets,
      clock: systemClock,
      digest: systemDigest,
      journal,
      signal: guard.signal,
      ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
      pending,
      ...(rollout === undefined ? {} : { rollout }),
      emit: (event) => view.event(event),
    })
  } finally {
    await journal.close()
  }
  if (terminal.verbose) terminal.err(`Journal: ${journal.path}\n`)
  return guard.exitCode(observer.outcome())
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
