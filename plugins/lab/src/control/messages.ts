import type { FaultRule } from 'wmctl'
import type { Tampering } from '../tamper/tampering.js'

/** What the control channel of a lab takes and gives, as JSON. */
export interface StatusAnswer {
  readonly startedAt: string
  readonly inventory: string
  readonly hosts: readonly HostStatus[]
}

export interface HostStatus {
  readonly name: string
  readonly url: string
  readonly profile: string
  readonly requests: number
}

/** `hosts` are names or globs; none means all. */
export interface TamperRequest {
  readonly hosts: readonly string[]
  readonly changes?: readonly Tampering[]
  readonly random?: { readonly count: number; readonly seed: string }
  readonly fault?: FaultRule
  readonly clearFaults?: boolean
}

export interface TamperAnswer {
  readonly done: readonly { readonly host: string; readonly what: string }[]
}

export interface ErrorAnswer {
  readonly error: string
  readonly hint?: string
}
