import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.js'
import { durationFlag } from '../cli/duration-flag.js'
import { documentFlags, runFlags } from '../cli/flags.js'
import { documentOptions } from '../cli/run-options.js'
import { why } from '../cli/why.js'

export default class Why extends BaseCommand {
  static override summary = 'Explain what a plan says of one resource.'
  static override description =
    'Shows for each property what is desired, what is live, whether they are the same, equal by a rule (named) or different, and why the ' +
    'action was chosen: differences, dependencies, triggers. Changes nothing.'
  static override examples = [
    '<%= config.bin %> why web01/web-baseline/spooler -f site.yaml -i inventory.yaml',
    '<%= config.bin %> why web01/web-baseline/spooler -f site.yaml -i inventory.yaml -o json',
  ]
  static override args = {
    address: Args.string({ ignoreStdin: true, description: 'HOST/CONFIGURATION/RESOURCE, as a plan prints it.', required: true }),
  }
  static override flags = {
    file: documentFlags.file,
    inventory: documentFlags.inventory,
    var: documentFlags.var,
    'var-file': documentFlags['var-file'],
    output: Flags.option({
      char: 'o',
      options: ['text', 'json'] as const,
      default: 'text',
      description: 'Text, or one JSON object.',
      helpGroup: 'OUTPUT',
    })(),
    timeout: runFlags.timeout,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Why)
    const options = {
      address: args.address,
      documents: documentOptions(flags),
      format: flags.output,
      timeout: durationFlag('timeout', flags.timeout),
    }
    this.finish(await why(options, this.terminal(flags)))
  }
}
