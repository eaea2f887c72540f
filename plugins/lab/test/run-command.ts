import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The built plugin, run as wmctl would run it, but alone. */
const plugin = fileURLToPath(new URL('..', import.meta.url))
const program = `import { execute } from '@oclif/core'
await execute({ dir: ${JSON.stringify(plugin)}, args: process.argv.slice(1) })`

export interface CommandResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command to its end. */
export async function runCommand(parameters: readonly string[], env: Record<string, string>): Promise<CommandResult> {
  const running = startCommand(parameters, env)
  return running.ended
}

export interface RunningCommand {
  readonly child: ChildProcess
  readonly ended: Promise<CommandResult>
  /** Resolves when standard output holds the text; rejects when the command ends before. */
  printed(text: string): Promise<void>
}

export function startCommand(parameters: readonly string[], env: Record<string, string>): RunningCommand {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, '--', ...parameters], {
    cwd: plugin,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  const waiting = new Set<() => void>()
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    for (const check of waiting) check()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<CommandResult>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
  return {
    child,
    ended,
    printed(text) {
      return new Promise((resolve, reject) => {
        function check(): void {
          if (!stdout.includes(text)) return
          waiting.delete(check)
          resolve()
        }
        waiting.add(check)
        void ended.then((result) => reject(new Error(`ended with ${result.code} before '${text}': ${result.stderr}`)))
        check()
      })
    },
  }
}
