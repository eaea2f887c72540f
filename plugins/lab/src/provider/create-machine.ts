import type { ClassSource } from 'wmctl'
import type { RegistryTree } from '../registry/registry-tree.js'
import { computerName, type HostFacts } from '../seed/host-facts.js'
import { registryOf } from '../seed/registry.js'
import type { Machine } from './machine.js'
import { writeServiceKeys } from './service-instances.js'
import { createServiceMemory } from './service-memory.js'

export interface MachineOptions {
  readonly facts: HostFacts
  readonly classes: ClassSource
  readonly powerOff: () => void
}

export function createMachine({ facts, classes, powerOff }: MachineOptions): Machine {
  let registry: RegistryTree | undefined
  return {
    facts,
    classes,
    services: createServiceMemory(),
    jobs: new Map(),
    pendingName: undefined,
    bootedAt: facts.booted,
    currentName: computerName(facts),
    powerOff,
    get registry() {
      if (registry === undefined) {
        registry = registryOf(facts)
        writeServiceKeys(registry, { facts })
      }
      return registry
    },
  }
}
