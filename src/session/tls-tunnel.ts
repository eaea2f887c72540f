/**
 * TLS carried inside another protocol, as CredSSP has it inside HTTP: bytes in, bytes out, no connection of its own. Steps may
 * take a while, since the engine below need not be synchronous; one call at a time.
 */
export interface TlsTunnel {
  /** The handshake is over: `wrap` and `unwrap` may be used. */
  readonly established: boolean
  /** The certificate of the server in DER, whichever side this is. Undefined before the handshake has shown it. */
  readonly serverCertificate: Uint8Array | undefined
  /** What was negotiated, by the names of IANA. Undefined before the handshake is over. */
  readonly cipher: { readonly protocol: string; readonly name: string } | undefined
  /** Takes the peer's handshake records, none at the client's first step, and returns those to send; empty when there are none. */
  step(records?: Uint8Array): Uint8Array | Promise<Uint8Array>
  /** The peer's text that came with the last records of the handshake, which is then gone; empty when there was none. */
  takeText(): Uint8Array
  /** Encrypts; returns whole records. */
  wrap(text: Uint8Array): Uint8Array | Promise<Uint8Array>
  /** Decrypts whole records. Rejects with PeerError when they were changed. */
  unwrap(records: Uint8Array): Uint8Array | Promise<Uint8Array>
  close(): void
}
