import { connect, isIP, type Socket } from 'node:net'
import { TimeoutError, type TransportPhase, WmctlError } from '../base/errors.js'
import { connectError, timeoutHint } from './connect-errors.js'
import { type HttpConnectionOptions, peerName } from './http-connection.js'
import type { PeerCertificate } from './peer-certificate.js'
import { openTunnel, proxyAddress } from './proxy-tunnel.js'
import { type ResolvedAddress, systemResolver } from './resolver.js'
import { secure } from './secure-socket.js'
import { cancellation } from './system-clock.js'

/**
 * Makes a connection ready for HTTP: name, TCP, proxy, TLS, in that order, all within the connect time-out. Nothing of a
 * request is sent before the peer's certificate is accepted. Raises TransportError or TimeoutError by phase.
 */
export async function connectPeer(options: HttpConnectionOptions, signal: AbortSignal): Promise<ConnectedPeer> {
  const attempt = new Attempt(options, signal)
  try {
    const proxy = options.proxy === undefined ? undefined : proxyAddress(options.proxy)
    const target = proxy ?? { host: options.address, port: options.port }
    attempt.phase = 'resolve'
    const addresses = await attempt.during(resolveTarget(target.host, options))
    attempt.phase = 'connect'
    let socket = await attempt.holding(openTcp(target, addresses))
    if (proxy !== undefined) socket = await attempt.holding(openTunnel(socket, proxy, options))
    if (options.tls === undefined) return { socket, certificate: undefined }
    attempt.phase = 'tls'
    return await attempt.holding(secure(socket, options, options.tls))
  } catch (error) {
    throw error instanceof WmctlError ? error : connectError(error, attempt.phase, options)
  } finally {
    attempt.end()
  }
}

export interface ConnectedPeer {
  readonly socket: Socket
  readonly certificate: PeerCertificate | undefined
}

/** A step under way: the socket it works on, destroyed when the attempt is given up, and what it comes to. */
interface SocketStep<T> {
  readonly socket: Socket
  readonly done: Promise<T>
}

/** The limits on one attempt: its time-out and the caller's signal, whichever comes first. */
class Attempt {
  phase: TransportPhase = 'resolve'
  readonly #given = new AbortController()
  readonly #timer: NodeJS.Timeout
  readonly #signal: AbortSignal
  readonly #cancel = (): void => this.#given.abort(cancellation(this.#signal))

  constructor(options: HttpConnectionOptions, signal: AbortSignal) {
    this.#signal = signal
    if (signal.aborted) this.#cancel()
    signal.addEventListener('abort', this.#cancel)
    this.#timer = setTimeout(() => {
      const hint = timeoutHint(this.phase, options)
      this.#given.abort(new TimeoutError(this.phase, peerName(options), options.connectTimeout, { hint }))
    }, options.connectTimeout)
  }

  /** The promise, or the reason why the attempt was given up. */
  async during<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.#given
    let giveUp: () => void = () => undefined
    const given = new Promise<never>((_resolve, reject) => {
      giveUp = () => reject(signal.reason as WmctlError)
      if (signal.aborted) giveUp()
      else signal.addEventListener('abort', giveUp, { once: true })
    })
    try {
      return await Promise.race([work, given])
    } finally {
      signal.removeEventListener('abort', giveUp)
    }
  }

  async holding<T>(step: SocketStep<T>): Promise<T> {
    try {
      return await this.during(step.done)
    } catch (error) {
      // Whatever the socket says after this has nobody to listen to it.
      step.socket.on('error', () => undefined)
      step.socket.destroy()
      throw error
    }
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#signal.removeEventListener('abort', this.#cancel)
  }
}

function resolveTarget(host: string, options: HttpConnectionOptions): Promise<readonly ResolvedAddress[]> {
  const family = isIP(host)
  if (family !== 0) return Promise.resolve([{ address: host, family: family === 6 ? 6 : 4 }])
  return (options.resolver ?? systemResolver).resolve(host)
}

function openTcp(target: { host: string; port: number }, addresses: readonly ResolvedAddress[]): SocketStep<Socket> {
  const socket = connect({
    host: target.host,
    port: target.port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: 60_000,
    autoSelectFamily: true,
    lookup: (_name, lookup, callback) => {
      const [first] = addresses
      if (first === undefined) callback(Object.assign(new Error('no address'), { code: 'ENODATA' }), '')
      else if (lookup.all) callback(null, [...addresses])
      else callback(null, first.address, first.family)
    },
  })
  const done = new Promise<Socket>((resolve, reject) => {
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
  })
  return { socket, done }
}
