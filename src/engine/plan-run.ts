import { CancelledError } from '../base/errors.js'
import type { Clock, Digest } from '../base/ports.js'
import { forEachConcurrent } from './concurrency.js'
import { documentParser } from './document-parser.js'
import type { EngineEvent, RunCompleted } from './events.js'
import { hostModeler } from './host-model.js'
import type { HostTarget, Lease } from './host-target.js'
import { countUndeclared, deletionRefusal } from './max-deletes.js'
import type { HostPlan } from './plan.js'
import { planHost } from './plan-host.js'
import type { ResourceKinds } from './resource-kinds.js'
import type { RunSecrets } from './secrets.js'
import { countAction, countFailure, countHost, newTally, plannedState } from './tally.js'

/** Hosts that are worked on at once when nobody says otherwise. */
export const defaultConcurrency = 32

export interface PlanRunOptions<Reader> {
  /** `drift` compares in the same way; only the words differ. */
  readonly command: 'plan' | 'drift'
  readonly runId: string
  readonly hosts: Iterable<HostTarget> | AsyncIterable<HostTarget>
  /** For the first line of progress: what `hosts` will yield. */
  readonly expected: { readonly hosts: number; readonly resources: number }
  readonly kinds: ResourceKinds<Reader, never>
  readonly openReader: (host: string) => Promise<Lease<Reader>>
  readonly secrets: RunSecrets
  readonly clock: Clock
  readonly digest: Digest
  readonly signal: AbortSignal
  readonly concurrency?: number
  /** See `journalState`: triggered resources that a broken-off run owes. */
  readonly pending?: ReadonlySet<string>
  /** See `planHost`. */
  readonly leaveScopes?: boolean
  /** How many undeclared objects a plan may delete; one that deletes more is refused. Undefined: any number. */
  readonly maxDeletes?: number
  readonly emit: (event: EngineEvent) => void
  /** Takes each host plan as it is made; planning waits for it, so a slow sink bounds memory. */
  readonly sink?: (plan: HostPlan) => Promise<void>
}

/** Plans all hosts, at most `concurrency` at a time, and keeps none of the plans. Resolves to the last event. */
export async function planRun<Reader>(options: PlanRunOptions<Reader>): Promise<RunCompleted> {
  const { command, runId, clock, signal, emit } = options
  const started = clock.elapsed()
  const model = hostModeler(documentParser(options.kinds))
  const tally = newTally()
  let undeclared = 0
  emit({ type: 'run-started', command, runId, ...options.expected, time: clock.now() })

  async function one(target: HostTarget): Promise<void> {
    if (signal.aborted) return countHost(tally, 'skipped')
    const hostStarted = clock.elapsed()
    emit({ type: 'host-started', host: target.name })
    try {
      const plan = await planHost({
        target,
        model,
        openReader: () => options.openReader(target.name),
        digest: options.digest,
        secrets: options.secrets,
        pending: options.pending ?? new Set(),
        signal,
        ...(options.leaveScopes === undefined ? {} : { leaveScopes: options.leaveScopes }),
      })
      countHost(tally, plannedState(plan))
      if (plan.state === 'planned') {
        for (const { change } of plan.resources) countAction(tally, change.action)
        undeclared += countUndeclared(plan)
        for (const failure of plan.failed) countFailure(tally, failure)
      }
      await options.sink?.(plan)
      emit({ type: 'host-planned', plan, milliseconds: clock.elapsed() - hostStarted })
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error
      countHost(tally, 'skipped')
    }
  }

  await forEachConcurrent(options.hosts, options.concurrency ?? defaultConcurrency, one)
  const refusal = deletionRefusal(undeclared, options.maxDeletes)
  if (refusal !== undefined) emit({ type: 'diagnostic', diagnostic: refusal })
  const completed: RunCompleted = {
    type: 'run-completed',
    command,
    actions: tally.actions,
    failures: tally.failures,
    ...(tally.moreFailures === 0 ? {} : { moreFailures: tally.moreFailures }),
    hosts: tally.hosts,
    milliseconds: clock.elapsed() - started,
    cancelled: signal.aborted,
    ...(refusal === undefined ? {} : { refused: true }),
  }
  emit(completed)
  return completed
}
