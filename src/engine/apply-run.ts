import pLimit from 'p-limit'
import { CancelledError, InternalError } from '../base/errors.js'
import type { Clock, Digest } from '../base/ports.js'
import type { RunContext } from './apply-context.js'
import { applyHost } from './apply-host.js'
import { type HostWork, workOf, workOfPlan } from './apply-work.js'
import { forEachConcurrent } from './concurrency.js'
import { documentParser } from './document-parser.js'
import type { EngineEvent, HostCompleted, RunCompleted } from './events.js'
import { failureOf, isUnreachable } from './failure.js'
import { HostLedger } from './host-ledger.js'
import { documentsOf, type HostModel, hostModeler } from './host-model.js'
import type { HostTarget, Lease, ReaderWriter } from './host-target.js'
import type { JournalSink } from './journal.js'
import type { Failure, HostPlan } from './plan.js'
import { failedPlan, impossiblePlan, planObserved } from './plan-host.js'
import { defaultConcurrency } from './plan-run.js'
import { type Observations, readHost } from './read-host.js'
import type { ResourceKinds } from './resource-kinds.js'
import { FailureThreshold, type Rollout } from './rollout.js'
import { RunJournal } from './run-journal.js'
import type { RunSecrets } from './secrets.js'
import { settleHost } from './settle-host.js'
import { newTally, observeApply } from './tally.js'

/** Changes in flight on one host when nobody says otherwise. */
const defaultHostConcurrency = 4

/** Changes in flight on all hosts together when nobody says otherwise. */
const defaultChangeConcurrency = 100

/** A host plan, saved or just made, which is checked against the host before it is applied; or a host to plan and apply in one go. */
export type ApplyTarget = HostPlan | HostTarget

export interface ApplyRunOptions<Reader, Writer> {
  readonly runId: string
  /** The saved plan that is applied; the journal records it. */
  readonly planId?: string
  readonly hosts: Iterable<ApplyTarget> | AsyncIterable<ApplyTarget>
  readonly expected: { readonly hosts: number; readonly resources: number }
  readonly kinds: ResourceKinds<Reader, Writer>
  readonly openWriter: (host: string) => Promise<Lease<ReaderWriter<Reader, Writer>>>
  readonly secrets: RunSecrets
  readonly clock: Clock
  readonly digest: Digest
  readonly journal: JournalSink
  /** When it aborts, what is in flight is finished and nothing new is started. */
  readonly signal: AbortSignal
  /** When it aborts, what is in flight is given up. */
  readonly abandon?: AbortSignal
  /** Hosts worked on at once. */
  readonly concurrency?: number
  readonly hostConcurrency?: number
  readonly changeConcurrency?: number
  /** See `readJournal`: triggered resources that earlier runs owe. */
  readonly pending?: ReadonlySet<string>
  readonly rollout?: Rollout
  readonly emit: (event: EngineEvent) => void
}

/**
 * Applies plans to hosts. Hosts are isolated from each other: one that fails or is lost stops nothing but itself. Resolves to the
 * last event. Rejects when the journal cannot be written: before the first change, or, once in flight, after stopping like a
 * cancelled run.
 */
export async function applyRun<Reader, Writer>(options: ApplyRunOptions<Reader, Writer>): Promise<RunCompleted> {
  return await new ApplyRun(options).run()
}

class ApplyRun<Reader, Writer> {
  readonly #options: ApplyRunOptions<Reader, Writer>
  readonly #context: RunContext<Reader, Writer>
  readonly #threshold: FailureThreshold
  readonly #tally = newTally()
  readonly #halt = new AbortController()
  #fatal: { readonly error: unknown } | undefined

  constructor(options: ApplyRunOptions<Reader, Writer>) {
    this.#options = options
    const { clock, digest, secrets, kinds, signal, abandon = new AbortController().signal, pending = new Set<string>() } = options
    this.#threshold = new FailureThreshold(options.rollout?.strategies ?? new Map())
    this.#context = {
      clock,
      digest,
      secrets,
      pending,
      abandon,
      model: hostModeler(documentParser(kinds)),
      journal: new RunJournal(options.journal, clock, (error) => this.#stopFor(error)),
      stop: AbortSignal.any([signal, this.#halt.signal]),
      limitChanges: pLimit(options.changeConcurrency ?? defaultChangeConcurrency),
      hostConcurrency: options.hostConcurrency ?? defaultHostConcurrency,
      emit: (event) => this.#emit(event),
    }
  }

  async run(): Promise<RunCompleted> {
    const { runId, planId, clock, signal, expected } = this.#options
    const { journal, pending } = this.#context
    const started = clock.elapsed()
    await journal.start({ runId, planId, pending })
    this.#rethrow()
    this.#emit({ type: 'run-started', command: 'apply', runId, ...expected, time: clock.now() })
    await this.#applyAll()
    await journal.end({ cancelled: signal.aborted })
    const completed: RunCompleted = {
      type: 'run-completed',
      command: 'apply',
      actions: this.#tally.actions,
      failures: this.#tally.failures,
      ...(this.#tally.moreFailures === 0 ? {} : { moreFailures: this.#tally.moreFailures }),
      hosts: this.#tally.hosts,
      milliseconds: clock.elapsed() - started,
      cancelled: this.#context.stop.aborted,
    }
    this.#emit(completed)
    this.#rethrow()
    return completed
  }

  async #applyAll(): Promise<void> {
    const { hosts, rollout, concurrency = defaultConcurrency } = this.#options
    if (rollout === undefined) return forEachConcurrent(hosts, concurrency, (target) => this.#applyOne(target))
    const source = Symbol.asyncIterator in hosts ? hosts[Symbol.asyncIterator]() : hosts[Symbol.iterator]()
    try {
      for (const [index, names] of rollout.batches.entries()) {
        if (!this.#context.stop.aborted)
          this.#emit({ type: 'batch-started', number: index + 1, of: rollout.batches.length, hosts: names })
        await forEachConcurrent(take(source, names), concurrency, (target) => this.#applyOne(target))
      }
    } finally {
      await source.return?.()
    }
  }

  async #applyOne(target: ApplyTarget): Promise<void> {
    const completed = 'state' in target ? await this.#applyPlan(target) : await this.#planAndApply(target)
    this.#emit(completed)
  }

  async #applyPlan(plan: HostPlan): Promise<HostCompleted> {
    const { host } = plan
    if (plan.state !== 'planned') return { type: 'host-completed', host, state: plan.state, failure: plan.failure }
    const work = workOfPlan(plan, this.#context.model)
    const ledger = new HostLedger(work, this.#context.emit)
    const idle = ledger.waiting().length === 0
    if (idle && plan.failed.length === 0) return { type: 'host-completed', host, state: 'unchanged' }
    const refusal = this.#refusal(plan.resources.map(({ address }) => address.configuration))
    if (refusal !== undefined) {
      ledger.skipUnplanned()
      ledger.skipRest(refusal.reason, refusal.detail)
      return { type: 'host-completed', host, state: 'skipped' }
    }
    this.#emit({ type: 'host-apply-started', host })
    ledger.skipUnplanned()
    if (idle) return { type: 'host-completed', host, state: 'failed' }
    const impossible = impossiblePlan(work.model)
    if (impossible !== undefined && impossible.state !== 'planned') {
      ledger.skipRest('unread', impossible.failure.message)
      return { type: 'host-completed', host, state: 'failed', failure: impossible.failure }
    }
    return this.#finish(work, ledger, () =>
      this.#withSession(host, async (session) => {
        const settled = await this.#settle(work.model, session.reader)
        return applyHost(workOf(settled, plan), session, ledger, this.#context)
      }),
    )
  }

  async #planAndApply(target: HostTarget): Promise<HostCompleted> {
    const host = target.name
    const { clock } = this.#options
    const refusal = this.#refusal(target.configurations.map(({ name }) => name))
    if (refusal !== undefined) return { type: 'host-completed', host, state: 'skipped' }
    const started = clock.elapsed()
    this.#emit({ type: 'host-started', host })
    let model = this.#context.model(host, documentsOf(target))
    const planned = (plan: HostPlan): HostPlan => {
      this.#emit({ type: 'host-planned', plan, milliseconds: clock.elapsed() - started })
      return plan
    }
    const impossible = impossiblePlan(model)
    if (impossible !== undefined) return this.#applyPlan(planned(impossible))
    let lease: Lease<ReaderWriter<Reader, Writer>> | undefined
    try {
      let observations: Observations<Reader, Writer>
      let plan: HostPlan
      try {
        lease = await this.#options.openWriter(host)
        model = await this.#settle(model, lease.session.reader)
        observations = await readHost(lease.session.reader, model.nodes, this.#context.stop)
        plan = await planObserved(model, observations, this.#context)
      } catch (error) {
        return this.#applyPlan(planned(failedPlan(host, error, { ...this.#context, signal: this.#context.stop })))
      }
      planned(plan)
      if (plan.state !== 'planned') return await this.#applyPlan(plan)
      const work = workOf(model, plan)
      const ledger = new HostLedger(work, this.#context.emit)
      if (ledger.waiting().length === 0 && plan.failed.length === 0) return { type: 'host-completed', host, state: 'unchanged' }
      this.#emit({ type: 'host-apply-started', host })
      ledger.skipUnplanned()
      const { session } = lease
      return await this.#finish(work, ledger, () => applyHost(work, session, ledger, this.#context, observations))
    } catch (error) {
      if (error instanceof CancelledError) return { type: 'host-completed', host, state: 'skipped' }
      throw error
    } finally {
      await lease?.release()
    }
  }

  /** Runs `apply`, and ends what it left waiting when the host could not be opened or read. */
  async #finish(
    work: HostWork<Reader, Writer>,
    ledger: HostLedger,
    apply: () => Promise<Failure | undefined>,
  ): Promise<HostCompleted> {
    const { host, model } = work
    const completed = (state: HostCompleted['state'], failure?: Failure): HostCompleted => {
      if (state === 'unreachable' || failure !== undefined || ledger.failedHere) {
        this.#threshold.hostFailed(new Set(model.nodes.map(({ address }) => address.configuration)))
      }
      return { type: 'host-completed', host, state, ...(failure === undefined ? {} : { failure }) }
    }
    try {
      const lost = await apply()
      return lost === undefined ? completed(ledger.state()) : completed('unreachable', lost)
    } catch (error) {
      if (error instanceof InternalError) throw error
      if (error instanceof CancelledError || this.#context.stop.aborted) {
        ledger.skipRest('cancelled', 'the run was stopped before its turn')
        return completed(ledger.state())
      }
      const failure = failureOf(error, (text) => this.#context.secrets.redact(text))
      ledger.skipRest('unread', failure.message)
      return completed(isUnreachable(error) ? 'unreachable' : 'failed', failure)
    }
  }

  async #withSession<Result>(host: string, use: (session: ReaderWriter<Reader, Writer>) => Promise<Result>): Promise<Result> {
    const lease = await this.#options.openWriter(host)
    try {
      return await use(lease.session)
    } finally {
      await lease.release()
    }
  }

  async #settle(model: HostModel<Reader, Writer>, reader: Reader): Promise<HostModel<Reader, Writer>> {
    const settled = await settleHost({ model, modelHost: this.#context.model }, reader, this.#context.stop)
    return settled.model
  }

  #refusal(
    configurations: Iterable<string>,
  ): { readonly reason: 'cancelled' | 'threshold'; readonly detail: string } | undefined {
    if (this.#context.stop.aborted) return { reason: 'cancelled', detail: 'the run was stopped before its turn' }
    const detail = this.#threshold.refusal(new Set(configurations))
    return detail === undefined ? undefined : { reason: 'threshold', detail }
  }

  #rethrow(): void {
    if (this.#fatal !== undefined) throw this.#fatal.error
  }

  #stopFor(error: unknown): void {
    this.#fatal ??= { error }
    this.#halt.abort()
  }

  #emit(event: EngineEvent): void {
    observeApply(this.#tally, event)
    this.#options.emit(event)
  }
}

/** The hosts of one batch from a source that goes on afterwards. */
async function* take(
  source: Iterator<ApplyTarget> | AsyncIterator<ApplyTarget>,
  names: readonly string[],
): AsyncGenerator<ApplyTarget, void, undefined> {
  for (const name of names) {
    const next = await source.next()
    if (next.done === true) throw new InternalError(`The rollout expects host ${name}, but there are no more hosts`)
    const found = 'state' in next.value ? next.value.host : next.value.name
    if (found !== name) throw new InternalError(`The rollout expects host ${name}, but the next one is ${found}`)
    yield next.value
  }
}
