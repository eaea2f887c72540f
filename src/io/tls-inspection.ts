import { isIP } from 'node:net'
import { connect } from 'node:tls'
import { ConnectAttempt } from './connect-peer.js'
import type { HttpConnectionOptions } from './http-connection.js'
import { type PeerCertificate, peerCertificate } from './peer-certificate.js'

/** What a TLS listener offers, whether or not it is to be trusted. */
export interface TlsInspection {
  /** `TLSv1.3`. */
  readonly version: string
  readonly cipher: string
  readonly certificate: PeerCertificate | undefined
  /** Whether chain, dates and name are in order by the authorities that are trusted. */
  readonly trusted: boolean
}

/**
 * Makes a TLS handshake for its facts alone: nothing is sent, and whatever certificate is shown is looked at. Raises the errors of a
 * connection.
 */
export async function inspectTls(options: HttpConnectionOptions, signal?: AbortSignal): Promise<TlsInspection> {
  const { tls, ...plain } = options
  const { socket } = await new ConnectAttempt(plain).run()
  const name = tls?.serverName ?? plain.address
  return new Promise((resolve, reject) => {
    const secured = connect({
      socket,
      host: name,
      ...(isIP(name) === 0 ? { servername: name } : {}),
      ...(tls?.ca === undefined ? {} : { ca: tls.ca }),
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: false,
      ...(signal === undefined ? {} : { signal }),
    })
    secured.once('error', (error: Error) => {
      secured.destroy()
      reject(error)
    })
    // A listener that takes connections and then says nothing.
    secured.setTimeout(plain.connectTimeout, () => secured.destroy())
    secured.once('close', () => reject(new Error('the connection was closed during the TLS handshake')))
    secured.once('secureConnect', () => {
      resolve({
        version: secured.getProtocol() ?? 'unknown',
        cipher: secured.getCipher().standardName,
        certificate: peerCertificate(secured),
        trusted: secured.authorized,
      })
      secured.destroy()
    })
  })
}
