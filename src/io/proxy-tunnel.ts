import { request } from 'node:http'
import type { Socket } from 'node:net'
import { TransportError, UsageError } from '../base/errors.js'
import { type HttpConnectionOptions, peerName } from './http-connection.js'

export interface ProxyAddress {
  readonly host: string
  readonly port: number
  /** `user:password`, percent-decoded. */
  readonly credential: string | undefined
}

/** Reads `http://[user:password@]host[:port]`. Raises UsageError. */
export function proxyAddress(text: string): ProxyAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'http:' || url.hostname === '') {
    throw new UsageError('The proxy address cannot be used', {
      hint: 'Write it as http://host:port; proxies are reached without TLS.',
    })
  }
  const credential = url.username === '' ? undefined : `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(url.port || 80), credential }
}

/** Asks a proxy on `socket` for a tunnel to the peer (RFC 9110 9.3.6), for http as for https: a connection is kept to one peer. */
export function openTunnel(
  socket: Socket,
  proxy: ProxyAddress,
  options: HttpConnectionOptions,
): { socket: Socket; done: Promise<Socket> } {
  const target = `${options.address.includes(':') ? `[${options.address}]` : options.address}:${options.port}`
  const headers: Record<string, string> = { host: target }
  if (proxy.credential !== undefined) {
    headers['proxy-authorization'] = `Basic ${Buffer.from(proxy.credential, 'utf8').toString('base64')}`
  }
  const done = new Promise<Socket>((resolve, reject) => {
    function refuse(status: number | undefined): void {
      reject(
        new TransportError(
          'connect',
          peerName(options),
          `the proxy ${proxy.host}:${proxy.port} answered ${status ?? 'nothing'}`,
          {
            hint:
              status === 407
                ? 'The proxy wants a user and password, which the inventory cannot hold: let this machine through, or go without it.'
                : `Ask whether the proxy allows CONNECT to port ${options.port}, or connect without it.`,
          },
        ),
      )
    }
    const connect = request({ method: 'CONNECT', path: target, headers, createConnection: () => socket })
    connect.once('connect', (response, tunnel, rest) => {
      if (response.statusCode !== 200) return refuse(response.statusCode)
      if (rest.length > 0) tunnel.unshift(rest)
      resolve(socket)
    })
    connect.once('response', (response) => {
      response.resume()
      refuse(response.statusCode)
    })
    connect.once('error', reject)
    connect.end()
  })
  return { socket, done }
}
