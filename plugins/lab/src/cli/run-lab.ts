import process from 'node:process'
import { controlClient } from '../control/control-client.js'
import { ControlError } from '../control/control-error.js'
import { startControl } from '../control/control-server.js'
import type { StatusAnswer } from '../control/messages.js'
import { readState, removeState, writeState } from '../control/state-file.js'
import type { LabOptions } from '../lab/lab.js'
import { startLab } from '../lab/start-lab.js'
import { stopSignal } from './stop-signal.js'

export interface LabRun {
  readonly lab: LabOptions
  readonly statePath: string
  readonly started: (status: StatusAnswer) => void
  readonly stopping: () => void
}

/** Runs a lab until a signal or its control channel stops it; leaves no state file behind. */
export async function runLab({ lab: options, statePath, started, stopping }: LabRun): Promise<void> {
  await refuseSecond(statePath)
  const stop = stopSignal()
  const requested = new AbortController()
  const lab = await startLab(options)
  try {
    const startedAt = new Date().toISOString()
    const control = await startControl({ lab, startedAt, stop: () => requested.abort() })
    try {
      const { port, token } = control
      await writeState(statePath, { version: 1, pid: process.pid, port, token, inventory: lab.inventory.path ?? '', startedAt })
      started(await controlClient(await readState(statePath)).status())
      await aborted(AbortSignal.any([stop.signal, requested.signal]))
      stopping()
    } finally {
      await removeState(statePath)
      await control.close()
    }
  } finally {
    stop.forget()
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

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
