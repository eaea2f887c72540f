import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { CredsspAcceptor } from '../../src/protocol/credssp/acceptor.js'
import { derLength } from './der-length.js'

/** As much of a server of RDP as brings a client to CredSSP ([MS-RDPBCGR] 5.4.5.2): negotiation, TLS, then one TSRequest after the other. */
export interface RdpFront {
  readonly port: number
  /** Settles when a client has handed over its credentials; rejects with why it has not. */
  readonly done: Promise<void>
  close(): Promise<void>
}

export interface RdpFrontOptions {
  /** PEM. */
  readonly key: string
  readonly cert: string
  readonly acceptor: CredsspAcceptor
}

export async function rdpFront({ key, cert, acceptor }: RdpFrontOptions): Promise<RdpFront> {
  let settle: { resolve(): void; reject(reason: unknown): void } | undefined
  const done = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject }
  })
  done.catch(() => undefined)
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    // X.224 Connection Request with an RDP Negotiation Request; answered with the choice of CredSSP ([MS-RDPBCGR] 2.2.1.2).
    socket.once('data', () => {
      socket.write(Buffer.from('030000130ed000001234000200080002000000', 'hex'))
      const secured = new TLSSocket(socket, { isServer: true, key, cert })
      sockets.add(secured)
      secured.on('error', (error) => settle?.reject(error))
      secured.on('close', () => settle?.reject(new Error('the client went away')))
      let pending = Buffer.alloc(0)
      secured.on('data', (bytes: Buffer) => {
        pending = Buffer.concat([pending, bytes])
        for (let length = derLength(pending); length !== undefined && pending.length >= length; length = derLength(pending)) {
          const message = new Uint8Array(pending.subarray(0, length))
          pending = pending.subarray(length)
          try {
            const answer = acceptor.step(message)
            if (answer !== undefined) secured.write(answer)
            if (acceptor.complete) settle?.resolve()
            if (acceptor.failure !== undefined) settle?.reject(acceptor.failure)
          } catch (error) {
            settle?.reject(error)
            secured.destroy()
          }
        }
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    done,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
