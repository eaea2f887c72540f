import type { FailedResource, Failure } from '../../../engine/plan.js'
import type { HostState } from '../host-state.js'

/** One host as the page knows it; its differences are found through the groups it is in. */
export interface ReportHost {
  readonly name: string
  readonly state: HostState
  /** Resources that match. */
  readonly matching: number
  readonly failure: Failure | undefined
  readonly failed: readonly FailedResource[]
}
