/** Values of Msvm_ComputerSystem.EnabledState. */
export const enabledState = {
  running: 2,
  off: 3,
  shuttingDown: 4,
  saved: 6,
  paused: 9,
  starting: 10,
} as const

/** Msvm_ComputerSystem.RequestedState of a machine that is not on its way to another state. */
export const noRequest = 12

/** Values of Msvm_ComputerSystem.OperationalStatus and HealthState that keep a machine from changing its state. */
export const mergingDisks = 32_772
export const criticalFailure = 25

/** What RequestStateChange does: from which states, what the machine is in the meantime and afterwards, in how many milliseconds. */
export interface Transition {
  readonly from: readonly number[]
  readonly during: number
  readonly to: number
  readonly duration: number
  /** Msvm_ConcreteJob.JobType. */
  readonly jobType: number
  readonly caption: string
}

const { running, off, shuttingDown, saved, paused, starting } = enabledState

/** By RequestedState, as documented. */
export const transitions: ReadonlyMap<number, Transition> = new Map([
  [
    2,
    {
      from: [off, saved, paused],
      during: starting,
      to: running,
      duration: 3000,
      jobType: 12,
      caption: 'Starting Virtual Machine',
    },
  ],
  [
    3,
    {
      from: [running, saved, paused],
      during: shuttingDown,
      to: off,
      duration: 1000,
      jobType: 13,
      caption: 'Turning Off Virtual Machine',
    },
  ],
  [4, { from: [running], during: shuttingDown, to: off, duration: 5000, jobType: 16, caption: 'Shutting Down Virtual Machine' }],
  [
    6,
    { from: [running, paused], during: shuttingDown, to: saved, duration: 4000, jobType: 14, caption: 'Saving Virtual Machine' },
  ],
  [9, { from: [running], during: running, to: paused, duration: 500, jobType: 26, caption: 'Pausing Virtual Machine' }],
  [
    11,
    { from: [running, paused], during: starting, to: running, duration: 2000, jobType: 28, caption: 'Resetting Virtual Machine' },
  ],
])

/** A change of the state of a virtual machine, as the host remembers it. */
export interface VirtualMachineJob {
  /** Msvm_ComputerSystem.Name of the machine. */
  readonly system: string
  readonly transition: Transition
  /** EnabledState before. */
  readonly before: number
  /** Milliseconds since the epoch. */
  readonly started: number
}
