import { spawn } from 'node:child_process'
import process from 'node:process'
import { packageFile } from 'wmctl'

/** Runs wmctl as a process of its own, on the same terminal; gives its exit code. */
export function runCli(
  parameters: readonly string[],
  options: { readonly signal: AbortSignal; readonly state: string },
): Promise<number> {
  const child = spawn(process.execPath, [packageFile('bin/run.js'), ...parameters], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, XDG_STATE_HOME: options.state },
  })
  return new Promise((resolve, reject) => {
    function end(): void {
      child.kill('SIGTERM')
    }
    options.signal.addEventListener('abort', end, { once: true })
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      options.signal.removeEventListener('abort', end)
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143))
    })
  })
}
