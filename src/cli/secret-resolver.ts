import process from 'node:process'
import type { SecretResolver } from '../engine/secrets.js'
import { promptSecret } from '../io/prompt-secret.js'
import { readSecret } from '../io/secret-source.js'
import type { Terminal } from './terminal.js'

/** Secrets from where the documents say, asked for on the terminal one after the other. */
export function secretResolver(terminal: Terminal, signal: AbortSignal): SecretResolver {
  let asking: Promise<unknown> = Promise.resolve()
  const ask = (question: string): ReturnType<typeof promptSecret> => {
    const answer = asking.then(() => promptSecret(question, { input: process.stdin, output: process.stderr }))
    asking = answer.catch(() => undefined)
    return answer
  }
  return {
    get: ({ secret }) => readSecret(secret, { env: process.env, prompt: terminal.interactive ? ask : undefined, signal }),
  }
}
