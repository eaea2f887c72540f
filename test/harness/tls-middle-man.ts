import type { AddressInfo } from 'node:net'
import { connect, createServer, type TLSSocket } from 'node:tls'

/** Ends TLS with a certificate of its own and goes on to a host in TLS: what a proxy that looks inside does, or an attacker. */
export interface TlsMiddleMan {
  readonly port: number
  /** What clients have sent, as Latin-1. */
  sent(): string
  close(): Promise<void>
}

export async function tlsMiddleMan(target: number, own: { readonly key: string; readonly cert: string }): Promise<TlsMiddleMan> {
  const sockets = new Set<TLSSocket>()
  const out: Buffer[] = []
  const server = createServer(own, (client) => {
    const host = connect({ port: target, host: '127.0.0.1', rejectUnauthorized: false })
    for (const socket of [client, host]) {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    }
    client.on('data', (bytes: Buffer) => out.push(bytes))
    client.pipe(host).pipe(client)
    client.on('close', () => host.destroy())
    host.on('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    sent: () => Buffer.concat(out).toString('latin1'),
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
