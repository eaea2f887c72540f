import { InternalError } from '../base/errors.js'
import { formatAddress } from './address.js'
import type { HostWork } from './apply-work.js'
import type { EngineEvent, HostCompleted, SkipReason } from './events.js'
import type { Failure, PlannedResource } from './plan.js'
import { PreventedError } from './plan-error.js'
import type { Action } from './resource-type.js'

/** What has become of a resource. `passed`: nothing was to be done; `blocked`: nothing was to be done, but what it depends on did not succeed. */
type Fate = 'passed' | 'changed' | 'not-triggered' | 'failed' | 'skipped' | 'blocked'

export interface Completion {
  readonly action: Action
  readonly changed: boolean
  readonly warnings: readonly string[]
  readonly milliseconds: number
}

/**
 * Keeps what has become of each resource of a host while it is applied, and says so in events. Every resource with something to
 * do ends exactly once: completed, failed or skipped; ending one twice is a bug and throws.
 */
export class HostLedger {
  readonly #work: HostWork<unknown, never>
  readonly #emit: (event: EngineEvent) => void
  readonly #fates: (Fate | undefined)[]
  #unplanned = false
  #failed = false
  #cancelled = false
  #changed = false

  constructor(work: HostWork<unknown, never>, emit: (event: EngineEvent) => void) {
    this.#work = work
    this.#emit = emit
    this.#fates = work.planned.map(() => undefined)
  }

  /** Resources that could not be planned end before anything is done. */
  skipUnplanned(): void {
    for (const [index, failed] of this.#work.failed.entries()) {
      if (failed === undefined) continue
      const reason = failed.code === preventedCode ? 'prevented' : 'unread'
      this.#end(index, 'skipped')
      this.#unplanned = true
      const { address, identity, action = 'unknown', message: detail } = failed
      this.#emit({ type: 'change-skipped', address, identity, action, reason, detail })
    }
  }

  /** Nothing was to be done. */
  pass(index: number): void {
    this.#end(index, this.obstacle(index) === undefined ? 'passed' : 'blocked')
  }

  complete(index: number, completion: Completion): void {
    this.#end(index, completion.changed ? 'changed' : 'passed')
    this.#changed = true
    const { address, identity } = this.#planned(index)
    const { action, milliseconds, warnings } = completion
    this.#emit({ type: 'change-completed', address, identity, action, milliseconds, warnings })
  }

  fail(index: number, failure: Failure): void {
    this.#end(index, 'failed')
    this.#failed = true
    const { address, identity, change } = this.#planned(index)
    this.#emit({ type: 'change-failed', address, identity, action: change.action, failure })
  }

  skip(index: number, reason: SkipReason, detail: string): void {
    this.#end(index, reason === 'not-triggered' ? 'not-triggered' : 'skipped')
    if (reason === 'cancelled' || reason === 'threshold') this.#cancelled = true
    else if (reason === 'stale' || reason === 'unread') this.#failed = true
    const { address, identity, change } = this.#planned(index)
    this.#emit({ type: 'change-skipped', address, identity, action: change.action, reason, detail })
  }

  /** Ends everything that is still waiting and had something to do. */
  skipRest(reason: SkipReason, detail: string): void {
    for (const index of this.waiting()) this.skip(index, reason, detail)
  }

  /** Resources with something to do that have not ended. */
  waiting(): readonly number[] {
    return [...this.#work.planned.entries()].flatMap(([index, planned]) =>
      planned !== undefined && planned.change.action !== 'none' && this.#fates[index] === undefined ? [index] : [],
    )
  }

  /** Why a resource cannot be done: something it waits for did not succeed. */
  obstacle(index: number): { readonly reason: 'dependency-failed' | 'dependency-skipped'; readonly detail: string } | undefined {
    for (const target of this.#work.model.graph.waitsFor[index] ?? []) {
      const fate = this.#fates[target]
      const name = this.#nameOf(target)
      if (fate === 'failed') return { reason: 'dependency-failed', detail: `${name} failed` }
      if (fate === 'skipped') {
        const unplanned = this.#work.failed[target]
        if (unplanned !== undefined) return { reason: 'dependency-failed', detail: `${name} could not be planned` }
        return { reason: 'dependency-skipped', detail: `${name} was skipped` }
      }
      if (fate === 'blocked') return this.obstacle(target)
    }
    return undefined
  }

  changed(index: number): boolean {
    return this.#fates[index] === 'changed'
  }

  /** Whether something failed while applying, beside what had failed in planning. */
  get failedHere(): boolean {
    return this.#failed
  }

  /** How the host ended, when it was reached to the end. */
  state(): HostCompleted['state'] {
    if (this.#failed || this.#unplanned) return 'failed'
    if (this.#changed) return 'changed'
    return this.#cancelled ? 'skipped' : 'unchanged'
  }

  #planned(index: number): PlannedResource {
    const planned = this.#work.planned[index]
    if (planned === undefined) throw new InternalError(`${this.#nameOf(index)} has no planned change`)
    return planned
  }

  #end(index: number, fate: Fate): void {
    if (this.#fates[index] !== undefined) throw new InternalError(`${this.#nameOf(index)} ended twice`)
    this.#fates[index] = fate
  }

  #nameOf(index: number): string {
    const address = this.#work.model.nodes[index]?.address
    return address === undefined ? `resource ${index}` : formatAddress(address)
  }
}

const preventedCode = new PreventedError('').code
