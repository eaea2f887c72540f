import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.js'
import { durationFlag } from '../cli/duration-flag.js'
import { explainClass } from '../cli/explain.js'
import { hostFlags, runFlags } from '../cli/flags.js'

export default class Explain extends BaseCommand {
  static override summary = 'Explain a CIM class, a property or a method.'
  static override description =
    'Shows keys, types, values, methods with their parameters and return codes, and how each property is written: by Put, or by the ' +
    'methods that its class adapter names, with what is waited for. Needs no host: it is the catalogue of documented classes. With ' +
    '--host the definition that a live host gives counts instead. Names are accepted in any case.'
  static override examples = [
    '<%= config.bin %> explain Win32_Service',
    '<%= config.bin %> explain Win32_Service.State',
    `<%= config.bin %> explain 'Win32_Service.StartService()'`,
    '<%= config.bin %> explain MSFT_NetFirewallRule --json',
    '<%= config.bin %> explain Vendor_Widget --namespace root/vendor --host web01 -i inventory.yaml',
  ]
  static override args = {
    class: Args.string({
      ignoreStdin: true,
      description: 'CLASS, CLASS.Property or CLASS.Method().',
      required: true,
    }),
  }
  static override flags = {
    namespace: Flags.string({
      description: 'Namespace of the class. Default: where it is, root/cimv2 first.',
      helpGroup: 'SELECTION',
    }),
    host: Flags.string({
      helpValue: 'NAME',
      description: 'A host of the inventory: show its own definition of the class.',
      helpGroup: 'SELECTION',
    }),
    inventory: hostFlags.inventory,
    json: Flags.boolean({ description: 'Print one JSON object instead of text.', helpGroup: 'OUTPUT' }),
    timeout: runFlags.timeout,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Explain)
    const options = {
      subject: args.class,
      namespace: flags.namespace,
      host: flags.host,
      inventory: flags.inventory,
      json: flags.json,
      timeout: durationFlag('timeout', flags.timeout),
    }
    this.finish(await explainClass(options, this.terminal(flags)))
  }
}
