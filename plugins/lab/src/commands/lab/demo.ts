import { resolve } from 'node:path'
import process from 'node:process'
import { Flags } from '@oclif/core'
import { exitCodes } from 'wmctl'
import { LabCommand } from '../../cli/lab-command.js'
import { stopSignal } from '../../cli/stop-signal.js'
import { runDemo } from '../../demo/run-demo.js'

export default class LabDemo extends LabCommand {
  static override summary = 'Take the guided tour: plan, apply, plan again, drift.'
  static override description =
    'Starts six simulated hosts, writes an inventory and sample documents, and runs the real commands on them, with some tampering ' +
    'in between. Ends with a drift report to look at; the hosts are gone then. Fails when a command does not end as it should.'
  static override examples = ['<%= config.bin %> lab demo', '<%= config.bin %> lab demo --out ./tour']
  static override flags = {
    out: Flags.string({ default: '.demo', helpValue: 'DIR', description: 'Folder for the documents and the reports.' }),
    seed: Flags.string({ default: 'demo', helpValue: 'TEXT', description: 'What the hosts are made from.' }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(LabDemo)
    const stop = stopSignal()
    try {
      const options = { folder: resolve(flags.out), seed: flags.seed, say: (line: string) => this.log(line), signal: stop.signal }
      const { surprises } = await runDemo(options)
      for (const surprise of surprises) this.logToStderr(`Error: ${surprise}`)
      process.exitCode = surprises.length > 0 ? exitCodes.error : exitCodes.ok
    } finally {
      stop.forget()
    }
    if (stop.received() === 'SIGINT') process.exitCode = exitCodes.interrupted
    if (stop.received() === 'SIGTERM') process.exitCode = exitCodes.terminated
  }
}
