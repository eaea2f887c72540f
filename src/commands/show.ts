import { Args } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.js'
import { outputFlags } from '../cli/flags.js'
import { showPlan } from '../cli/show-plan.js'

export default class Show extends BaseCommand {
  static override summary = 'Print a saved plan.'
  static override examples = ['<%= config.bin %> show web.wmplan', '<%= config.bin %> show web.wmplan --report markdown=plan.md']
  static override args = {
    plan: Args.string({ ignoreStdin: true, description: 'A plan saved with `wmctl plan --out`.', required: true }),
  }
  static override flags = { ...outputFlags }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Show)
    const output = { json: flags.json, jsonInto: flags['json-into'], reports: flags.report ?? [] }
    this.finish(await showPlan(args.plan, output, this.terminal(flags)))
  }
}
