import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.js'
import { diffHosts } from '../cli/diff-hosts.js'
import { durationFlag } from '../cli/duration-flag.js'
import { columnsOf, hostFlags, namespaceFlag, runFlags } from '../cli/flags.js'

export default class Diff extends BaseCommand {
  static override summary = 'Compare what two hosts have of a class.'
  static override description =
    'Compares instances by key and properties by value, as a plan does: case, order, spelling and precision count where they mean ' +
    'something. Without --all only properties that can be written are compared. Exits with 2 when the hosts differ.'
  static override examples = [
    '<%= config.bin %> diff web01 web02 --class Win32_Service -i inventory.yaml',
    `<%= config.bin %> diff web01 web02 --class Win32_Environment --class Win32_Share --ignore Description -i inventory.yaml -v`,
    `<%= config.bin %> diff web01 web02 --class Win32_QuickFixEngineering --all --ignore InstalledOn -i inventory.yaml -o json`,
  ]
  static override args = {
    first: Args.string({ ignoreStdin: true, description: 'A host of the inventory.', required: true }),
    second: Args.string({ ignoreStdin: true, description: 'Another one.', required: true }),
  }
  static override flags = {
    inventory: hostFlags.inventory,
    class: Flags.string({
      required: true,
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'CLASS',
      description: 'A CIM class. Repeatable.',
      helpGroup: 'SELECTION',
    }),
    namespace: namespaceFlag,
    where: Flags.string({ helpValue: 'CONDITION', description: 'A WQL condition; the hosts filter.', helpGroup: 'SELECTION' }),
    ignore: Flags.string({ helpValue: 'A,B', description: 'Properties that do not count.', helpGroup: 'SELECTION' }),
    all: Flags.boolean({ description: 'Compare also properties that cannot be written.', helpGroup: 'SELECTION' }),
    output: Flags.option({
      char: 'o',
      options: ['text', 'json'] as const,
      default: 'text',
      description: 'Text, or JSON lines.',
      helpGroup: 'OUTPUT',
    })(),
    timeout: runFlags.timeout,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Diff)
    const options = {
      hosts: [args.first, args.second] as const,
      classNames: flags.class,
      namespace: flags.namespace,
      where: flags.where,
      ignore: columnsOf(flags.ignore) ?? [],
      all: flags.all,
      format: flags.output,
      inventory: flags.inventory,
      timeout: durationFlag('timeout', flags.timeout),
    }
    this.finish(await diffHosts(options, this.terminal(flags)))
  }
}
