import type { ClientCertificate } from './client-certificate.js'
import type { HttpHeaders, HttpRequest } from './http-message.js'

export interface ListenerRequest extends HttpRequest {
  /** The same for all requests of one TCP connection; counts from 1 in each listener. */
  readonly connectionId: number
  readonly tls: boolean
  /** What the client proved in the TLS handshake to be; one object for a connection. */
  readonly clientCertificate?: ClientCertificate | undefined
}

export interface ListenerResponse {
  readonly status: number
  readonly headers: HttpHeaders
  /** Bytes go out with Content-Length, an iterable in chunks as it yields them. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>
  /** Closes the connection after so many body bytes; 0 gives no answer at all. */
  readonly abort?: { readonly afterBytes: number }
}

/** `signal` aborts when the connection or the listener closes before the answer is out. */
export type ListenerHandler = (request: ListenerRequest, signal: AbortSignal) => Promise<ListenerResponse>
