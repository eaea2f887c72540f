import { Duplex } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { connect, type SecureVersion, TLSSocket } from 'node:tls'
import { messageOf, PeerError } from '../base/errors.js'

export interface TlsTunnelOptions {
  /** PEM, for the server role; the client role has none and takes any certificate: who uses the tunnel binds to its key. */
  readonly server?: { readonly key: string; readonly cert: string }
  readonly minVersion?: SecureVersion
  readonly maxVersion?: SecureVersion
}

/** TLS over bytes that somebody else carries: a TlsTunnel. Session tickets are not used again. */
export function openTlsTunnel(options: TlsTunnelOptions = {}): NodeTlsTunnel {
  return new NodeTlsTunnel(options)
}

/** Turns of the event loop that the engine gets to answer what it was given; a whole flight takes a few. */
const patience = 200

export class NodeTlsTunnel {
  readonly #wire: Duplex
  readonly #socket: TLSSocket
  readonly #server: boolean
  #established = false
  #error: Error | undefined
  #outgoing: Uint8Array[] = []
  #text: Uint8Array[] = []

  constructor({ server, minVersion = 'TLSv1.2', maxVersion = 'TLSv1.3' }: TlsTunnelOptions) {
    this.#server = server !== undefined
    this.#wire = new Duplex({
      read: () => undefined,
      write: (chunk: Uint8Array, _encoding, done) => {
        this.#outgoing.push(chunk)
        done()
      },
    })
    const versions = { minVersion, maxVersion }
    this.#socket =
      server === undefined
        ? connect({ socket: this.#wire, rejectUnauthorized: false, ...versions })
        : new TLSSocket(this.#wire, { isServer: true, ...server, ...versions })
    this.#socket.on(this.#server ? 'secure' : 'secureConnect', () => {
      this.#established = true
    })
    this.#socket.on('data', (text: Uint8Array) => this.#text.push(text))
    this.#socket.on('error', (error) => {
      this.#error = error
    })
  }

  get established(): boolean {
    return this.#established
  }

  get serverCertificate(): Uint8Array | undefined {
    const certificate = this.#server ? this.#socket.getX509Certificate() : this.#socket.getPeerX509Certificate()
    return certificate === undefined ? undefined : bytesOf(certificate.raw)
  }

  get cipher(): { readonly protocol: string; readonly name: string } | undefined {
    if (!this.#established) return undefined
    return { protocol: this.#socket.getProtocol() ?? '', name: this.#socket.getCipher().standardName }
  }

  /** Rejects with PeerError when the handshake fails. */
  async step(records?: Uint8Array): Promise<Uint8Array> {
    if (records !== undefined) this.#wire.push(records)
    await this.#until(() => this.#outgoing.length > 0 || this.#established)
    if (this.#outgoing.length === 0 && !this.#established) throw new PeerError('TLS: the handshake does not go on')
    return take(this.#outgoing)
  }

  takeText(): Uint8Array {
    return take(this.#text)
  }

  async wrap(text: Uint8Array): Promise<Uint8Array> {
    await new Promise<void>((resolve) => this.#socket.write(text, () => resolve()))
    this.#check()
    return take(this.#outgoing)
  }

  /** Rejects with PeerError when the records were changed. */
  async unwrap(records: Uint8Array): Promise<Uint8Array> {
    this.#wire.push(records)
    await this.#until(() => this.#text.length > 0)
    // In the server role the engine keeps the error to itself.
    if (this.#text.length === 0) throw new PeerError('TLS: the records hold no message of this session')
    return take(this.#text)
  }

  close(): void {
    this.#socket.destroy()
    this.#wire.destroy()
  }

  /** Lets the engine work until it has something, and then until nothing more comes. */
  async #until(ready: () => boolean): Promise<void> {
    let quiet = 0
    let seen = -1
    for (let turn = 0; turn < patience && quiet < 3; turn++) {
      await setImmediate()
      this.#check()
      const count = this.#outgoing.length + this.#text.length
      quiet = ready() && count === seen ? quiet + 1 : 0
      seen = count
    }
  }

  #check(): void {
    if (this.#error !== undefined) throw new PeerError(`TLS: ${reasonOf(this.#error)}`, { cause: this.#error })
  }
}

/** OpenSSL's messages begin with addresses of its memory and end with places in its source. */
function reasonOf(error: Error): string {
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : messageOf(error)
}

/** The parts as one, which are then gone; a copy, so that no Buffer leaves io. */
function take(parts: Uint8Array[]): Uint8Array {
  return bytesOf(Buffer.concat(parts.splice(0)))
}

function bytesOf(buffer: Uint8Array): Uint8Array {
  return new Uint8Array(buffer)
}
