import { Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.js'
import { writeSchema } from '../cli/editor-schema.js'

export default class Schema extends BaseCommand {
  static override summary = 'Write a JSON Schema with which an editor completes documents.'
  static override description =
    'The schema covers Inventory and Configuration documents. It completes the names of all documented classes and, for classes that ' +
    'have an adapter and those named here, their keys, properties, values and methods, and shows types on hover. An editor finds it by ' +
    'the first line of a document: # yaml-language-server: $schema=wmctl.schema.json'
  static override examples = [
    '<%= config.bin %> schema --out wmctl.schema.json',
    '<%= config.bin %> schema --class Win32_Product --class root/standardcimv2:MSFT_NetRoute --out wmctl.schema.json',
    '<%= config.bin %> schema --namespace root/standardcimv2 --out wmctl.schema.json',
  ]
  static override flags = {
    out: Flags.string({ helpValue: 'FILE', description: 'Write it into a file instead of printing it.', helpGroup: 'OUTPUT' }),
    class: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'CLASS',
      description: 'Another class to describe, CLASS or NAMESPACE:CLASS. Repeatable.',
      helpGroup: 'SELECTION',
    }),
    namespace: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAMESPACE',
      description: 'Describe all classes of a namespace. Repeatable.',
      helpGroup: 'SELECTION',
    }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Schema)
    const options = { out: flags.out, classes: flags.class ?? [], namespaces: flags.namespace ?? [] }
    this.finish(await writeSchema(options, this.terminal(flags)))
  }
}
