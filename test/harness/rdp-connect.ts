import { connect as connectTcp, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { derLength } from './der-length.js'

/** A connection to a server of RDP that stands where CredSSP begins ([MS-RDPBCGR] 5.4.5.2). */
export interface RdpConnection {
  send(message: Uint8Array): void
  /** The next TSRequest; rejects when the server goes away. */
  next(): Promise<Uint8Array>
  close(): Promise<void>
}

/** Waits until the server listens; rejects when it does not. */
export async function rdpConnect(
  port: number,
): Promise<{ readonly connection: RdpConnection; readonly certificate: Uint8Array }> {
  const socket = await negotiated(port)
  const secured = connectTls({ socket, rejectUnauthorized: false })
  await new Promise<void>((resolve, reject) => secured.once('secureConnect', resolve).once('error', reject))
  secured.on('error', () => undefined)
  const certificate = new Uint8Array(secured.getPeerX509Certificate()?.raw ?? Buffer.alloc(0))
  let pending = Buffer.alloc(0)
  let wake: () => void = () => undefined
  secured.on('data', (bytes: Buffer) => {
    pending = Buffer.concat([pending, bytes])
    wake()
  })
  secured.on('close', () => wake())
  const connection: RdpConnection = {
    send: (message) => void secured.write(message),
    async next() {
      for (;;) {
        const length = derLength(pending)
        if (length !== undefined && pending.length >= length) {
          const message = new Uint8Array(pending.subarray(0, length))
          pending = pending.subarray(length)
          return message
        }
        if (secured.destroyed) throw new Error('the server went away')
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    close: () =>
      new Promise((resolve) => {
        if (secured.destroyed) return resolve()
        secured.once('close', () => resolve()).destroy()
      }),
  }
  return { connection, certificate }
}

/** Milliseconds for one answer, and for a server to come up. */
const patience = 2_000
const startTime = 8_000

/** A server that is not up yet refuses the connection, ends it, or leaves it without an answer. */
async function negotiated(port: number): Promise<Socket> {
  const latest = Date.now() + startTime
  while (Date.now() < latest) {
    const socket = connectTcp(port, '127.0.0.1').on('error', () => undefined)
    socket.setTimeout(patience, () => socket.destroy())
    // X.224 Connection Request with an RDP Negotiation Request for CredSSP ([MS-RDPBCGR] 2.2.1.1).
    socket.write(Buffer.from('030000130ee000000000000100080002000000', 'hex'))
    const answered = await new Promise<boolean>((resolve) => {
      socket.once('data', () => resolve(true)).once('close', () => resolve(false))
    })
    if (answered) return socket.setTimeout(0)
    await sleep(50)
  }
  throw new Error('the server does not come up')
}
