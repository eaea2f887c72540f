import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.js'
import { durationFlag } from '../cli/duration-flag.js'
import { hostFlags, namespaceFlag, runFlags } from '../cli/flags.js'
import { importInstances } from '../cli/import-instances.js'

export default class Import extends BaseCommand {
  static override summary = 'Write live objects of a host as a Configuration.'
  static override description =
    'Writes the properties that can be set, by instance or by method, of every instance of a class. What is written plans to no ' +
    'changes on that host. Values that may be secrets are left out, and so is what cannot be written; both are told.'
  static override examples = [
    '<%= config.bin %> import Win32_Environment -i inventory.yaml --host web01 > environment.yaml',
    `<%= config.bin %> import Win32_Service -i inventory.yaml --host web01 --where "Name LIKE 'App%'" --out services.yaml`,
    `<%= config.bin %> import MSFT_NetFirewallRule --namespace root/standardcimv2 -i inventory.yaml --host web01 --out firewall.yaml`,
  ]
  static override args = { class: Args.string({ ignoreStdin: true, description: 'A CIM class.', required: true }) }
  static override flags = {
    inventory: hostFlags.inventory,
    host: Flags.string({ required: true, helpValue: 'NAME', description: 'A host of the inventory.', helpGroup: 'SELECTION' }),
    namespace: namespaceFlag,
    where: Flags.string({ helpValue: 'CONDITION', description: 'A WQL condition; the host filters.', helpGroup: 'SELECTION' }),
    name: Flags.string({
      helpValue: 'NAME',
      description: 'Name of the Configuration. Default: of class and host.',
      helpGroup: 'OUTPUT',
    }),
    out: Flags.string({ helpValue: 'FILE', description: 'Write into this file. Default: to stdout.', helpGroup: 'OUTPUT' }),
    timeout: runFlags.timeout,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Import)
    const options = {
      className: args.class,
      namespace: flags.namespace,
      where: flags.where,
      inventory: flags.inventory,
      host: flags.host,
      name: flags.name,
      out: flags.out,
      timeout: durationFlag('timeout', flags.timeout),
    }
    this.finish(await importInstances(options, this.terminal(flags)))
  }
}
