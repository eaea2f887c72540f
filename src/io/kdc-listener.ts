import { createSocket, type Socket as DatagramSocket } from 'node:dgram'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { messageOf, TransportError } from '../base/errors.js'
import { codeOf } from './connect-errors.js'

/** The answer to any bytes that came. */
export type KdcHandler = (message: Uint8Array, from: { readonly transport: 'udp' | 'tcp' }) => Uint8Array

export interface KdcListenerOptions {
  readonly host: string
  /** 0 takes a port that is free for UDP and TCP. */
  readonly port: number
}

export interface KdcListener {
  readonly host: string
  readonly port: number
  /** Stops listening and ends every connection now. */
  close(): Promise<void>
}

/** Listens where clients look for a KDC: UDP and TCP of one port ([RFC 4120] 7.2). Raises TransportError when it cannot be had. */
export async function listenKdc(options: KdcListenerOptions, handler: KdcHandler): Promise<KdcListener> {
  for (let attempt = 1; ; attempt++) {
    const sockets = new Set<Socket>()
    const server = createServer((socket) => serveStream(socket, sockets, handler))
    const { address, port } = await boundServer(server, options)
    const datagrams = createSocket(address.includes(':') ? 'udp6' : 'udp4')
    const close = async (): Promise<void> => {
      for (const socket of sockets) socket.destroy()
      await Promise.all([closed((done) => server.close(done)), closed((done) => datagrams.close(done))])
    }
    try {
      await boundDatagrams(datagrams, { host: address, port })
    } catch (error) {
      await close()
      // What is free for TCP may be in use for UDP; another port is as good.
      if (options.port === 0 && attempt < mostAttempts && codeOf(error) === 'EADDRINUSE') continue
      throw listenError(error, { host: address, port })
    }
    serveDatagrams(datagrams, handler)
    return { host: address, port, close }
  }
}

const mostAttempts = 20

/** Bytes of a request: a ticket with a large PAC, and some more. */
const largestRequest = 128 * 1024

/** Milliseconds a connection may say nothing. */
const idleLimit = 30_000

/** Connections at a time; more are closed at once. */
const mostConnections = 500

function serveDatagrams(datagrams: DatagramSocket, handler: KdcHandler): void {
  datagrams.on('message', (message, { address, port }) => {
    // An answer that cannot be sent is one that was lost.
    datagrams.send(handler(Uint8Array.from(message), { transport: 'udp' }), port, address, () => undefined)
  })
}

/** Messages one after the other, each with four bytes of length in front ([RFC 4120] 7.2.2). */
function serveStream(socket: Socket, sockets: Set<Socket>, handler: KdcHandler): void {
  if (sockets.size >= mostConnections) {
    socket.destroy()
    return
  }
  sockets.add(socket)
  let received = Buffer.alloc(0)
  socket.setNoDelay(true)
  socket.setTimeout(idleLimit, () => socket.destroy())
  socket.on('error', () => socket.destroy())
  socket.on('close', () => sockets.delete(socket))
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk])
    while (received.length >= 4) {
      const end = 4 + received.readUInt32BE()
      if (end > largestRequest) {
        socket.destroy()
        return
      }
      if (received.length < end) return
      const answer = handler(Uint8Array.from(received.subarray(4, end)), { transport: 'tcp' })
      const length = Buffer.alloc(4)
      length.writeUInt32BE(answer.length)
      socket.write(Buffer.concat([length, answer]))
      received = received.subarray(end)
    }
  })
}

function boundServer(server: Server, { host, port }: KdcListenerOptions): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, { host, port })))
    server.listen(port, host, () => {
      server.removeAllListeners('error')
      resolve(server.address() as AddressInfo)
    })
  })
}

function boundDatagrams(datagrams: DatagramSocket, { host, port }: KdcListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    datagrams.once('error', reject)
    datagrams.bind(port, host, () => {
      datagrams.removeAllListeners('error')
      // Later errors concern one datagram, which is lost.
      datagrams.on('error', () => undefined)
      resolve()
    })
  })
}

function listenError(error: unknown, { host, port }: KdcListenerOptions): TransportError {
  return new TransportError('connect', `${host}:${port}`, `cannot listen: ${messageOf(error)}`, { cause: error })
}

function closed(close: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => close(resolve))
}
