import type { Hook } from '@oclif/core'
import WmctlHelp from '../cli/help.js'
import { tellUnknownCommand } from '../cli/unknown-command.js'

/** `wmctl help plan` is help for `plan`; anything else that is no command is a usage error. */
export default async function commandNotFound(
  this: Hook.Context,
  { id, argv = [], config }: Parameters<Hook.CommandNotFound>[0],
): Promise<void> {
  const words = id.split(':')
  if (words[0] === 'help') return new WmctlHelp(config).showHelp([...words.slice(1), ...argv])
  const known = config.commandIDs.map((name) => name.replaceAll(':', ' '))
  return this.exit(tellUnknownCommand(words.join(' '), known))
}
