import type { Clock } from '../../base/ports.js'
import type { RunCommand } from '../../engine/events.js'
import { createOutcomeFold } from '../fold/outcome-fold.js'
import type { View, Write } from '../view.js'
import { type JsonMessage, messagesOf } from './json-messages.js'

/** Version of the stream: a minor one adds, a major one may break. Readers ignore keys and types they do not know. */
const uiVersion = '1.0'

export interface JsonViewOptions {
  readonly write: Write
  readonly clock: Pick<Clock, 'now'>
  /** The version of wmctl. */
  readonly version: string
}

/** One JSON object a line; `schemas/events.schema.json` describes them. The first line says the version. */
export function createJsonView(options: JsonViewOptions): View {
  const write = (message: JsonMessage): void => options.write(`${JSON.stringify(lineOf(message, options.clock.now()))}\n`)
  let command: RunCommand = 'plan'
  let outcome = createOutcomeFold()
  let unreachable = new Set<string>()
  write({
    level: 'info',
    message: `wmctl ${options.version}`,
    type: 'version',
    fields: { wmctl: options.version, ui: uiVersion },
  })
  const run = {
    get command() {
      return command
    },
    get skippedCount() {
      return outcome.skippedCount
    },
    isNewlyUnreachable(host: string) {
      const isNew = !unreachable.has(host)
      unreachable.add(host)
      return isNew
    },
  }
  return {
    event(event) {
      if (event.type === 'run-started') {
        command = event.command
        outcome = createOutcomeFold()
        unreachable = new Set()
      }
      outcome.event(event)
      for (const message of messagesOf(event, run)) write(message)
    },
    end() {},
  }
}

function lineOf(message: JsonMessage, now: number): object {
  return {
    '@level': message.level,
    '@message': message.message,
    '@module': 'wmctl.ui',
    '@timestamp': new Date(now).toISOString(),
    type: message.type,
    ...message.fields,
  }
}
