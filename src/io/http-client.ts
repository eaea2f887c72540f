import { isIPv6 } from 'node:net'
import type { Client } from 'undici'
import { CancelledError } from '../base/errors.js'
import { type ConnectedPeer, connectPeer } from './connect-peer.js'
import { type HttpConnection, type HttpConnectionOptions, type HttpResponse, peerName } from './http-connection.js'
import { exchange } from './http-exchange.js'
import type { HttpRequest } from './http-message.js'
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

class UndiciConnection implements HttpConnection {
  readonly peer: string
  readonly #options: HttpConnectionOptions
  readonly #closing = new AbortController()
  #client: Promise<Client> | undefined
  #connected: ConnectedPeer | undefined
  #connectionId = 0

  constructor(options: HttpConnectionOptions) {
    this.#options = options
    this.peer = peerName(options)
  }

  get connectionId(): number | undefined {
    return this.#connected === undefined ? undefined : this.#connectionId
  }

  get certificate(): PeerCertificate | undefined {
    return this.#connected?.certificate
  }

  async send(request: HttpRequest, { signal }: { readonly signal?: AbortSignal } = {}): Promise<HttpResponse> {
    if (signal?.aborted) throw cancellation(signal)
    this.#client ??= this.#open()
    const client = await this.#client
    const answer = await exchange(client, request, {
      peer: this.peer,
      answerTimeout: this.#options.answerTimeout,
      maxBodyBytes: this.#options.maxBodyBytes,
      tls: this.#options.tls !== undefined,
      signal,
    })
    return { ...answer, connectionId: this.#connectionId }
  }

  async close(): Promise<void> {
    const reason = new CancelledError(`${this.peer}: the connection was closed`)
    this.#closing.abort(reason)
    const client = await this.#client
    if (client !== undefined && !client.destroyed) await client.destroy(reason)
    this.#connected?.socket.destroy()
  }

  async #open(): Promise<Client> {
    const { Client } = await import('undici')
    const { address, port, tls, answerTimeout } = this.#options
    return new Client(`${tls === undefined ? 'http' : 'https'}://${isIPv6(address) ? `[${address}]` : address}:${port}`, {
      pipelining: 1,
      keepAliveTimeout: idleLimit,
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: answerTimeout,
      bodyTimeout: answerTimeout,
      connect: (_target, callback) => {
        connectPeer(this.#options, this.#closing.signal).then(
          (connected) => {
            this.#adopt(connected)
            callback(null, connected.socket)
          },
          (error: Error) => callback(error, null),
        )
      },
    })
  }

  #adopt(connected: ConnectedPeer): void {
    this.#connectionId++
    this.#connected = connected
    connected.socket.once('close', () => {
      if (this.#connected === connected) this.#connected = undefined
    })
  }
}
