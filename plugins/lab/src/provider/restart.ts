import { type CimInstance, type ProviderContext, propertyValue } from 'wmctl'
import { withValues } from '../instance/make-instance.js'
import { isDelayed } from '../registry/service-key.js'
import type { Machine } from './machine.js'
import { installedServices } from './service-instances.js'
import { reach, removeService, stateOf } from './service-state.js'
import { cimv2, classOf, pathTo, textOf } from './store.js'

/** What a restart does: a new boot time, a new name if one was pending, and services as their start mode says. */
export function restart(machine: Machine, context: ProviderContext): void {
  machine.bootedAt = context.now()
  machine.services.transitions.clear()
  const services = [...context.repository.list(cimv2, 'Win32_Service')]
  const wanted = startedAtBoot(machine, services)
  for (const before of services) {
    const name = textOf(before, 'Name')
    const state = stateOf(before)
    const service = takeDelayedStart(machine, context, before)
    if (machine.services.markedForDeletion.delete(name.toLowerCase())) removeService(machine, context, service)
    else if (wanted.has(name.toLowerCase()) && state !== 'Running') reach(machine, context, service, 'Running')
    else if (!wanted.has(name.toLowerCase()) && state !== 'Stopped') reach(machine, context, service, 'Stopped')
  }
  takeName(machine, context)
}

/** Automatic services, manual ones that a trigger starts (those that ran from the beginning), and what these need. */
function startedAtBoot(machine: Machine, services: readonly CimInstance[]): ReadonlySet<string> {
  const triggered = new Set(installedServices(machine).flatMap(({ row, processId }) => (processId === 0 ? [] : [row.name])))
  const wanted = new Set<string>()
  const open = services
    .filter((service) => {
      const mode = textOf(service, 'StartMode')
      return mode === 'Auto' || (mode === 'Manual' && triggered.has(textOf(service, 'Name')))
    })
    .map((service) => textOf(service, 'Name').toLowerCase())
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (wanted.has(name)) continue
    wanted.add(name)
    for (const needed of machine.services.dependencies.get(name) ?? []) open.push(needed.toLowerCase())
  }
  return wanted
}

/** The service control manager reads its part of the registry when it starts. */
function takeDelayedStart(machine: Machine, context: ProviderContext, service: CimInstance): CimInstance {
  const delayed = isDelayed(machine.registry, textOf(service, 'Name'))
  if (propertyValue(service, 'DelayedAutoStart') === delayed) return service
  const taken = withValues(classOf(machine, cimv2, 'Win32_Service'), service, { DelayedAutoStart: delayed })
  context.repository.put(cimv2, taken)
  return taken
}

function takeName(machine: Machine, context: ProviderContext): void {
  const name = machine.pendingName
  if (name === undefined) return
  const old = machine.currentName
  machine.pendingName = undefined
  machine.currentName = name.toUpperCase()
  for (const system of Array.from(context.repository.list(cimv2, 'Win32_ComputerSystem'))) {
    context.repository.remove(pathTo(cimv2, 'Win32_ComputerSystem', { Name: old }))
    context.repository.put(
      cimv2,
      withValues(classOf(machine, cimv2, 'Win32_ComputerSystem'), system, {
        Name: machine.currentName,
        Caption: machine.currentName,
        DNSHostName: name,
      }),
    )
  }
  machine.registry.set('HKLM', 'SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ActiveComputerName', 'ComputerName', {
    type: 'REG_SZ',
    value: machine.currentName,
  })
}
