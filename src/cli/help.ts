import { type Command, Help } from '@oclif/core'
import { exitCodeTable } from '../engine/exit-code.js'

/** oclif's help, with the exit codes at the end of every page: they are an interface. */
export default class WmctlHelp extends Help {
  override formatRoot(): string {
    return `${super.formatRoot()}\n\n${this.section('EXIT CODES', exitCodeTable().join('\n'))}`
  }

  override formatCommand(command: Command.Loadable): string {
    return `${super.formatCommand(command)}\n${this.section('EXIT CODES', exitCodeTable().join('\n'))}`
  }
}
