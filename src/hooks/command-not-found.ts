import { Errors, type Hook } from '@oclif/core'
import { suggest } from '../base/suggest.js'

/** An unknown command is a usage error, with the nearest known one. */
const hook: Hook.CommandNotFound = ({ id, config }) => {
  const words = id.replaceAll(':', ' ')
  const near = suggest(
    words,
    config.commandIDs.map((known) => known.replaceAll(':', ' ')),
  )
  const hint = near === undefined ? "Run 'wmctl --help' for the commands." : `Did you mean 'wmctl ${near}'?`
  Errors.error(`'${words}' is not a wmctl command. ${hint}`, { exit: 6 })
}

export default hook
