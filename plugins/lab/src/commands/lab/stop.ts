import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { LabCommand } from '../../cli/lab-command.js'
import { controlClient } from '../../control/control-client.js'
import { ControlError } from '../../control/control-error.js'
import { readState } from '../../control/state-file.js'

export default class LabStop extends LabCommand {
  static override summary = 'Stop the running lab.'
  static override description = 'Ends the `lab start` that wrote the state file, and waits until it is gone.'
  static override examples = ['<%= config.bin %> lab stop']

  async run(): Promise<void> {
    const { flags } = await this.parse(LabStop)
    const path = this.statePath(flags)
    const state = await readState(path)
    await controlClient(state).stop()
    for (let waited = 0; existsSync(path) && waited < patience; waited += step) await sleep(step)
    if (existsSync(path)) throw new ControlError(`The lab (process ${state.pid}) takes long to stop`)
    this.log('The lab has stopped.')
  }
}

/** Milliseconds. */
const patience = 10_000
const step = 50
