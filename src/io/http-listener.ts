import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import type { AddressInfo, Server, Socket } from 'node:net'
import { messageOf, TransportError } from '../base/errors.js'
import { clientCertificate } from './client-certificate.js'
import { readRequestBody } from './http-listener-body.js'
import type { ListenerHandler, ListenerRequest } from './http-listener-message.js'
import { writeResponse } from './http-listener-response.js'

export interface HttpListenerOptions {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  /** PEM texts; undefined listens without TLS. With authorities clients are asked for a certificate of theirs, but need not show one. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly clientAuthorities?: string }
  /** A longer request body is answered 413 and the connection is closed. */
  readonly maxBodyBytes: number
  /** Asked for every new connection; true closes it at once with a reset. */
  readonly refuse?: () => boolean
}

export interface HttpListener {
  readonly host: string
  readonly port: number
  /** Stops listening and ends every connection now, answered or not. */
  close(): Promise<void>
}

/**
 * Listens for HTTP/1.1 or HTTPS requests with keep-alive. A handler that rejects is answered 500 without a body.
 * Raises TransportError (phase connect) when the address cannot be had.
 */
export async function listenHttp(options: HttpListenerOptions, handler: ListenerHandler): Promise<HttpListener> {
  const sockets = new Set<Socket>()
  const closing = new AbortController()
  const connectionIds = new WeakMap<object, number>()
  let lastConnectionId = 0

  function onRequest(request: IncomingMessage, response: ServerResponse): void {
    let connectionId = connectionIds.get(request.socket)
    if (connectionId === undefined) {
      connectionId = ++lastConnectionId
      connectionIds.set(request.socket, connectionId)
    }
    void answer(request, response, { connectionId, options, handler })
  }

  const settings = { maxHeaderSize: maxHeaderBytes, keepAliveTimeout: idleLimit, noDelay: true }
  const server =
    options.tls === undefined
      ? createServer(settings, onRequest)
      : createTlsServer({ ...settings, ...secureOptions(options.tls) }, onRequest)
  server.on('connection', (socket: Socket) => {
    if (closing.signal.aborted || options.refuse?.()) {
      socket.resetAndDestroy()
      return
    }
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    else socket.destroy()
  })
  // A failed handshake ends its own connection; there is nobody else to tell.
  server.on('tlsClientError', (_error, socket) => socket.destroy())

  const address = await listening(server, options)
  return {
    host: address.address,
    port: address.port,
    close() {
      closing.abort()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      return closed
    },
  }
}

/** Whom clients say they are is for the handler to judge: a certificate that nobody vouches for comes with `trusted: false`. */
function secureOptions({ key, cert, clientAuthorities: ca }: NonNullable<HttpListenerOptions['tls']>): ServerOptions {
  return { key, cert, ...(ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: false }) }
}

/** Room for a Kerberos token with many group memberships. */
const maxHeaderBytes = 65_536

/** Milliseconds before an idle connection is closed: that of http.sys. */
const idleLimit = 120_000

function listening(server: Server, options: HttpListenerOptions): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const peer = `${options.host}:${options.port}`
      reject(new TransportError('connect', peer, `cannot listen: ${messageOf(error)}`, { cause: error }))
    })
    server.listen(options.port, options.host, 511, () => {
      server.removeAllListeners('error')
      resolve(server.address() as AddressInfo)
    })
  })
}

interface AnswerContext {
  readonly connectionId: number
  readonly options: HttpListenerOptions
  readonly handler: ListenerHandler
}

async function answer(request: IncomingMessage, response: ServerResponse, context: AnswerContext): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  response.on('error', () => gone.abort())
  try {
    const body = await readRequestBody(request, context.options.maxBodyBytes)
    if (body === undefined) {
      await writeResponse(response, { status: 413, headers: { connection: 'close' }, body: new Uint8Array() }, gone.signal)
      return
    }
    const call: ListenerRequest = {
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: request.headers,
      body,
      connectionId: context.connectionId,
      tls: context.options.tls !== undefined,
      clientCertificate: clientCertificate(request.socket),
    }
    await writeResponse(response, await context.handler(call, gone.signal), gone.signal)
  } catch {
    if (response.headersSent || gone.signal.aborted) response.destroy()
    else response.writeHead(500, { 'content-length': 0 }).end()
  }
}
