import process from 'node:process'
import { Command, Errors, Flags } from '@oclif/core'
import { exitCodes, InternalError, UsageError, WmctlError } from 'wmctl'
import { defaultStatePath } from '../control/state-file.js'

/** What the lab's commands share: where the state file is, and how errors end a command. */
export abstract class LabCommand extends Command {
  static override baseFlags = {
    help: Flags.help({ description: 'Show help.' }),
    state: Flags.string({
      helpValue: 'FILE',
      description: 'State file of the lab. Default: lab.json in the state folder of wmctl ($XDG_STATE_HOME/wmctl).',
    }),
  }

  protected statePath(flags: { readonly state?: string | undefined }): string {
    return flags.state ?? defaultStatePath(process.env)
  }

  protected override catch(error: Error & { oclif?: { exit?: number } }): Promise<void> {
    if (error instanceof Errors.CLIError) throw error
    if (!(error instanceof WmctlError)) throw error
    this.logToStderr(`Error: ${error.message}`)
    if (error.hint !== undefined) this.logToStderr(`  ${error.hint}`)
    process.exitCode = codeOf(error)
    return Promise.resolve()
  }
}

function codeOf(error: WmctlError): number {
  if (error instanceof UsageError) return exitCodes.usage
  return error instanceof InternalError ? exitCodes.bug : exitCodes.error
}
