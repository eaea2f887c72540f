import { CancelledError } from '../base/errors.js'
import { formatAddress } from './address.js'
import type { RunContext } from './apply-context.js'
import { failureOf, isUnreachable } from './failure.js'
import type { HostNode } from './host-model.js'
import type { Failure, PlannedResource } from './plan.js'
import type { ApplyContext, ResourceChange, ResourceType } from './resource-type.js'

/** How often a slow change says that it is still at work. */
const heartbeatInterval = 10_000

export interface ChangeOrder<Reader, Writer> {
  readonly node: HostNode<Reader, Writer>
  readonly type: ResourceType<Reader, Writer>
  readonly desired: unknown
  readonly planned: PlannedResource
  /** As planned, or less of it when the run itself has already brought about the rest. */
  readonly change: ResourceChange
  readonly observed: unknown
  /** Addresses of what it triggers, for the journal. */
  readonly triggers: readonly string[]
}

export type ChangeAnswer =
  /** The host accepted it; reading back decides. */
  | {
      readonly state: 'accepted'
      readonly journalId: number
      readonly changed: boolean
      readonly warnings: readonly string[]
      readonly milliseconds: number
    }
  | { readonly state: 'failed'; readonly failure: Failure; readonly unreachable: boolean }
  /** The run halted before it was sent. */
  | { readonly state: 'not-sent' }

/** Makes one change: intent, apply with heartbeats, outcome. Emits its start and progress; its end is for the caller, who reads back. */
export async function applyChange<Reader, Writer>(
  writer: Writer,
  order: ChangeOrder<Reader, Writer>,
  run: RunContext<Reader, Writer>,
): Promise<ChangeAnswer> {
  const { node, type, desired, planned, change } = order
  const { clock, emit, secrets, abandon } = run
  const redact = (text: string): string => secrets.redact(text)
  const { kind } = node.document
  const { identity } = node
  const intent = {
    address: formatAddress(node.address),
    kind,
    identity,
    action: change.action,
    steps: change.steps,
    triggers: order.triggers,
  }
  const journalId = await run.journal.intent(intent)
  if (journalId === undefined) return { state: 'not-sent' }
  emit({ type: 'change-started', resource: planned })
  const started = clock.elapsed()
  const finished = new AbortController()
  let doing = change.steps[0] ?? change.action
  const say = (message: string): void => {
    emit({ type: 'change-progressed', address: node.address, message, milliseconds: clock.elapsed() - started })
  }
  const context: ApplyContext = {
    signal: abandon,
    revealSecret: (reference) => secrets.reveal(reference),
    sleep: (ms) => clock.sleep(ms, abandon),
    elapsed: () => clock.elapsed(),
    progress(message) {
      doing = redact(message)
      say(doing)
    },
  }
  const beating = heartbeat(run, finished.signal, () => say(doing))
  try {
    const result = await type.apply(writer, desired, change, order.observed, context)
    const changed = result.changed !== false
    await run.journal.outcome(journalId, changed ? 'done' : 'nothing-to-do')
    const milliseconds = clock.elapsed() - started
    return { state: 'accepted', journalId, changed, warnings: result.warnings.map(redact), milliseconds }
  } catch (error) {
    const failure = failureOf(error, redact)
    await run.journal.outcome(journalId, 'failed', failure.message)
    return { state: 'failed', failure, unreachable: isUnreachable(error) }
  } finally {
    finished.abort(ended)
    await beating
  }
}

/** One for all: an error made for every change would cost more than the rest of it. */
const ended = new CancelledError('The change has ended')

async function heartbeat<Reader, Writer>(
  run: RunContext<Reader, Writer>,
  finished: AbortSignal,
  beat: () => void,
): Promise<void> {
  try {
    while (!finished.aborted) {
      await run.clock.sleep(heartbeatInterval, finished)
      beat()
    }
  } catch (error) {
    if (!finished.aborted) throw error
  }
}
