import process from 'node:process'
import { Command, Errors, Flags } from '@oclif/core'
import { exitCodes, InternalError, UsageError, usageOfParseError, WmctlError } from 'wmctl'
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

  private usageOf(error: Errors.CLIError): Error {
    if (error instanceof Errors.ExitError) return error
    return usageOfParseError(error, { name: this.id?.replaceAll(':', ' ') ?? '', flags: Object.keys(this.ctor.flags) })
  }

  protected override catch(error: Error & { oclif?: { exit?: number } }): Promise<void> {
    const told = error instanceof Errors.CLIError ? this.usageOf(error) : error
    if (!(told instanceof WmctlError)) throw told
    this.logToStderr(`error: ${told.message} [${told.code}]`)
    if (told.hint !== undefined) this.logToStderr(`  hint: ${told.hint}`)
    process.exitCode = codeOf(told)
    return Promise.resolve()
  }
}

function codeOf(error: WmctlError): number {
  if (error instanceof UsageError) return exitCodes.usage
  return error instanceof InternalError ? exitCodes.bug : exitCodes.error
}
