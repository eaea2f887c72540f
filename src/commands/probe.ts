import { BaseCommand } from '../cli/base-command.js'
import { durationFlag } from '../cli/duration-flag.js'
import { formatFlag, hostFlags, runFlags } from '../cli/flags.js'
import { probeHosts } from '../cli/probe-hosts.js'

export default class Probe extends BaseCommand {
  static override summary = 'Ask hosts, without a credential, which protocols and authentication they offer.'
  static override examples = [
    '<%= config.bin %> probe -i inventory.yaml',
    '<%= config.bin %> probe -i inventory.yaml --limit role=web -o json',
  ]
  static override flags = {
    ...hostFlags,
    ...runFlags,
    output: formatFlag,
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Probe)
    const options = {
      inventory: flags.inventory,
      limit: flags.limit ?? [],
      format: flags.output,
      concurrency: flags.concurrency,
      timeout: durationFlag('timeout', flags.timeout),
    }
    this.finish(await probeHosts(options, this.terminal(flags)))
  }
}
