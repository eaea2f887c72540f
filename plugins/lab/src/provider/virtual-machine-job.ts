import { type CimInstance, type CimValue, cimDateTime, type ProviderContext, propertyValue } from 'wmctl'
import { makeInstance, withValues } from '../instance/make-instance.js'
import { seededRandom } from '../seed/random.js'
import type { Machine } from './machine.js'
import { classOf, findByText, textOf, virtualization } from './store.js'
import { criticalFailure, mergingDisks, noRequest, type Transition } from './virtual-machine-state.js'

/** Starts to bring a machine into another state; returns the Msvm_ConcreteJob. */
export function startJob(
  machine: Machine,
  context: ProviderContext,
  {
    system,
    requested,
    transition,
  }: { readonly system: CimInstance; readonly requested: number; readonly transition: Transition },
): CimInstance {
  const now = context.now()
  const id = seededRandom(textOf(system, 'Name'), now, requested).guid().slice(1, -1)
  const before = Number(propertyValue(system, 'EnabledState'))
  machine.jobs.set(id, { system: textOf(system, 'Name'), transition, before, started: now })
  putSystem(machine, context, system, { EnabledState: transition.during, RequestedState: requested })
  const job = makeInstance(classOf(machine, virtualization, jobClass), {
    InstanceID: id,
    Caption: transition.caption,
    Description: `${transition.caption} '${textOf(system, 'ElementName')}'`,
    ElementName: transition.caption,
    Name: jobClass,
    JobStatus: 'Job is running.',
    JobState: jobState.running,
    JobType: transition.jobType,
    PercentComplete: 0,
    TimeSubmitted: cimDateTime(now),
    StartTime: cimDateTime(now),
    DeleteOnCompletion: false,
    Cancellable: false,
    ErrorCode: 0,
    HealthState: 5,
    OperationalStatus: [2],
  })
  context.repository.put(virtualization, job)
  return job
}

/**
 * Brings jobs and their machines up to date with the clock. A machine whose disks are being merged keeps its job waiting, one
 * that is in critical failure ends it with an error.
 */
export function settleJobs(machine: Machine, context: ProviderContext): void {
  for (const [id, { system: name, transition, before, started }] of machine.jobs) {
    const job = findByText(context.repository, virtualization, jobClass, 'InstanceID', id)
    const system = findByText(context.repository, virtualization, 'Msvm_ComputerSystem', 'Name', name)
    if (job === undefined || system === undefined) {
      machine.jobs.delete(id)
      continue
    }
    if (includes(propertyValue(system, 'OperationalStatus'), mergingDisks)) continue
    if (context.now() < started + transition.duration) continue
    machine.jobs.delete(id)
    const broken = propertyValue(system, 'HealthState') === criticalFailure
    putSystem(machine, context, system, { EnabledState: broken ? before : transition.to, RequestedState: noRequest })
    const end = broken ? failure(textOf(system, 'ElementName'), name) : success
    const declaration = classOf(machine, virtualization, jobClass)
    context.repository.put(
      virtualization,
      withValues(declaration, job, { ...end, TimeOfLastStateChange: cimDateTime(context.now()) }),
    )
  }
}

const jobClass = 'Msvm_ConcreteJob'

/** Values of Msvm_ConcreteJob.JobState. */
const jobState = { running: 4, completed: 7, exception: 10 } as const

const success = { JobState: jobState.completed, JobStatus: 'Job has completed.', PercentComplete: 100 } as const

function failure(elementName: string, name: string): Readonly<Record<string, CimValue>> {
  return {
    JobState: jobState.exception,
    JobStatus: 'Job failed.',
    // Failed.
    ErrorCode: 32_768,
    ErrorSummaryDescription: `'${elementName}' failed to change state.`,
    ErrorDescription: `'${elementName}' failed to change state. The configuration or the storage of the virtual machine cannot be accessed. (Virtual machine ID ${name})`,
    HealthState: 20,
    OperationalStatus: [10],
  }
}

function putSystem(
  machine: Machine,
  context: ProviderContext,
  system: CimInstance,
  values: Readonly<Record<string, CimValue>>,
): void {
  const declaration = classOf(machine, virtualization, 'Msvm_ComputerSystem')
  context.repository.put(
    virtualization,
    withValues(declaration, system, { ...values, TimeOfLastStateChange: cimDateTime(context.now()) }),
  )
}

function includes(list: CimValue, code: number): boolean {
  return Array.isArray(list) && (list as readonly unknown[]).includes(code)
}
