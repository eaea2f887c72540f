import type { ProviderContext } from 'wmctl'
import { propertyValue } from 'wmctl'
import { withValues } from '../instance/make-instance.js'
import type { Machine } from './machine.js'
import { reach } from './service-state.js'
import { cimv2, classOf, pathTo, textOf } from './store.js'

/** What a restart does: a new boot time, a new name if one was pending, and services as their start mode says. */
export function restart(machine: Machine, context: ProviderContext): void {
  machine.bootedAt = context.now()
  machine.services.transitions.clear()
  for (const service of [...context.repository.list(cimv2, 'Win32_Service')]) {
    const running = propertyValue(service, 'State') === 'Running'
    const automatic = textOf(service, 'StartMode') === 'Auto'
    if (machine.services.markedForDeletion.delete(textOf(service, 'Name').toLowerCase())) {
      context.repository.remove(pathTo(cimv2, 'Win32_Service', { Name: textOf(service, 'Name') }))
    } else if (automatic !== running) {
      reach(machine, context, service, automatic ? 'Running' : 'Stopped')
    }
  }
  takeName(machine, context)
}

function takeName(machine: Machine, context: ProviderContext): void {
  const name = machine.pendingName
  if (name === undefined) return
  const old = machine.currentName
  machine.pendingName = undefined
  machine.currentName = name.toUpperCase()
  for (const system of [...context.repository.list(cimv2, 'Win32_ComputerSystem')]) {
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
