import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openHttpConnection } from '../../src/io/http-client.js'
import type { HttpConnection } from '../../src/io/http-connection.js'
import { headerValue } from '../../src/io/http-message.js'
import { type NodeTlsTunnel, openTlsTunnel } from '../../src/io/tls-tunnel.js'

/** Stands in the middle of CredSSP with a certificate of its own: takes the TLS inside HTTP apart and passes on what is in it. */
export interface CredsspRelay {
  readonly port: number
  /** TSRequests that it has read from clients. */
  readonly read: readonly Uint8Array[]
  close(): Promise<void>
}

export async function credsspRelay(target: number, own: { readonly key: string; readonly cert: string }): Promise<CredsspRelay> {
  const read: Uint8Array[] = []
  const open: { close(): unknown }[] = []

  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()))
  const peers = new WeakMap<object, Peer>()

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let peer = peers.get(request.socket)
    if (peer === undefined) {
      peer = newPeer(target, own)
      peers.set(request.socket, peer)
      open.push(peer.client, peer.host, peer.connection)
    }
    const token = Buffer.from(request.headers.authorization?.split(' ')[1] ?? '', 'base64')
    const next = await through(peer, new Uint8Array(token))
    response.writeHead(401, {
      'www-authenticate': next === undefined ? 'CredSSP' : `CredSSP ${Buffer.from(next).toString('base64')}`,
    })
    response.end()
  }

  async function through({ client, host, connection }: Peer, token: Uint8Array): Promise<Uint8Array | undefined> {
    const records = client.established ? new Uint8Array() : await client.step(token)
    const text = client.established && records.length === 0 ? await client.unwrap(token) : client.takeText()
    if (text.length === 0) return records
    read.push(text)
    await handshake(host, connection)
    const answered = await ask(connection, await host.wrap(text))
    return answered === undefined ? undefined : client.wrap(await host.unwrap(answered))
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, read, close: () => closeAll(server, open) }
}

interface Peer {
  readonly client: NodeTlsTunnel
  readonly host: NodeTlsTunnel
  readonly connection: HttpConnection
}

function newPeer(target: number, own: { readonly key: string; readonly cert: string }): Peer {
  const limits = { connectTimeout: 10_000, answerTimeout: 10_000, maxBodyBytes: 100_000 }
  return {
    client: openTlsTunnel({ server: own, maxVersion: 'TLSv1.2' }),
    host: openTlsTunnel({ maxVersion: 'TLSv1.2' }),
    connection: openHttpConnection({ host: 'host', address: '127.0.0.1', port: target, ...limits }),
  }
}

async function handshake(host: NodeTlsTunnel, connection: HttpConnection): Promise<void> {
  let token: Uint8Array | undefined
  while (!host.established) {
    const records = await host.step(token)
    if (records.length === 0) continue
    token = await ask(connection, records)
  }
}

async function ask(connection: HttpConnection, token: Uint8Array): Promise<Uint8Array | undefined> {
  const headers = { authorization: `CredSSP ${Buffer.from(token).toString('base64')}` }
  const { headers: answered } = await connection.send({ method: 'POST', path: '/wsman', headers, body: new Uint8Array() })
  const [, text] = /^CredSSP (\S+)$/.exec(headerValue(answered, 'www-authenticate') ?? '') ?? []
  return text === undefined ? undefined : new Uint8Array(Buffer.from(text, 'base64'))
}

async function closeAll(server: Server, open: readonly { close(): unknown }[]): Promise<void> {
  for (const each of open) await each.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}
