import { type CimInstance, type ProviderContext, propertyValue } from 'wmctl'
import { type PlainValues, withValues } from '../instance/make-instance.js'
import { seededRandom } from '../seed/random.js'
import { services } from '../seed/services.table.js'
import type { Machine } from './machine.js'
import { addProcess, removeProcess } from './process-table.js'
import type { ServiceState } from './service-memory.js'
import { setNeeds } from './service-needs.js'
import { cimv2, classOf, pathTo, textOf } from './store.js'

/** Moves every service whose time has come out of its pending state. */
export function settleServices(machine: Machine, context: ProviderContext): void {
  for (const [name, { target, due }] of machine.services.transitions) {
    if (due > context.now()) continue
    machine.services.transitions.delete(name)
    const service = findService(context, name)
    if (service === undefined) continue
    if (target === 'Stopped' && machine.services.markedForDeletion.delete(name)) {
      removeService(machine, context, service)
    } else {
      reach(machine, context, service, target)
    }
  }
}

/** The service as it is now, after everything that is due has happened. */
export function currentService(machine: Machine, context: ProviderContext, name: string): CimInstance | undefined {
  settleServices(machine, context)
  return findService(context, name)
}

/** Puts a service on its way: `pending` now, `target` when the control manager is done. Returns when that is. */
export function transit(
  machine: Machine,
  context: ProviderContext,
  service: CimInstance,
  step: { readonly pending: ServiceState; readonly target: ServiceState; readonly from: number },
): number {
  const name = textOf(service, 'Name')
  const due = step.from + pendingTime(name, step.target)
  machine.services.transitions.set(name.toLowerCase(), { target: step.target, due })
  store(machine, context, service, { State: step.pending, AcceptStop: false, AcceptPause: false, WaitHint: 2000 })
  return due
}

export function stateOf(service: CimInstance): ServiceState {
  return textOf(service, 'State') as ServiceState
}

export function findService(context: ProviderContext, name: string): CimInstance | undefined {
  return context.repository.get(pathTo(cimv2, 'Win32_Service', { Name: name }))
}

export function store(machine: Machine, context: ProviderContext, service: CimInstance, values: PlainValues): void {
  context.repository.put(cimv2, withValues(classOf(machine, cimv2, 'Win32_Service'), service, values))
}

export function removeService(machine: Machine, context: ProviderContext, service: CimInstance): void {
  const name = textOf(service, 'Name')
  setNeeds(machine, context, name, undefined)
  machine.services.transitions.delete(name.toLowerCase())
  context.repository.remove(pathTo(cimv2, 'Win32_Service', { Name: name }))
}

/** Milliseconds a service takes, the same for a name on every run: 200 to 700. */
function pendingTime(name: string, target: ServiceState): number {
  return seededRandom('service', name.toLowerCase(), target).integer(200, 700)
}

/** Brings a service into a steady state at once. */
export function reach(machine: Machine, context: ProviderContext, service: CimInstance, target: ServiceState): void {
  if (target === 'Running') run(machine, context, service)
  else if (target === 'Paused') {
    store(machine, context, service, { State: 'Paused', Started: true, WaitHint: 0, AcceptStop: true, AcceptPause: true })
  } else halt(machine, context, service)
}

function run(machine: Machine, context: ProviderContext, service: CimInstance): void {
  const name = textOf(service, 'Name').toLowerCase()
  const accepts = services.find((row) => row.name.toLowerCase() === name)?.accepts ?? 'S'
  const processId = Number(propertyValue(service, 'ProcessId')) || addProcess(machine, context, textOf(service, 'PathName'))
  store(machine, context, service, {
    State: 'Running',
    Started: true,
    ProcessId: processId,
    ExitCode: 0,
    WaitHint: 0,
    AcceptStop: accepts.includes('S'),
    AcceptPause: accepts.includes('P'),
  })
}

function halt(machine: Machine, context: ProviderContext, service: CimInstance): void {
  const processId = Number(propertyValue(service, 'ProcessId'))
  store(machine, context, service, {
    State: 'Stopped',
    Started: false,
    ProcessId: 0,
    ExitCode: 0,
    WaitHint: 0,
    AcceptStop: false,
    AcceptPause: false,
  })
  // A svchost process ends with the last of its services.
  const shared = [...context.repository.list(cimv2, 'Win32_Service')].some(
    (other) => propertyValue(other, 'ProcessId') === processId,
  )
  if (!shared) removeProcess(context, processId)
}
