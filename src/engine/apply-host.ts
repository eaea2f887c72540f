import pLimit from 'p-limit'
import { ResourceTypeError } from '../base/errors.js'
import { formatAddress } from './address.js'
import { applyChange, type ChangeAnswer } from './apply-change.js'
import type { RunContext } from './apply-context.js'
import type { HostWork } from './apply-work.js'
import { type DecideOptions, decideChange, stalenessOf } from './decide-change.js'
import { failureOf, isUnreachable } from './failure.js'
import type { HostLedger } from './host-ledger.js'
import type { HostNode } from './host-model.js'
import type { ReaderWriter } from './host-target.js'
import type { Failure, PlannedResource } from './plan.js'
import { changeOf } from './plan-resource.js'
import { type Observations, readHost } from './read-host.js'
import type { ResourceType } from './resource-type.js'
import { isVerifiable, notTaken } from './verify-change.js'

/** A resource whose turn has come. */
interface Due<Reader, Writer> {
  readonly node: HostNode<Reader, Writer>
  readonly type: ResourceType<Reader, Writer>
  readonly desired: unknown
  readonly planned: PlannedResource
}

/** A change the host accepted and that is still to be read back. */
interface Accepted<Reader, Writer> {
  readonly due: Due<Reader, Writer>
  readonly answer: Extract<ChangeAnswer, { state: 'accepted' }>
}

/**
 * Applies the plan of one host, layer by layer of its graph. Everything that will change is read once before the first change
 * (unless `read` holds what the plan was just made from) and compared with its fingerprint. After each layer one batched read
 * for each kind serves both to see whether the layer's changes took and as the last look at what is still to come.
 *
 * Ends every resource in the ledger. Resolves to why the host was lost, undefined when it was not.
 */
export function applyHost<Reader, Writer>(
  work: HostWork<Reader, Writer>,
  session: ReaderWriter<Reader, Writer>,
  ledger: HostLedger,
  run: RunContext<Reader, Writer>,
  read?: Observations<Reader, Writer>,
): Promise<Failure | undefined> {
  return new HostApplier(work, session, ledger, run).apply(read)
}

class HostApplier<Reader, Writer> {
  readonly #work: HostWork<Reader, Writer>
  readonly #session: ReaderWriter<Reader, Writer>
  readonly #ledger: HostLedger
  readonly #run: RunContext<Reader, Writer>
  #observations: Observations<Reader, Writer> = new Map()
  /** What was not as planned when the run of this host began, and why. */
  readonly #stale = new Map<number, string>()
  #ownChanges = false
  #lost: Failure | undefined

  constructor(
    work: HostWork<Reader, Writer>,
    session: ReaderWriter<Reader, Writer>,
    ledger: HostLedger,
    run: RunContext<Reader, Writer>,
  ) {
    this.#work = work
    this.#session = session
    this.#ledger = ledger
    this.#run = run
  }

  async apply(read: Observations<Reader, Writer> | undefined): Promise<Failure | undefined> {
    this.#observations = read ?? (await readHost(this.#session.reader, this.#waiting(), this.#run.stop))
    for (const node of this.#waiting()) this.#checkFingerprint(node)
    await this.#run.journal.hostStart(this.#work.host)
    for (const layer of this.#work.model.graph.layers) {
      if (this.#lost !== undefined) break
      const due = layer.flatMap((index) => this.#admit(index) ?? [])
      await this.#readBack(await this.#changeAll(due))
    }
    if (this.#lost !== undefined) this.#ledger.skipRest('unread', `the host was lost: ${this.#lost.message}`)
    return this.#lost
  }

  /** The resource when its turn has come and something is to be done; what is not to be done ends here. */
  #admit(index: number): Due<Reader, Writer> | undefined {
    const planned = this.#work.planned[index]
    const node = this.#work.model.nodes[index]
    if (planned === undefined || node === undefined) return undefined
    if (planned.change.action === 'none') {
      this.#ledger.pass(index)
      return undefined
    }
    const obstacle = this.#ledger.obstacle(index)
    if (obstacle !== undefined) {
      this.#ledger.skip(index, obstacle.reason, obstacle.detail)
      return undefined
    }
    if (!this.#isTriggered(node)) {
      this.#ledger.skip(index, 'not-triggered', 'none of the resources it refers to has changed')
      return undefined
    }
    const stale = this.#stale.get(index)
    if (stale !== undefined) {
      this.#ledger.skip(index, 'stale', stale)
      return undefined
    }
    if ('error' in node.body) {
      this.#ledger.fail(index, this.#failureOf(node.body.error))
      return undefined
    }
    return { node, type: node.body.type, desired: node.body.desired, planned }
  }

  #checkFingerprint(node: HostNode<Reader, Writer>): void {
    const planned = this.#work.planned[node.index]
    if (planned === undefined || 'error' in node.body) return
    try {
      const stale = stalenessOf(this.#decideOptions({ node, type: node.body.type, desired: node.body.desired, planned }))
      if (stale !== undefined) this.#stale.set(node.index, stale)
    } catch (error) {
      // The type cannot say what matters; its resource fails at its turn, when it is asked again.
      if (!(error instanceof ResourceTypeError)) throw error
    }
  }

  #decideOptions(due: Due<Reader, Writer>): DecideOptions<Reader, Writer> {
    const { secrets, digest } = this.#run
    return { ...due, observation: this.#observations.get(due.node), secrets, digest }
  }

  #isTriggered(node: HostNode<Reader, Writer>): boolean {
    const triggers = this.#work.model.graph.triggeredBy[node.index]
    if (triggers === undefined || triggers.some((at) => this.#ledger.changed(at))) return true
    return this.#run.pending.has(formatAddress(node.address))
  }

  /** Makes the changes of a layer, at most `hostConcurrency` at a time; those to read back are returned. */
  async #changeAll(layer: readonly Due<Reader, Writer>[]): Promise<readonly Accepted<Reader, Writer>[]> {
    const limitHost = pLimit(this.#run.hostConcurrency)
    const answers = await Promise.all(layer.map((due) => limitHost(() => this.#run.limitChanges(() => this.#change(due)))))
    return answers.filter((accepted) => accepted !== undefined)
  }

  async #change(due: Due<Reader, Writer>): Promise<Accepted<Reader, Writer> | undefined> {
    const { index } = due.node
    if (this.#run.stop.aborted) {
      this.#ledger.skip(index, 'cancelled', 'the run was stopped before its turn')
      return undefined
    }
    if (this.#lost !== undefined) {
      this.#ledger.skip(index, 'unread', `the host was lost: ${this.#lost.message}`)
      return undefined
    }
    const answer = await this.#send(due)
    switch (answer?.state) {
      case undefined:
        return undefined
      case 'not-sent':
        this.#ledger.skip(index, 'cancelled', 'the journal cannot be written, so nothing more is changed')
        return undefined
      case 'failed':
        this.#ledger.fail(index, answer.failure)
        if (answer.unreachable) this.#lost = answer.failure
        return undefined
      case 'accepted':
        this.#ownChanges = true
        if (isVerifiable(due.planned.change.action)) return { due, answer }
        this.#ledger.complete(index, { action: due.planned.change.action, ...answer })
        return undefined
    }
  }

  /** Undefined when the resource has ended without anything being sent. */
  async #send(due: Due<Reader, Writer>): Promise<ChangeAnswer | undefined> {
    const { node, type, desired, planned } = due
    try {
      await this.#run.secrets.resolve(type.secrets(desired))
      const decision = decideChange(this.#decideOptions(due))
      if (decision.state === 'skip') {
        this.#ledger.skip(node.index, decision.reason, decision.detail)
        return undefined
      }
      if (decision.state === 'already') {
        const warnings = ['Earlier changes of this run have already brought it about.']
        this.#ledger.complete(node.index, { action: planned.change.action, changed: true, warnings, milliseconds: 0 })
        return undefined
      }
      const { change, observed } = decision
      return await applyChange(
        this.#session.writer,
        { ...due, change, observed, triggers: this.#triggersOf(node.index) },
        this.#run,
      )
    } catch (error) {
      return { state: 'failed', failure: this.#failureOf(error), unreachable: isUnreachable(error) }
    }
  }

  /** Ends the accepted changes by what the host now says, and renews what is known of the resources still to come. */
  async #readBack(accepted: readonly Accepted<Reader, Writer>[]): Promise<void> {
    const stopping = this.#run.stop.aborted || this.#lost !== undefined
    const coming =
      stopping || !this.#ownChanges ? [] : this.#waiting().filter((node) => !accepted.some(({ due }) => due.node === node))
    const nodes = [...accepted.map(({ due }) => due.node), ...coming]
    if (nodes.length === 0) return
    try {
      const observations = await readHost(this.#session.reader, nodes, this.#run.abandon)
      this.#observations = observations
      for (const one of accepted) await this.#verify(one, observations)
    } catch (error) {
      const failure = this.#failureOf(error)
      const message = `The host accepted the change, but it could not be read back: ${failure.message}`
      const waiting = new Set(this.#ledger.waiting())
      for (const { due } of accepted) if (waiting.has(due.node.index)) this.#ledger.fail(due.node.index, { ...failure, message })
      this.#lost ??= failure
    }
  }

  async #verify({ due, answer }: Accepted<Reader, Writer>, observations: Observations<Reader, Writer>): Promise<void> {
    const { node, type, desired, planned } = due
    const { action } = planned.change
    const observation = observations.get(node)
    const failure = notTaken(action, observation, (readable) => changeOf(type, desired, readable, this.#run.secrets))
    if (failure === undefined) {
      this.#ledger.complete(node.index, { action, ...answer })
      return
    }
    const message = this.#run.secrets.redact(failure.message)
    await this.#run.journal.outcome(answer.journalId, 'not-taken', message)
    this.#ledger.fail(node.index, { ...failure, message })
  }

  #waiting(): readonly HostNode<Reader, Writer>[] {
    return this.#ledger.waiting().flatMap((index) => this.#work.model.nodes[index] ?? [])
  }

  #triggersOf(index: number): readonly string[] {
    return this.#work.model.graph.triggeredBy.flatMap((triggers, at) => {
      const node = this.#work.model.nodes[at]
      return node !== undefined && triggers?.includes(index) === true ? [formatAddress(node.address)] : []
    })
  }

  #failureOf(error: unknown): Failure {
    return failureOf(error, (text) => this.#run.secrets.redact(text))
  }
}
