import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.js'
import { documentFlags, outputFlags, purgeFlags, runFlags } from '../cli/flags.js'
import { runApply } from '../cli/run-apply.js'
import { runOptions } from '../cli/run-options.js'

export default class Apply extends BaseCommand {
  static override summary = 'Make hosts look like the documents, or apply a saved plan.'
  static override description =
    'Plans, shows the plan, asks for `yes`, and makes the changes in dependency order; each is verified by reading back. A saved plan ' +
    'is applied as it was reviewed: objects that changed since are refused (exit code 7), and no plan is applied twice.'
  static override examples = [
    '<%= config.bin %> apply -f site.yaml -i inventory.yaml',
    '<%= config.bin %> apply web.wmplan --yes --report junit=apply.xml',
  ]
  static override args = {
    plan: Args.string({ ignoreStdin: true, description: 'A plan saved with `wmctl plan --out`. Excludes -f.', required: false }),
  }
  static override flags = {
    ...documentFlags,
    ...runFlags,
    ...purgeFlags,
    ...outputFlags,
    yes: Flags.boolean({ char: 'y', aliases: ['auto-approve'], description: 'Do not ask.', helpGroup: 'RUN' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Apply)
    const options = { ...runOptions(flags), maxDeletes: flags['max-deletes'], planFile: args.plan, yes: flags.yes }
    this.finish(await runApply(options, this.terminal(flags)))
  }
}
