import { createSocket, type Socket as DatagramSocket } from 'node:dgram'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { messageOf, TransportError } from '../base/errors.js'
import { codeOf } from './connect-errors.js'

/** What is behind the listener. */
export interface KdcService {
  /** The answer to any bytes that came. */
  answer(message: Uint8Array, from: { readonly transport: 'udp' | 'tcp' }): Uint8Array
  /** The answer to a message that claims to be longer than any is. */
  tooLong(): Uint8Array
}

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
export async function listenKdc(options: KdcListenerOptions, service: KdcService): Promise<KdcListener> {
  for (let attempt = 1; ; attempt++) {
    const sockets = new Set<Socket>()
    const server = createServer((socket) => serveStream(socket, sockets, service))
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
    serveDatagrams(datagrams, service)
    return { host: address, port, close }
  }
}

const mostAttempts = 20

/** Bytes of a request: a ticket with a large PAC, and some more. */
const largestRequest = 128 * 1024

/** Bytes of answers that wait for a client to take them. */
const largestBacklog = 1024 * 1024

/** Milliseconds a connection may say nothing. */
const idleLimit = 30_000

/** Connections at a time; more are closed at once. */
const mostConnections = 500

function serveDatagrams(datagrams: DatagramSocket, service: KdcService): void {
  datagrams.on('message', (message, { address, port }) => {
    // An answer that cannot be sent is one that was lost.
    datagrams.send(service.answer(Uint8Array.from(message), { transport: 'udp' }), port, address, () => undefined)
  })
}

/** Messages one after the other, each with four bytes of length in front ([RFC 4120] 7.2.2). */
function serveStream(socket: Socket, sockets: Set<Socket>, service: KdcService): void {
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
        // The highest bit of a length is reserved, and such a length is answered alike.
        socket.end(framed(service.tooLong()), () => socket.destroy())
        socket.removeAllListeners('data')
        return
      }
      if (received.length < end) return
      socket.write(framed(service.answer(Uint8Array.from(received.subarray(4, end)), { transport: 'tcp' })))
      received = received.subarray(end)
    }
    // Whoever asks on and on and takes no answers gets none.
    if (socket.writableLength > largestBacklog) socket.destroy()
  })
}

function framed(message: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(message.length)
  return Buffer.concat([length, message])
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
