import type { HostFacts } from './host-facts.js'

export interface VirtualMachineRow {
  /** Msvm_ComputerSystem.Name. */
  readonly guid: string
  readonly name: string
  readonly running: boolean
  readonly created: number
}

/** The virtual machines of a host with the Hyper-V role. */
export function virtualMachinesOf(facts: HostFacts): readonly VirtualMachineRow[] {
  const random = facts.random('virtual machines')
  const names = ['build-agent', 'licence-server', 'legacy-erp', ...(random.chance(0.5) ? ['jump-host'] : [])]
  return names.map((name) => ({
    guid: random.guid().slice(1, -1),
    name: `${facts.name}-${name}`,
    // The machine of the old system is kept, switched off.
    running: name !== 'legacy-erp' && random.chance(0.85),
    created: facts.installed + random.integer(1, 80) * 86_400_000,
  }))
}
