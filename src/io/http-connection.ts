import type { HttpHeaders, HttpRequest } from './http-message.js'
import type { PeerCertificate } from './peer-certificate.js'
import type { Resolver } from './resolver.js'
import type { TlsClientIdentity } from './tls-client-identity.js'

/** One TCP connection to one peer, made at the first request and again when the peer has closed it. */
export interface HttpConnection {
  /** `host (address:port)`, for messages. */
  readonly peer: string
  /**
   * The connection in use: counts up with every new TCP connection, undefined while there is none. What is bound to a
   * connection (an NTLM or Kerberos context) is void when this changes.
   */
  readonly connectionId: number | undefined
  /** The peer's certificate on the connection in use; undefined without TLS. */
  readonly certificate: PeerCertificate | undefined
  /**
   * Connects now, unless connected: for a first request that depends on the peer's certificate. Raises what `send` does before it
   * sends.
   */
  connect(options?: { readonly signal?: AbortSignal }): Promise<void>
  /**
   * Sends a request and collects its answer, whatever its status. One request at a time. Raises TransportError and
   * TimeoutError by phase, PeerError for an answer that is not HTTP or too long, and CancelledError when `signal` aborts.
   */
  send(request: HttpRequest, options?: { readonly signal?: AbortSignal }): Promise<HttpResponse>
  /** Ends the connection now; a request in flight is cancelled. */
  close(): Promise<void>
}

export interface HttpResponse {
  readonly status: number
  readonly headers: HttpHeaders
  readonly body: Uint8Array
  /** The connection that carried the request. */
  readonly connectionId: number
}

export interface HttpConnectionOptions {
  /** The name of the host in messages. */
  readonly host: string
  /** Name or IP address to connect to. */
  readonly address: string
  readonly port: number
  readonly tls?: HttpTlsOptions
  /** `http://[user:password@]host:port`; reached with CONNECT. */
  readonly proxy?: string
  /** Milliseconds for name resolution, TCP, proxy and TLS together. */
  readonly connectTimeout: number
  /** Milliseconds without a byte of the answer. */
  readonly answerTimeout: number
  /** A longer answer is refused. */
  readonly maxBodyBytes: number
  readonly resolver?: Resolver
}

export interface HttpTlsOptions {
  /** PEM certificates to trust instead of the well-known authorities. */
  readonly ca?: string
  /** SHA-256 of the server certificate in hex, with or without colons; when given nothing else is checked. */
  readonly fingerprint?: string
  /** Trusts anything. */
  readonly insecure?: boolean
  /** The name to ask for and to check, when it is not the address. */
  readonly serverName?: string
  /** What to show a server that asks for a certificate; `readClientIdentity` says whether it can be used. */
  readonly client?: TlsClientIdentity
}

/** How messages call a peer. */
export function peerName(options: Pick<HttpConnectionOptions, 'host' | 'address' | 'port'>): string {
  const place = `${options.address.includes(':') ? `[${options.address}]` : options.address}:${options.port}`
  return options.host === options.address ? place : `${options.host} (${place})`
}
