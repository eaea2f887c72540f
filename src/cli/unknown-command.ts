import { UsageError } from '../base/errors.js'
import { suggest } from '../base/suggest.js'
import { exitCodes } from '../engine/exit-code.js'
import { renderError } from '../views/diagnostic/render-error.js'
import { openTerminal } from './terminal.js'

/** Says that there is no such command, with the nearest there is. Returns the exit code. */
export function tellUnknownCommand(words: string, known: readonly string[]): number {
  const near = suggest(words, known)
  const hint = near === undefined ? "Run 'wmctl --help' for the commands." : `Did you mean 'wmctl ${near}'?`
  const terminal = openTerminal({ colour: true, input: false, verbose: false })
  terminal.err(`${renderError(new UsageError(`'${words}' is not a wmctl command`, { hint }), terminal.errStyle)}\n`)
  return exitCodes.usage
}
