import { Command, Errors, Flags } from '@oclif/core'
import { CancelledError, UsageError, WmctlError } from '../base/errors.js'
import { ConfigError } from '../config/config-error.js'
import { exitCodes } from '../engine/exit-code.js'
import { renderError } from '../views/diagnostic/render-error.js'
import { rememberPlugins } from './adapter-folders.js'
import { usageOfParseError } from './parse-error.js'
import { renderDiagnostics } from './print-diagnostics.js'
import { openTerminal, type Terminal } from './terminal.js'

/**
 * What every command shares: the flags about output, and how a run ends. Commands parse, hand over and call `finish`; they
 * never exit the process themselves, so that output always drains.
 */
export abstract class BaseCommand extends Command {
  static override baseFlags = {
    help: Flags.help({ description: 'Show help.' }),
    'no-color': Flags.boolean({ description: 'Print without colour (so does NO_COLOR).', helpGroup: 'OUTPUT' }),
    'no-input': Flags.boolean({ description: 'Never ask; fail naming the flag that would answer.', helpGroup: 'OUTPUT' }),
    verbose: Flags.boolean({ char: 'v', description: 'Show more: equal-by-rule properties, steps, hints.', helpGroup: 'OUTPUT' }),
  }

  override async init(): Promise<void> {
    await super.init()
    rememberPlugins(this.config.plugins.values())
  }

  /** The streams, colours and input of this run, as these flags want them. */
  protected terminal(flags: { 'no-color': boolean; 'no-input': boolean; verbose: boolean }): Terminal {
    return openTerminal({ colour: !flags['no-color'], input: !flags['no-input'], verbose: flags.verbose })
  }

  /** Ends the command with an exit code once output has drained. */
  protected finish(code: number): void {
    process.exitCode = code
  }

  protected override catch(error: Error & { oclif?: { exit?: number } }): Promise<void> {
    const terminal = openTerminal({
      colour: !process.argv.includes('--no-color'),
      input: false,
      verbose: process.argv.includes('-v'),
    })
    if (error instanceof Errors.ExitError) throw error
    if (error instanceof ConfigError) {
      terminal.err(renderDiagnostics(error.diagnostics, terminal))
      this.finish(exitCodes.usage)
    } else if (error instanceof WmctlError) {
      terminal.err(`${renderError(error, terminal.errStyle)}\n`)
      this.finish(codeOf(error))
    } else if (error instanceof Errors.CLIError) {
      const usage = usageOfParseError(error, { name: this.id?.replaceAll(':', ' ') ?? '', flags: Object.keys(this.ctor.flags) })
      terminal.err(`${renderError(usage, terminal.errStyle)}\n`)
      this.finish(exitCodes.usage)
    } else {
      terminal.err(`wmctl stopped on something it did not expect. This is a bug in wmctl.\n\n${error.stack ?? String(error)}\n`)
      this.finish(exitCodes.bug)
    }
    return Promise.resolve()
  }
}

function codeOf(error: WmctlError): number {
  if (error instanceof UsageError) return exitCodes.usage
  if (error instanceof CancelledError) return exitCodes.interrupted
  return error.code === 'WMCTL_INTERNAL' || error.code === 'WMCTL_MISUSE' ? exitCodes.bug : exitCodes.error
}
