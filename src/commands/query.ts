import { Args } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.js'
import { durationFlag } from '../cli/duration-flag.js'
import { columnsOf, hostFlags, instanceFlags, namespaceFlag, runFlags } from '../cli/flags.js'
import { queryInstances } from '../cli/query-instances.js'

export default class Query extends BaseCommand {
  static override summary = 'Ask one host or all a WQL query, and print what they answer.'
  static override description =
    'The query is checked before any host is contacted, and each host runs it. Answers are printed as they come. ' +
    'A host that fails is told on stderr and stops no other.'
  static override examples = [
    `<%= config.bin %> query "SELECT Name, FreeSpace FROM Win32_LogicalDisk WHERE DriveType = 3" -i inventory.yaml`,
    `<%= config.bin %> query "ASSOCIATORS OF {Win32_Service.Name='LanmanServer'} WHERE AssocClass = Win32_DependentService" -i inventory.yaml -o yaml`,
    `<%= config.bin %> query "SELECT * FROM MSFT_NetFirewallRule WHERE Enabled = 1" --namespace root/standardcimv2 -i inventory.yaml -o csv --columns DisplayName,Direction,Action`,
  ]
  static override args = { wql: Args.string({ ignoreStdin: true, description: 'A WQL query.', required: true }) }
  static override flags = { ...hostFlags, ...runFlags, namespace: namespaceFlag, ...instanceFlags }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Query)
    const options = {
      wql: args.wql,
      namespace: flags.namespace,
      inventory: flags.inventory,
      limit: flags.limit ?? [],
      columns: columnsOf(flags.columns),
      format: flags.output,
      concurrency: flags.concurrency,
      timeout: durationFlag('timeout', flags.timeout),
    }
    this.finish(await queryInstances(options, this.terminal(flags)))
  }
}
