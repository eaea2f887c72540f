import { Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.js'
import { documentFlags, outputFlags, runFlags } from '../cli/flags.js'
import { runOptions } from '../cli/run-options.js'
import { runPlan } from '../cli/run-plan.js'

export default class Drift extends BaseCommand {
  static override summary = 'Report how hosts differ from the documents; never writes.'
  static override description =
    'Compares live state with desired state and reports every difference. Exits with 2 when there is any, with 4 when hosts were ' +
    'unreachable (the report still shows the drift of the others).'
  static override examples = [
    '<%= config.bin %> drift -f site.yaml -i inventory.yaml',
    '<%= config.bin %> drift -f site/ -i inventory.yaml --report html=drift.html --report junit=drift.xml',
  ]
  static override flags = {
    ...documentFlags,
    ...runFlags,
    ...outputFlags,
    'detailed-exitcode': Flags.boolean({
      default: true,
      allowNo: true,
      description: 'Exit with 2 when there is drift.',
      helpGroup: 'OUTPUT',
    }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Drift)
    const detailedExitCode = flags['detailed-exitcode']
    const options = { ...runOptions(flags), command: 'drift' as const, out: undefined, maxDeletes: undefined, detailedExitCode }
    this.finish(await runPlan(options, this.terminal(flags)))
  }
}
