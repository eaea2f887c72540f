import { Args } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.js'
import { initFolder } from '../cli/init-folder.js'

export default class Init extends BaseCommand {
  static override summary = 'Write a first inventory and configuration into a folder.'
  static override examples = ['<%= config.bin %> init site']
  static override args = {
    folder: Args.string({ ignoreStdin: true, description: 'Where to write. Default: this folder.', default: '.' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Init)
    this.finish(await initFolder(args.folder, this.terminal(flags)))
  }
}
