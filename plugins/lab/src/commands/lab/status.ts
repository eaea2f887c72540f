import { Flags } from '@oclif/core'
import { hostLines } from '../../cli/host-lines.js'
import { LabCommand } from '../../cli/lab-command.js'
import { controlClient } from '../../control/control-client.js'
import { readState } from '../../control/state-file.js'

export default class LabStatus extends LabCommand {
  static override summary = 'Show the hosts of the running lab.'
  static override description = 'Lists the hosts with their addresses, and how many requests they have answered.'
  static override examples = ['<%= config.bin %> lab status', '<%= config.bin %> lab status --json']
  static override flags = { json: Flags.boolean({ description: 'Print JSON.' }) }

  async run(): Promise<void> {
    const { flags } = await this.parse(LabStatus)
    const status = await controlClient(await readState(this.statePath(flags))).status()
    if (flags.json) {
      this.log(JSON.stringify(status, null, 2))
      return
    }
    for (const line of hostLines(status.hosts)) this.log(line)
    const requests = status.hosts.reduce((sum, host) => sum + host.requests, 0)
    this.log(`\nInventory: ${status.inventory}`)
    this.log(`${status.hosts.length} hosts since ${status.startedAt}, ${requests} requests answered.`)
  }
}
