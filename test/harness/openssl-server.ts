import { type ChildProcess, spawn } from 'node:child_process'

/** `openssl s_server` as an HTTPS server that answers one request with an empty 200. */
export interface OpensslServer {
  readonly port: number
  /** What it has printed. */
  printed(): string
  close(): Promise<void>
}

export interface OpensslServerOptions {
  readonly parameters: readonly string[]
  /** Asks for the client's certificate only when the request is there, as HTTP.sys does. */
  readonly askLate?: boolean
}

export async function startOpensslServer({ parameters, askLate = false }: OpensslServerOptions): Promise<OpensslServer> {
  const server = spawn('openssl', ['s_server', '-accept', '127.0.0.1:0', '-no_cache', ...parameters], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let text = ''
  const watchers = new Set<() => void>()
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      for (const watch of watchers) watch()
    })
  }
  const printed = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const watch = (): void => {
        const found = pattern.exec(text)
        if (found === null) return
        watchers.delete(watch)
        resolve(found)
      }
      watchers.add(watch)
      server.once('exit', () => reject(new Error(`openssl s_server ended: ${text}`)))
      watch()
    })
  const [, port] = await printed(/^ACCEPT \S*:(\d+)/m)
  const answered = (async () => {
    await printed(/POST \S+ HTTP\/1\.1/)
    if (askLate) {
      // A line that begins so is a command: renegotiate and ask for a certificate.
      server.stdin.write('R\n')
      await printed(/^SSL_do_handshake -> 1$/m)
    }
    server.stdin.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
  })()
  answered.catch(() => undefined)
  return { port: Number(port), printed: () => text, close: () => ended(server) }
}

function ended(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (server.exitCode !== null) return resolve()
    server.once('exit', () => resolve()).kill()
  })
}
