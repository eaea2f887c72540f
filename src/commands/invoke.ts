import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.js'
import { durationFlag } from '../cli/duration-flag.js'
import { hostFlags, runFlags } from '../cli/flags.js'
import { invokeMethod } from '../cli/invoke-method.js'

export default class Invoke extends BaseCommand {
  static override summary = 'Call a method on one host or many.'
  static override description =
    'Arguments are checked against the class before any host is contacted. Methods that are known to read are called without asking.'
  static override examples = [
    '<%= config.bin %> invoke Win32_Service StopService -i inventory.yaml --limit host:web01 --key Name=Spooler',
    '<%= config.bin %> invoke Win32_Process Create -i inventory.yaml --arg CommandLine=notepad.exe --yes',
  ]
  static override args = {
    class: Args.string({ ignoreStdin: true, description: 'A CIM class.', required: true }),
    method: Args.string({ ignoreStdin: true, description: 'A method of the class.', required: true }),
  }
  static override flags = {
    ...hostFlags,
    ...runFlags,
    namespace: Flags.string({ default: 'root/cimv2', description: 'Namespace of the class.', helpGroup: 'SELECTION' }),
    key: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME=VALUE',
      description: 'Key property of the object. Repeatable.',
      helpGroup: 'CALL',
    }),
    arg: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME=VALUE',
      description: 'Input parameter. Repeatable.',
      helpGroup: 'CALL',
    }),
    yes: Flags.boolean({ char: 'y', aliases: ['auto-approve'], description: 'Do not ask.', helpGroup: 'RUN' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Invoke)
    const options = {
      className: args.class,
      method: args.method,
      namespace: flags.namespace,
      inventory: flags.inventory,
      limit: flags.limit ?? [],
      key: flags.key ?? [],
      arguments: flags.arg ?? [],
      yes: flags.yes,
      concurrency: flags.concurrency,
      timeout: durationFlag('timeout', flags.timeout),
    }
    this.finish(await invokeMethod(options, this.terminal(flags)))
  }
}
