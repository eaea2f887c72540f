import { parseDuration } from '../base/duration.js'
import { UsageError } from '../base/errors.js'

/** Milliseconds of a duration flag such as `--timeout 10m`; undefined when the flag was not given. */
export function durationFlag(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const milliseconds = parseDuration(text)
  if (milliseconds === undefined) {
    throw new UsageError(`--${name} ${text} is not a duration`, { hint: 'Write a number with a unit: 500ms, 90s, 10m, 1h.' })
  }
  return milliseconds
}
