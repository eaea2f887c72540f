import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.js'
import { durationFlag } from '../cli/duration-flag.js'
import { columnsOf, hostFlags, instanceFlags, namespaceFlag, runFlags } from '../cli/flags.js'
import { getInstances } from '../cli/get-instances.js'

export default class Get extends BaseCommand {
  static override summary = 'Print instances of a class from one host or all.'
  static override description =
    'Answers are printed as they come, so that an inventory of a large fleet can be piped on. A host that fails is told on stderr ' +
    'and stops no other. In CSV, null is an empty field, lists have ; between their elements, and text that a spreadsheet would ' +
    'take for a formula gets an apostrophe in front.'
  static override examples = [
    '<%= config.bin %> get Win32_OperatingSystem -i inventory.yaml --columns CSName,Caption,Version',
    '<%= config.bin %> get Win32_QuickFixEngineering -i inventory.yaml -o csv > updates.csv',
    `<%= config.bin %> get Win32_Service -i inventory.yaml --limit role=web --where "State = 'Stopped' AND StartMode = 'Auto'"`,
  ]
  static override args = { class: Args.string({ ignoreStdin: true, description: 'A CIM class.', required: true }) }
  static override flags = {
    ...hostFlags,
    ...runFlags,
    namespace: namespaceFlag,
    where: Flags.string({ helpValue: 'CONDITION', description: 'A WQL condition; the host filters.', helpGroup: 'SELECTION' }),
    ...instanceFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Get)
    const options = {
      className: args.class,
      namespace: flags.namespace,
      inventory: flags.inventory,
      limit: flags.limit ?? [],
      where: flags.where,
      columns: columnsOf(flags.columns),
      format: flags.output,
      concurrency: flags.concurrency,
      timeout: durationFlag('timeout', flags.timeout),
    }
    this.finish(await getInstances(options, this.terminal(flags)))
  }
}
