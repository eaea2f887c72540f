import { Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.js'
import { documentFlags, outputFlags, purgeFlags, runFlags } from '../cli/flags.js'
import { runOptions } from '../cli/run-options.js'
import { runPlan } from '../cli/run-plan.js'

export default class Plan extends BaseCommand {
  static override summary = 'Show what would change, and change nothing.'
  static override description =
    'Reads the live state of every targeted host, compares it with the documents property by property, and prints the difference. ' +
    'With --out the plan is saved, so that exactly this plan can be applied later.'
  static override examples = [
    '<%= config.bin %> plan -f site.yaml -i inventory.yaml',
    '<%= config.bin %> plan -f site/ --limit role=web,env=prod --out web.wmplan --report markdown=plan.md',
  ]
  static override flags = {
    ...documentFlags,
    ...runFlags,
    ...purgeFlags,
    ...outputFlags,
    out: Flags.string({ helpValue: 'FILE', description: 'Save the plan for `wmctl apply FILE`.', helpGroup: 'OUTPUT' }),
    'detailed-exitcode': Flags.boolean({
      description: 'Exit with 2 when there are changes, 0 only when there are none.',
      helpGroup: 'OUTPUT',
    }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Plan)
    const { out, 'detailed-exitcode': detailedExitCode } = flags
    const options = { ...runOptions(flags), maxDeletes: flags['max-deletes'], command: 'plan' as const, out, detailedExitCode }
    this.finish(await runPlan(options, this.terminal(flags)))
  }
}
