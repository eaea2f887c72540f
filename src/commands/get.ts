import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.js'
import { durationFlag } from '../cli/duration-flag.js'
import { formatFlag, hostFlags, runFlags } from '../cli/flags.js'
import { getInstances } from '../cli/get-instances.js'

export default class Get extends BaseCommand {
  static override summary = 'Print instances of a class from one host or all.'
  static override examples = [
    '<%= config.bin %> get Win32_OperatingSystem -i inventory.yaml --property CSName,Caption,Version',
    `<%= config.bin %> get Win32_Service -i inventory.yaml --limit role=web --where "State = 'Stopped' AND StartMode = 'Auto'"`,
  ]
  static override args = { class: Args.string({ ignoreStdin: true, description: 'A CIM class.', required: true }) }
  static override flags = {
    ...hostFlags,
    ...runFlags,
    namespace: Flags.string({ default: 'root/cimv2', description: 'Namespace of the class.', helpGroup: 'SELECTION' }),
    where: Flags.string({ helpValue: 'CONDITION', description: 'A WQL condition; the host filters.', helpGroup: 'SELECTION' }),
    property: Flags.string({ helpValue: 'A,B', description: 'Only these properties, in this order.', helpGroup: 'OUTPUT' }),
    output: formatFlag,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Get)
    const options = {
      className: args.class,
      namespace: flags.namespace,
      inventory: flags.inventory,
      limit: flags.limit ?? [],
      where: flags.where,
      properties: flags.property?.split(',').map((name) => name.trim()),
      format: flags.output,
      concurrency: flags.concurrency,
      timeout: durationFlag('timeout', flags.timeout),
    }
    this.finish(await getInstances(options, this.terminal(flags)))
  }
}
