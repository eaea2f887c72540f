import type { HostMethod } from './host-provider.js'
import { textInput } from './inputs.js'
import { returns } from './result.js'
import { readChange } from './service-change.js'
import { serviceCode } from './service-codes.js'
import { serviceOf } from './service-control.js'
import { newService } from './service-instances.js'
import { setNeeds } from './service-needs.js'
import { currentService, findService, removeService, stateOf } from './service-state.js'
import { textOf } from './store.js'

/** Win32_Service.Create (static). */
export const createService: HostMethod = (call) => {
  const { inputs, context, machine } = call
  const name = textInput(inputs, 'Name') ?? ''
  if (name === '' || name.length > 256 || /[\\/]/.test(name)) return returns(serviceCode.invalidName)
  if (machine.services.markedForDeletion.has(name.toLowerCase())) return returns(serviceCode.markedForDeletion)
  if (currentService(machine, context, name) !== undefined) return returns(serviceCode.exists)
  if ((textInput(inputs, 'PathName') ?? '') === '') return returns(serviceCode.pathNotFound)
  const change = readChange(call, name)
  if (typeof change === 'number') return returns(change)
  context.repository.put(
    context.class.namespace,
    newService(context.class, machine, {
      DisplayName: name,
      Caption: name,
      StartMode: 'Manual',
      StartName: 'LocalSystem',
      ServiceType: 'Own Process',
      ...change.values,
      Name: name,
    }),
  )
  setNeeds(machine, context, name, change.needs ?? [])
  return returns(serviceCode.success)
}

/** Win32_Service.Delete: a service that runs goes when it stops. */
export const deleteService: HostMethod = (call) => {
  const service = serviceOf(call)
  if (typeof service === 'number') return returns(service)
  const name = textOf(service, 'Name')
  if (stateOf(findService(call.context, name) ?? service) === 'Stopped') removeService(call.machine, call.context, service)
  else call.machine.services.markedForDeletion.add(name.toLowerCase())
  return returns(serviceCode.success)
}
