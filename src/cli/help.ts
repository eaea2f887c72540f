import { type Command, Help } from '@oclif/core'
import { exitCodeTable } from '../engine/exit-code.js'

/** oclif's help, with the exit codes at the end: they are an interface. */
export default class WmctlHelp extends Help {
  override async showRootHelp(): Promise<void> {
    await super.showRootHelp()
    this.log(`${this.section('EXIT CODES', exitCodeTable().join('\n'))}\n`)
  }

  override formatCommand(command: Command.Loadable): string {
    return `${super.formatCommand(command)}\n\n${this.section('EXIT CODES', exitCodeTable().join('\n'))}\n`
  }
}
