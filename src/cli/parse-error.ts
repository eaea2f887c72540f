import type { Errors } from '@oclif/core'
import { UsageError } from '../base/errors.js'
import { suggest } from '../base/suggest.js'

/** The command whose flags and arguments could not be read. */
export interface ParsedCommand {
  /** As typed: `lab start`. */
  readonly name: string
  readonly flags: readonly string[]
}

/** What is wrong with flags and arguments in one sentence, with what was meant: oclif would print all of the help around it. */
export function usageOfParseError(error: Errors.CLIError, command: ParsedCommand): UsageError {
  const help = `See wmctl ${command.name} --help.`
  const unknown = unknownFlags(error)
  if (unknown === undefined) return new UsageError(sentenceOf(error.message), { hint: help, cause: error.cause })
  const meant = unknown.map((flag) => suggest(flag.replace(/^-+/, ''), command.flags)).filter((name) => name !== undefined)
  const hint = meant.length === 0 ? help : `Did you mean ${meant.map((name) => `--${name}`).join(', ')}? ${help}`
  const are = unknown.length === 1 ? 'is no flag' : 'are no flags'
  return new UsageError(`${unknown.join(', ')} ${are} of wmctl ${command.name}`, { hint })
}

function unknownFlags(error: Errors.CLIError): readonly string[] | undefined {
  if (!('flags' in error) || !Array.isArray(error.flags)) return undefined
  return error.flags.filter((flag) => typeof flag === 'string')
}

/** oclif's message without its headings, its advice and its line breaks. */
function sentenceOf(message: string): string {
  return message
    .replace(/\n\nNote: [\s\S]*$/, '')
    .replace(/\nSee more help with --help\s*$/, '')
    .replace(/^The following errors? occurred:/, '')
    .split('\u001B')
    .map((part, index) => (index === 0 ? part : part.replace(/^\[\d+m/, '')))
    .join('')
    .replace(/\s+/g, ' ')
    .trim()
}
