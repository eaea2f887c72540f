import type { LimitFunction } from 'p-limit'
import type { Clock } from '../base/ports.js'
import type { EngineEvent } from './events.js'
import type { HostModeler } from './host-model.js'
import type { PlanningContext } from './plan-resource.js'
import type { RunJournal } from './run-journal.js'

/** What applying one host takes from the run. */
export interface RunContext<Reader, Writer> extends PlanningContext {
  readonly model: HostModeler<Reader, Writer>
  readonly clock: Clock
  readonly journal: RunJournal
  /** Nothing new is started once it aborts. */
  readonly stop: AbortSignal
  /** What is in flight is given up when it aborts. */
  readonly abandon: AbortSignal
  /** Bounds the changes in flight on all hosts together. */
  readonly limitChanges: LimitFunction
  /** Changes in flight on one host. */
  readonly hostConcurrency: number
  readonly emit: (event: EngineEvent) => void
}
