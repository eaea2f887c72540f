import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/** Milliseconds for a test that runs wmctl many times, also on a machine that has much else to do. */
export const manyRuns = { timeout: 120_000 }

export interface WmctlResult {
  /** The exit code; a signal's name when one ended the process. */
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
}

export interface WmctlOptions {
  /** Home and state folder of the process, so that it neither sees nor touches those of whoever runs the tests. */
  readonly home: string
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** What standard input holds; left out: nothing. */
  readonly input?: string
  /** Milliseconds after which the process is killed, so that a test ends that would wait for ever. */
  readonly limit?: number
}

/** A process that runs `bin/run.js`. */
export interface RunningWmctl {
  readonly process: ChildProcess
  readonly result: Promise<WmctlResult>
  /** Resolves when the text has been printed on either stream; rejects when the process ends without. */
  printed(text: string | RegExp): Promise<void>
}

export function runWmctl(parameters: readonly string[], options: WmctlOptions): Promise<WmctlResult> {
  return startWmctl(parameters, options).result
}

export function startWmctl(parameters: readonly string[], options: WmctlOptions): RunningWmctl {
  const { home, cwd = home, env = {}, input, limit = 60_000 } = options
  const child = spawn(process.execPath, [program, ...parameters], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: home, XDG_STATE_HOME: `${home}/state`, LANG: 'C.UTF-8', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: limit,
    killSignal: 'SIGKILL',
  })
  let stdout = ''
  let stderr = ''
  const watchers = new Set<() => void>()
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    for (const look of watchers) look()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    for (const look of watchers) look()
  })
  // A process that ends without reading its input is no error of the test.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const result = new Promise<WmctlResult>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code: code ?? signal ?? '', stdout, stderr }))
  })
  return {
    process: child,
    result,
    async printed(text) {
      let seen = false
      const appeared = new Promise<void>((resolve) => {
        function look(): void {
          seen = typeof text === 'string' ? (stdout + stderr).includes(text) : text.test(stdout + stderr)
          if (!seen) return
          watchers.delete(look)
          resolve()
        }
        watchers.add(look)
        look()
      })
      await Promise.race([appeared, result])
      if (!seen) throw new Error(`wmctl ended without printing ${text}:\n${stdout}${stderr}`)
    },
  }
}
