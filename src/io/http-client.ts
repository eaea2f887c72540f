import { isIPv6, type Socket } from 'node:net'
import type { Client } from 'undici'
import { CancelledError } from '../base/errors.js'
import { ConnectAttempt, type ConnectedPeer } from './connect-peer.js'
import { type HttpConnection, type HttpConnectionOptions, type HttpResponse, peerName } from './http-connection.js'
import { type ExchangeOptions, exchange } from './http-exchange.js'
import type { HttpRequest } from './http-message.js'
import { onAbort } from './on-abort.js'
import type { PeerCertificate } from './peer-certificate.js'
import { cancellation } from './system-clock.js'

/** Nothing is sent, nor undici loaded, before the first request. */
export function openHttpConnection(options: HttpConnectionOptions): HttpConnection {
  return new UndiciConnection(options)
}

/** Milliseconds an idle connection is kept: less than the two minutes after which http.sys closes it. */
const idleLimit = 110_000

/** Room for the Kerberos tokens of an answer. */
const maxHeaderBytes = 65_536

/** undici wants a reason; nobody sees that of an idle connection, and making an error with its stack costs more than the closing. */
const idleClose = new CancelledError('The connection was closed')

/** Loaded once: an import costs as much as a request even when the module is there. */
let undici: Promise<typeof import('undici')> | undefined

class UndiciConnection implements HttpConnection {
  readonly peer: string
  readonly #options: HttpConnectionOptions
  readonly #exchange: ExchangeOptions
  #client: Promise<Client> | undefined
  #attempt: ConnectAttempt | undefined
  #connected: ConnectedPeer | undefined
  /** Connected ahead of the first request; undici has not asked for it yet. */
  #ready: ConnectedPeer | undefined
  #connectionId = 0
  #inFlight = 0
  #closed = false

  constructor(options: HttpConnectionOptions) {
    this.#options = options
    this.peer = peerName(options)
    this.#exchange = {
      peer: this.peer,
      answerTimeout: options.answerTimeout,
      maxBodyBytes: options.maxBodyBytes,
      tls: options.tls !== undefined,
      certificate: options.tls?.client !== undefined,
    }
  }

  get connectionId(): number | undefined {
    return this.#connected === undefined ? undefined : this.#connectionId
  }

  get certificate(): PeerCertificate | undefined {
    return this.#connected?.certificate
  }

  async connect({ signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    if (signal?.aborted) throw cancellation(signal)
    if (this.#closed) throw this.#closedError()
    if (this.#connected !== undefined) return
    const forget = onAbort(signal, () => this.#attempt?.cancel(cancellation(signal)))
    this.#inFlight++
    try {
      const connected = await this.#establish()
      // undici is not listening yet.
      connected.socket.on('error', () => undefined)
      if (this.#closed) connected.socket.destroy()
      this.#ready = connected
    } finally {
      this.#inFlight--
      forget()
    }
  }

  async send(request: HttpRequest, { signal }: { readonly signal?: AbortSignal } = {}): Promise<HttpResponse> {
    if (signal?.aborted) throw cancellation(signal)
    this.#inFlight++
    try {
      this.#client ??= this.#open()
      const client = await this.#client
      if (this.#closed) throw this.#closedError()
      const answer = await exchange(client, request, this.#exchange, signal)
      return { status: answer.status, headers: answer.headers, body: answer.body, connectionId: this.#connectionId }
    } finally {
      this.#inFlight--
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    const busy = this.#inFlight > 0
    if (busy) this.#attempt?.cancel(this.#closedError())
    else this.#connected?.socket.destroy(idleClose)
    const client = await this.#client
    if (client === undefined || client.destroyed) return
    await client.destroy(busy ? this.#closedError() : idleClose)
  }

  #closedError(): CancelledError {
    return new CancelledError(`${this.peer}: the connection was closed`)
  }

  async #open(): Promise<Client> {
    undici ??= import('undici')
    const { Client } = await undici
    const { address, port, tls, answerTimeout } = this.#options
    return new Client(`${tls === undefined ? 'http' : 'https'}://${isIPv6(address) ? `[${address}]` : address}:${port}`, {
      pipelining: 1,
      keepAliveTimeout: idleLimit,
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: answerTimeout,
      bodyTimeout: answerTimeout,
      connect: (_target, callback) => void this.#connect(callback),
    })
  }

  async #connect(callback: (...args: [null, Socket] | [Error, null]) => void): Promise<void> {
    let connected: ConnectedPeer
    try {
      // Awaited also when it is there already: undici forgets the request when it is called back at once.
      connected = await this.#readyOrNew()
    } catch (error) {
      callback(error as Error, null)
      return
    }
    callback(null, connected.socket)
  }

  #readyOrNew(): Promise<ConnectedPeer> {
    const ready = this.#ready
    this.#ready = undefined
    return ready === undefined || ready.socket.destroyed ? this.#establish() : Promise.resolve(ready)
  }

  async #establish(): Promise<ConnectedPeer> {
    const attempt = new ConnectAttempt(this.#options)
    this.#attempt = attempt
    try {
      const connected = await attempt.run()
      this.#connectionId++
      this.#connected = connected
      connected.socket.once('close', () => {
        if (this.#connected === connected) this.#connected = undefined
      })
      return connected
    } finally {
      this.#attempt = undefined
    }
  }
}
