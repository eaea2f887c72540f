import { CimError, type CimInstance, type CimValue, cimDateTime, propertyValue } from 'wmctl'
import { makeInstance } from '../instance/make-instance.js'
import { virtualMachinesOf } from '../seed/virtual-machines.js'
import type { HostMethod, HostProvider } from './host-provider.js'
import { numberInput } from './inputs.js'
import { refuseModify } from './refusal.js'
import { output, returns } from './result.js'
import { pathTo, textOf, virtualization } from './store.js'
import { settleJobs, startJob } from './virtual-machine-job.js'
import { enabledState, noRequest, transitions } from './virtual-machine-state.js'

/** Return codes of RequestStateChange, as documented. */
const stateCode = { started: 4096, notSupported: 32_770, invalidParameter: 32_773, invalidState: 32_775 } as const

/**
 * Msvm_ComputerSystem, where the Hyper-V role is installed: the host itself and its virtual machines. Their state changes by
 * RequestStateChange, which starts a job; see `settleJobs`.
 */
export const msvmComputerSystem: HostProvider = {
  namespace: virtualization,
  className: 'Msvm_ComputerSystem',
  *seed(machine, declaration) {
    const { facts } = machine
    yield makeInstance(declaration, {
      ...common(machine.currentName, machine.currentName, hostCaption, facts.installed),
      Description: 'Microsoft Hosting Computer System',
      EnabledState: enabledState.running,
      NameFormat: 'Other',
    })
    for (const [index, vm] of virtualMachinesOf(facts).entries()) {
      yield makeInstance(declaration, {
        ...common(vm.guid, vm.name, 'Virtual Machine', vm.created),
        Description: 'Microsoft Virtual Computer System',
        EnabledState: vm.running ? enabledState.running : enabledState.off,
        OnTimeInMilliseconds: vm.running ? BigInt(facts.booted % 1_000_000_000) : 0n,
        ProcessID: vm.running ? 5000 + index * 4 : null,
        EnhancedSessionModeState: 3,
        NumberOfNumaNodes: 1,
        ReplicationHealth: 0,
        ReplicationMode: 0,
        ReplicationState: 0,
      })
    }
  },
  refresh: settleJobs,
  create: () => refuse(),
  modify: () => refuseModify('Msvm_ComputerSystem'),
  delete: () => refuse(),
  methods: { RequestStateChange: requestStateChange },
}

const hostCaption = 'Hosting Computer System'

function common(name: string, elementName: string, caption: string, installed: number): Record<string, CimValue> {
  return {
    CreationClassName: 'Msvm_ComputerSystem',
    Name: name,
    ElementName: elementName,
    Caption: caption,
    InstallDate: cimDateTime(installed),
    TimeOfLastStateChange: cimDateTime(installed),
    TimeOfLastConfigurationChange: cimDateTime(installed),
    EnabledDefault: 2,
    RequestedState: noRequest,
    HealthState: 5,
    OperationalStatus: [2],
    StatusDescriptions: ['Operating normally'],
    ResetCapability: 1,
  }
}

function refuse(): never {
  throw new CimError('notSupported', 'Virtual machines come and go through Msvm_VirtualSystemManagementService')
}

function requestStateChange({ machine, context, current, inputs }: Parameters<HostMethod>[0]): ReturnType<HostMethod> {
  const requested = numberInput(inputs, 'RequestedState')
  const transition = transitions.get(requested ?? 0)
  if (current === undefined || requested === undefined || transition === undefined) return returns(stateCode.invalidParameter)
  if (isHostItself(current)) return returns(stateCode.notSupported)
  if (!transition.from.includes(Number(propertyValue(current, 'EnabledState'))) || isBusy(current)) {
    return returns(stateCode.invalidState)
  }
  const job = startJob(machine, context, { system: current, requested, transition })
  const reference = pathTo(virtualization, 'Msvm_ConcreteJob', { InstanceID: textOf(job, 'InstanceID') })
  return returns(stateCode.started, output('Job', 'reference', reference))
}

function isHostItself(system: CimInstance): boolean {
  return textOf(system, 'Caption') === hostCaption
}

/** On its way to another state. */
function isBusy(system: CimInstance): boolean {
  return propertyValue(system, 'RequestedState') !== noRequest
}
