import type { ClassSource } from 'wmctl'
import type { RegistryTree } from '../registry/registry-tree.js'
import type { HostFacts } from '../seed/host-facts.js'
import type { ServiceMemory } from './service-memory.js'
import type { VirtualMachineJob } from './virtual-machine-state.js'

/** What a simulated host remembers beside its CIM instances. */
export interface Machine {
  readonly facts: HostFacts
  readonly classes: ClassSource
  /** Made when it is first asked for. */
  readonly registry: RegistryTree
  readonly services: ServiceMemory
  /** By Msvm_ConcreteJob.InstanceID. */
  readonly jobs: Map<string, VirtualMachineJob>
  /** A name that takes effect with the next restart. */
  pendingName: string | undefined
  /** Milliseconds since the epoch. */
  bootedAt: number
  /** The name the host has now, in upper case. */
  currentName: string
  /** Called when the host is shut down without coming up again. */
  powerOff(): void
}
