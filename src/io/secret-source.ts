import { execFile } from 'node:child_process'
import { CancelledError, UsageError } from '../base/errors.js'
import { Secret } from '../base/secret.js'
import { codeOf } from './connect-errors.js'
import { readTextFile } from './read-text.js'

/** Where a secret comes from. */
export type SecretSource =
  | { readonly env: string }
  | { readonly file: string }
  | { readonly command: readonly string[] }
  | { readonly prompt: string }

export interface SecretContext {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Asks the user without echo; undefined when nobody can be asked. */
  readonly prompt: ((question: string) => Promise<Secret>) | undefined
  readonly signal?: AbortSignal
}

/** Milliseconds a command has to print its secret. */
const commandLimit = 60_000

/** The secret of a source; one line end at its end is not part of it. Raises UsageError, which never quotes a secret. */
export async function readSecret(source: SecretSource, context: SecretContext): Promise<Secret> {
  if ('env' in source) return fromEnvironment(source.env, context)
  if ('file' in source) return new Secret(withoutLineEnd(await readTextFile(source.file)))
  if ('command' in source) return new Secret(withoutLineEnd(await outputOf(source.command, context)))
  if (context.prompt === undefined) {
    throw new UsageError(`Nobody can be asked for '${source.prompt}'`, {
      hint: 'Run in a terminal without --no-input, or take the secret from `env`, `file` or `command`.',
    })
  }
  return context.prompt(source.prompt)
}

function fromEnvironment(name: string, { env }: SecretContext): Secret {
  const value = env[name]
  if (value === undefined) {
    throw new UsageError(`The environment variable ${name} is not set`, {
      hint: `Set ${name}, or take the secret from another source.`,
    })
  }
  return new Secret(value)
}

function outputOf(command: readonly string[], { env, signal }: SecretContext): Promise<string> {
  const [program, ...parameters] = command
  if (program === undefined)
    throw new UsageError('The command of a secret is empty', { hint: 'Write it as a list: [program, argument].' })
  const options = { timeout: commandLimit, maxBuffer: 1024 * 1024, env: { ...env }, ...(signal === undefined ? {} : { signal }) }
  return new Promise((resolve, reject) => {
    execFile(program, parameters, options, (error, output) => {
      if (error === null) resolve(output)
      else if (signal?.aborted) reject(new CancelledError('The operation was cancelled'))
      else reject(commandError(program, error))
    })
  })
}

/** Neither the command line nor its output is quoted: both may hold a secret. */
function commandError(program: string, error: Error & { readonly killed?: boolean; readonly code?: unknown }): UsageError {
  const detail =
    codeOf(error) === 'ENOENT'
      ? 'it was not found'
      : error.killed === true
        ? `it did not end within ${commandLimit / 1000} s`
        : `it ended with ${typeof error.code === 'number' ? `exit code ${error.code}` : 'a signal'}`
  return new UsageError(`The command ${program}, which should print a secret, failed: ${detail}`, {
    hint: 'Run the same command in this terminal and see what it prints.',
  })
}

function withoutLineEnd(text: string): string {
  return text.replace(/\r?\n$/, '')
}
