import type { CimInstance, CimProperty } from 'wmctl'
import type { HostMethod, MethodCallOnHost } from './host-provider.js'
import { booleanInput, numberInput, textInput, textsInput } from './inputs.js'
import { returns } from './result.js'
import { isKnownAccount } from './service-account.js'
import { serviceCode } from './service-codes.js'
import { serviceOf } from './service-control.js'
import { isCircular } from './service-dependency.js'
import { setNeeds } from './service-needs.js'
import { store } from './service-state.js'
import { cimv2, textOf } from './store.js'

/** ChangeStartMode takes `Automatic`, which Win32_Service.StartMode shows as `Auto`. */
export const changeStartMode: HostMethod = (call) => {
  const service = serviceOf(call)
  if (typeof service === 'number') return returns(service)
  const mode = startModeOf(textInput(call.inputs, 'StartMode'))
  if (mode === undefined) return returns(serviceCode.invalidParameter)
  store(call.machine, call.context, service, { StartMode: mode, DelayedAutoStart: false })
  return returns(serviceCode.success)
}

/** Change: whatever was left out stays. */
export const changeService: HostMethod = (call) => {
  const service = serviceOf(call)
  if (typeof service === 'number') return returns(service)
  const change = readChange(call, textOf(service, 'Name'))
  if (typeof change === 'number') return returns(change)
  store(call.machine, call.context, service, change.values)
  if (change.needs !== undefined) setNeeds(call.machine, call.context, textOf(service, 'Name'), change.needs)
  return returns(serviceCode.success)
}

export interface ServiceChange {
  readonly values: Record<string, string | boolean>
  readonly needs: readonly string[] | undefined
}

/** The configuration that Change and Create have in common, or the code that refuses it. */
export function readChange(call: MethodCallOnHost, name: string): ServiceChange | number {
  const { inputs, context, machine } = call
  const values: Record<string, string | boolean> = {}

  const displayName = textInput(inputs, 'DisplayName')
  if (displayName !== undefined) {
    if (isDisplayNameTaken([...context.repository.list(cimv2, 'Win32_Service')], name, displayName))
      return serviceCode.duplicateName
    values['DisplayName'] = displayName
    values['Caption'] = displayName
  }

  const path = textInput(inputs, 'PathName')
  if (path === '') return serviceCode.pathNotFound
  if (path !== undefined) values['PathName'] = path

  const startMode = textInput(inputs, 'StartMode')
  if (startMode !== undefined) {
    const mode = startModeOf(startMode)
    if (mode === undefined) return serviceCode.invalidParameter
    values['StartMode'] = mode
  }

  const coded = readCodes(inputs)
  if (coded === undefined) return serviceCode.invalidParameter
  Object.assign(values, coded)

  const account = textInput(inputs, 'StartName')
  if (account !== undefined) {
    if (!isKnownAccount(call, account)) return serviceCode.invalidAccount
    values['StartName'] = account
  }

  const needs = textsInput(inputs, 'ServiceDependencies')
  if (needs !== undefined && isCircular(machine, name, needs)) return serviceCode.circularDependency
  return { values, needs }
}

function startModeOf(text: string | undefined): string | undefined {
  // Boot and System are for drivers, which are another class.
  const modes: Readonly<Record<string, string>> = { automatic: 'Auto', manual: 'Manual', disabled: 'Disabled' }
  return text === undefined ? undefined : modes[text.toLowerCase()]
}

/** Parameters that are numbers on the wire and words in the instance. */
function readCodes(inputs: ReadonlyMap<string, CimProperty>): Record<string, string | boolean> | undefined {
  const values: Record<string, string | boolean> = {}
  const errorControl = numberInput(inputs, 'ErrorControl')
  if (errorControl !== undefined) {
    const word = ['Ignore', 'Normal', 'Severe', 'Critical'][errorControl]
    if (word === undefined) return undefined
    values['ErrorControl'] = word
  }
  const serviceType = numberInput(inputs, 'ServiceType')
  if (serviceType !== undefined) {
    const word = new Map([
      [16, 'Own Process'],
      [32, 'Share Process'],
      [272, 'Interactive Process'],
      [288, 'Interactive Process'],
    ]).get(serviceType)
    if (word === undefined) return undefined
    values['ServiceType'] = word
  }
  const interacts = booleanInput(inputs, 'DesktopInteract')
  if (interacts !== undefined) values['DesktopInteract'] = interacts
  return values
}

function isDisplayNameTaken(services: readonly CimInstance[], name: string, displayName: string): boolean {
  const wanted = displayName.toLowerCase()
  return services.some((other) => {
    const otherName = textOf(other, 'Name').toLowerCase()
    return otherName !== name.toLowerCase() && (textOf(other, 'DisplayName').toLowerCase() === wanted || otherName === wanted)
  })
}
