/** What the service control manager remembers beside the instances: states on their way, and services to be removed. */
export interface ServiceMemory {
  /** By lower-cased service name. */
  readonly transitions: Map<string, ServiceTransition>
  /** Lower-cased names of services that go when they stop. */
  readonly markedForDeletion: Set<string>
  /** Names a service needs, by its lower-cased name; undefined until services were seeded. */
  readonly dependencies: Map<string, readonly string[]>
}

export interface ServiceTransition {
  readonly target: ServiceState
  /** Milliseconds since the epoch. */
  readonly due: number
}

/** Win32_Service.State as documented. */
export type ServiceState =
  | 'Stopped'
  | 'Start Pending'
  | 'Stop Pending'
  | 'Running'
  | 'Continue Pending'
  | 'Pause Pending'
  | 'Paused'
  | 'Unknown'

export function createServiceMemory(): ServiceMemory {
  return { transitions: new Map(), markedForDeletion: new Set(), dependencies: new Map() }
}
