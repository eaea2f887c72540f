import type { CimInstance, ProviderContext } from 'wmctl'
import type { HostMethod, MethodCallOnHost } from './host-provider.js'
import { numberInput } from './inputs.js'
import type { Machine } from './machine.js'
import { returns } from './result.js'
import { serviceCode } from './service-codes.js'
import { hasActiveDependents, needsOf } from './service-dependency.js'
import { currentService, findService, stateOf, transit } from './service-state.js'
import { textOf } from './store.js'

/** StartService: starts what the service needs first, then the service; both by way of `Start Pending`. */
export const startService: HostMethod = (call) => {
  const service = serviceOf(call)
  if (typeof service === 'number') return returns(service)
  if (stateOf(service) !== 'Stopped') return returns(serviceCode.alreadyRunning)
  if (textOf(service, 'StartMode') === 'Disabled') return returns(serviceCode.disabled)
  const refusal = dependencyRefusal(call.machine, call.context, service)
  if (refusal !== undefined) return returns(refusal)
  start(call.machine, call.context, service)
  return returns(serviceCode.success)
}

/** StopService: refused while services that need this one run. */
export const stopService: HostMethod = (call) => {
  const service = serviceOf(call)
  if (typeof service === 'number') return returns(service)
  const state = stateOf(service)
  if (state === 'Stopped') return returns(serviceCode.notActive)
  if (hasActiveDependents(call.machine, call.context, service)) return returns(serviceCode.dependentServicesRunning)
  if (!accepts(service, 'AcceptStop')) return returns(serviceCode.cannotAcceptControl)
  transit(call.machine, call.context, service, { pending: 'Stop Pending', target: 'Stopped', from: call.context.now() })
  return returns(serviceCode.success)
}

export const pauseService: HostMethod = (call) => {
  const service = serviceOf(call)
  if (typeof service === 'number') return returns(service)
  const state = stateOf(service)
  if (state === 'Stopped') return returns(serviceCode.notActive)
  if (state === 'Paused') return returns(serviceCode.alreadyPaused)
  if (!accepts(service, 'AcceptPause')) return returns(serviceCode.cannotAcceptControl)
  transit(call.machine, call.context, service, { pending: 'Pause Pending', target: 'Paused', from: call.context.now() })
  return returns(serviceCode.success)
}

export const resumeService: HostMethod = (call) => {
  const service = serviceOf(call)
  if (typeof service === 'number') return returns(service)
  const state = stateOf(service)
  if (state === 'Stopped') return returns(serviceCode.notActive)
  if (!accepts(service, 'AcceptPause')) return returns(serviceCode.cannotAcceptControl)
  if (state === 'Paused') {
    transit(call.machine, call.context, service, { pending: 'Continue Pending', target: 'Running', from: call.context.now() })
  }
  return returns(serviceCode.success)
}

/** InterrogateService: the control manager asks a service that runs for its state. */
export const interrogate: HostMethod = (call) => {
  const service = serviceOf(call)
  if (typeof service === 'number') return returns(service)
  return returns(activeRefusal(service) ?? serviceCode.success)
}

/** UserControlService: codes 128 to 255 are the service's own. */
export const userControl: HostMethod = (call) => {
  const service = serviceOf(call)
  if (typeof service === 'number') return returns(service)
  const code = numberInput(call.inputs, 'ControlCode')
  if (code === undefined || code < 128 || code > 255) return returns(serviceCode.invalidParameter)
  return returns(activeRefusal(service) ?? serviceCode.success)
}

/** The service a method is called on as it is now, or the code that says why it takes no call. */
export function serviceOf({ machine, context, current }: MethodCallOnHost): CimInstance | number {
  const name = current === undefined ? undefined : textOf(current, 'Name')
  const service = name === undefined ? undefined : currentService(machine, context, name)
  if (name === undefined || service === undefined) return serviceCode.invalidParameter
  return machine.services.markedForDeletion.has(name.toLowerCase()) ? serviceCode.markedForDeletion : service
}

function start(machine: Machine, context: ProviderContext, service: CimInstance): number {
  let from = context.now()
  for (const name of needsOf(machine, service)) {
    const needed = findService(context, name)
    if (needed !== undefined && stateOf(needed) === 'Stopped') from = Math.max(from, start(machine, context, needed))
  }
  return transit(machine, context, service, { pending: 'Start Pending', target: 'Running', from })
}

/** Why what a service needs cannot be started: it is gone, or disabled. */
function dependencyRefusal(machine: Machine, context: ProviderContext, service: CimInstance): number | undefined {
  for (const name of needsOf(machine, service)) {
    const needed = findService(context, name)
    if (needed === undefined) return serviceCode.dependencyDeleted
    if (stateOf(needed) !== 'Stopped') continue
    if (textOf(needed, 'StartMode') === 'Disabled') return serviceCode.dependencyFailure
    const refusal = dependencyRefusal(machine, context, needed)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

function activeRefusal(service: CimInstance): number | undefined {
  const state = stateOf(service)
  if (state === 'Stopped') return serviceCode.notActive
  return state.endsWith('Pending') ? serviceCode.cannotAcceptControl : undefined
}

function accepts(service: CimInstance, property: 'AcceptStop' | 'AcceptPause'): boolean {
  return service.properties.get(property.toLowerCase())?.value === true
}
