import { connect, createServer, type Socket } from 'node:net'

/** Stands between a client and a host, and counts what goes to the host. */
export interface CountingProxy {
  readonly port: number
  /** Requests that carried credentials. */
  readonly attempts: number
  close(): Promise<void>
}

export async function countingProxy(target: number): Promise<CountingProxy> {
  let attempts = 0
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const host = connect(target, '127.0.0.1')
    for (const socket of [client, host]) {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    }
    // A header is found also when it comes in two pieces.
    let rest = ''
    client.on('data', (bytes: Buffer) => {
      const text = rest + bytes.toString('latin1')
      attempts += text.split(/\nauthorization: /i).length - 1
      rest = text.slice(text.lastIndexOf('\n'))
      if (/\nauthorization: /i.test(rest)) rest = ''
      host.write(bytes)
    })
    host.pipe(client)
    client.on('end', () => host.end())
  })
  const port = await new Promise<number>((resolve, reject) => {
    server.on('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  return {
    port,
    get attempts() {
      return attempts
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
