import { connect, isIP, type Socket } from 'node:net'
import { TimeoutError, type TransportPhase, WmctlError } from '../base/errors.js'
import { connectError, timeoutHint } from './connect-errors.js'
import { type HttpConnectionOptions, peerName } from './http-connection.js'
import type { PeerCertificate } from './peer-certificate.js'
import { openTunnel, proxyAddress } from './proxy-tunnel.js'
import { type ResolvedAddress, systemResolver } from './resolver.js'
import { secure } from './secure-socket.js'

export interface ConnectedPeer {
  readonly socket: Socket
  readonly certificate: PeerCertificate | undefined
}

/** A step under way: the socket it works on, destroyed when the attempt is given up, and what it comes to. */
interface SocketStep<T> {
  readonly socket: Socket
  readonly done: Promise<T>
}

/**
 * One attempt to make a connection ready for HTTP: name, TCP, proxy, TLS, in that order, all within the connect time-out.
 * Nothing of a request is sent before the peer's certificate is accepted.
 */
export class ConnectAttempt {
  readonly #options: HttpConnectionOptions
  #phase: TransportPhase = 'resolve'
  #given: WmctlError | undefined
  #giveUp: (reason: WmctlError) => void = () => undefined

  constructor(options: HttpConnectionOptions) {
    this.#options = options
  }

  /** Raises TransportError or TimeoutError by phase, and the reason of `cancel`. */
  async run(): Promise<ConnectedPeer> {
    const { connectTimeout } = this.#options
    const timer = setTimeout(() => {
      const hint = timeoutHint(this.#phase, this.#options)
      this.cancel(new TimeoutError(this.#phase, peerName(this.#options), connectTimeout, { hint }))
    }, connectTimeout)
    try {
      return await this.#connect()
    } catch (error) {
      throw error instanceof WmctlError ? error : connectError(error, this.#phase, this.#options)
    } finally {
      clearTimeout(timer)
    }
  }

  /** Gives the attempt up. */
  cancel(reason: WmctlError): void {
    this.#given ??= reason
    this.#giveUp(this.#given)
  }

  async #connect(): Promise<ConnectedPeer> {
    const options = this.#options
    const proxy = options.proxy === undefined ? undefined : proxyAddress(options.proxy)
    const target = proxy ?? { host: options.address, port: options.port }
    const addresses = await this.#orGivenUp(resolveTarget(target.host, options))
    this.#phase = 'connect'
    let socket = await this.#holding(openTcp(target, addresses))
    if (proxy !== undefined) socket = await this.#holding(openTunnel(socket, proxy, options))
    if (options.tls === undefined) return { socket, certificate: undefined }
    this.#phase = 'tls'
    return await this.#holding(secure(socket, options, options.tls))
  }

  /** What the work comes to, or the reason why the attempt was given up. */
  #orGivenUp<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#giveUp = reject
      if (this.#given !== undefined) reject(this.#given)
      work.then(resolve, reject)
    })
  }

  async #holding<T>(step: SocketStep<T>): Promise<T> {
    try {
      return await this.#orGivenUp(step.done)
    } catch (error) {
      // Whatever the socket says after this has nobody to listen to it.
      step.socket.on('error', () => undefined)
      step.socket.destroy()
      throw error
    }
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
