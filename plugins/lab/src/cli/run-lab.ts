import process from 'node:process'
import { controlClient } from '../control/control-client.js'
import { ControlError } from '../control/control-error.js'
import { startControl } from '../control/control-server.js'
import type { StatusAnswer } from '../control/messages.js'
import { readState, removeState, writeState } from '../control/state-file.js'
import type { LabOptions } from '../lab/lab.js'
import { startLab } from '../lab/start-lab.js'

export interface LabRun {
  readonly lab: LabOptions
  readonly statePath: string
  readonly started: (status: StatusAnswer) => void
  readonly stopping: () => void
}

/** Runs a lab until a signal or its control channel stops it; leaves no state file behind. */
export async function runLab({ lab: options, statePath, started, stopping }: LabRun): Promise<void> {
  await refuseSecond(statePath)
  const stopped = stopRequest()
  const lab = await startLab(options)
  try {
    const startedAt = new Date().toISOString()
    const control = await startControl({ lab, startedAt, stop: stopped.request })
    try {
      const { port, token } = control
      await writeState(statePath, { version: 1, pid: process.pid, port, token, inventory: lab.inventory.path ?? '', startedAt })
      started(await controlClient(await readState(statePath)).status())
      await stopped.requested
      stopping()
    } finally {
      await removeState(statePath)
      await control.close()
    }
  } finally {
    stopped.forget()
    await lab.close()
  }
}

/** Two labs over one state file could not be told apart. A file whose lab is gone is overwritten. */
async function refuseSecond(statePath: string): Promise<void> {
  const state = await readState(statePath).catch(() => undefined)
  const status =
    state &&
    (await controlClient(state)
      .status()
      .catch(() => undefined))
  if (state === undefined || status === undefined) return
  throw new ControlError(`A lab of ${status.hosts.length} hosts is running already (process ${state.pid})`, {
    hint: 'Stop it with `wmctl lab stop`, or give this one a state file of its own with --state.',
  })
}

interface StopRequest {
  readonly requested: Promise<void>
  request(): void
  /** Gives the signals back. */
  forget(): void
}

function stopRequest(): StopRequest {
  let request = (): void => undefined
  const requested = new Promise<void>((resolve) => {
    request = resolve
  })
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.on(signal, request)
  return {
    requested,
    request,
    forget() {
      for (const signal of signals) process.removeListener(signal, request)
    },
  }
}
