import { BaseCommand } from '../cli/base-command.js'
import { documentFlags } from '../cli/flags.js'
import { documentOptions } from '../cli/run-options.js'
import { validate } from '../cli/validate.js'

export default class Validate extends BaseCommand {
  static override summary = 'Check documents without contacting any host.'
  static override description =
    'Checks syntax, fields, references, variables, and, by the class catalogue, classes, properties, values and methods.'
  static override examples = ['<%= config.bin %> validate -f site/ -i inventory.yaml']
  static override flags = { ...documentFlags }

  async run(): Promise<void> {
    const { flags } = await this.parse(Validate)
    this.finish(await validate(documentOptions(flags), this.terminal(flags)))
  }
}
