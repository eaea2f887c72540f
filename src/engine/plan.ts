import type { Address } from './address.js'
import type { ResourceDocument, Strategy } from './document.js'
import type { Action, ResourceChange } from './resource-type.js'

/** What a host plan says about one resource: all that apply needs, and all that a view shows. */
export interface PlannedResource {
  readonly address: Address
  /** What to print for the object: `Win32_Service.Name="Spooler"`. */
  readonly identity: string
  readonly document: ResourceDocument
  readonly change: ResourceChange
  /** Hash of what was read, `absent`, or undefined when reading is no precondition (an invoke on change). */
  readonly fingerprint: string | undefined
}

/** A resource that could not be read or planned; the host's other resources stand. */
export interface FailedResource {
  readonly address: Address
  readonly identity: string
  readonly message: string
  readonly hint?: string
  /** `WMCTL_…`; WMCTL_PREVENTED when `preventDestroy` forbids the change. */
  readonly code?: string
  /** What would have been done, where that is known. */
  readonly action?: Action
  /** What it was to be: apply takes the dependencies from it. */
  readonly document?: ResourceDocument
}

export type HostPlan =
  | {
      readonly state: 'planned'
      readonly host: string
      readonly resources: readonly PlannedResource[]
      readonly failed: readonly FailedResource[]
    }
  | { readonly state: 'unreachable' | 'failed'; readonly host: string; readonly failure: Failure }

export interface Failure {
  /** `WMCTL_…` */
  readonly code: string
  readonly message: string
  readonly hint?: string
  /** For WMCTL_AUTH: why. */
  readonly reason?: string
}

/** One configuration as it applies to one host, in document order. */
export interface HostConfiguration {
  readonly name: string
  readonly strategy: Strategy
  readonly resources: readonly ResourceDocument[]
}

export interface ActionCounts {
  readonly create: number
  readonly set: number
  readonly delete: number
  readonly replace: number
  readonly invoke: number
  readonly unknown: number
}

export interface HostCounts {
  readonly total: number
  readonly changed: number
  readonly unchanged: number
  readonly failed: number
  readonly unreachable: number
  readonly skipped: number
}
