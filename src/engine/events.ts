import type { Diagnostic } from '../base/diagnostic.js'
import type { Address } from './address.js'
import type { ActionCounts, FailedResource, Failure, HostCounts, HostPlan, PlannedResource } from './plan.js'
import type { Action } from './resource-type.js'

/** Everything a run says, in order: the views render it, and nothing else. Never holds a secret. */
export type EngineEvent =
  | RunStarted
  | DiagnosticRaised
  | HostStarted
  | HostPlanned
  | BatchStarted
  | HostApplyStarted
  | ChangeStarted
  | ChangeProgressed
  | ChangeCompleted
  | ChangeFailed
  | ChangeSkipped
  | HostCompleted
  | RunCompleted

export type RunCommand = 'plan' | 'apply' | 'drift'

export interface RunStarted {
  readonly type: 'run-started'
  readonly command: RunCommand
  readonly runId: string
  readonly hosts: number
  readonly resources: number
  /** Milliseconds since the epoch. */
  readonly time: number
}

export interface DiagnosticRaised {
  readonly type: 'diagnostic'
  readonly diagnostic: Diagnostic
}

export interface HostStarted {
  readonly type: 'host-started'
  readonly host: string
}

/** The plan of one host, or why there is none. Emitted as soon as the host is done; nothing keeps all of them. */
export interface HostPlanned {
  readonly type: 'host-planned'
  readonly plan: HostPlan
  readonly milliseconds: number
}

export interface BatchStarted {
  readonly type: 'batch-started'
  readonly number: number
  readonly of: number
  readonly hosts: readonly string[]
}

export interface HostApplyStarted {
  readonly type: 'host-apply-started'
  readonly host: string
}

export interface ChangeStarted {
  readonly type: 'change-started'
  readonly resource: PlannedResource
}

/** A step inside a change, or a heartbeat of one that takes long. */
export interface ChangeProgressed {
  readonly type: 'change-progressed'
  readonly address: Address
  readonly message: string
  readonly milliseconds: number
}

export interface ChangeCompleted {
  readonly type: 'change-completed'
  readonly address: Address
  readonly identity: string
  readonly action: Action
  readonly milliseconds: number
  readonly warnings: readonly string[]
}

export interface ChangeFailed {
  readonly type: 'change-failed'
  readonly address: Address
  readonly identity: string
  readonly action: Action
  readonly failure: Failure
}

export type SkipReason =
  | 'dependency-failed'
  | 'dependency-skipped'
  | 'not-triggered'
  | 'stale'
  | 'cancelled'
  | 'threshold'
  | 'prevented'
  | 'unread'

export interface ChangeSkipped {
  readonly type: 'change-skipped'
  readonly address: Address
  readonly identity: string
  readonly action: Action
  readonly reason: SkipReason
  /** The sentence: which dependency, which property is stale. */
  readonly detail: string
}

export interface HostCompleted {
  readonly type: 'host-completed'
  readonly host: string
  readonly state: 'changed' | 'unchanged' | 'failed' | 'unreachable' | 'skipped'
  readonly failure?: Failure
}

export interface RunCompleted {
  readonly type: 'run-completed'
  readonly command: RunCommand
  /** Planned for plan and drift, done for apply. */
  readonly actions: ActionCounts
  /** The first of them, at most 1,000: a run keeps no list that grows with the fleet. */
  readonly failures: readonly FailedResource[]
  /** How many failures there were beside those in the list. */
  readonly moreFailures?: number
  readonly hosts: HostCounts
  readonly milliseconds: number
  readonly cancelled: boolean
  /** The plan breaks a limit, told by a diagnostic, and is not to be applied. */
  readonly refused?: true
}
