import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { oncePer } from '../base/once-per.js'
import { commonNames, describeCertificate } from './peer-certificate.js'

/** The certificate of a client, whose key it has. */
export interface ClientCertificate {
  readonly subject: string
  /** User principal names, DNS names and the like, then the common names. */
  readonly names: readonly string[]
  /** SHA-1 of the certificate that issued it, in lower-case hex; undefined when that is not known. */
  readonly issuerThumbprint: string | undefined
  /** It is of an authority that the listener knows, and valid now. */
  readonly trusted: boolean
}

/** Undefined without TLS, and when the client showed none. */
export function clientCertificate(socket: Socket): ClientCertificate | undefined {
  return socket instanceof TLSSocket ? certificateOf(socket) : undefined
}

const certificateOf = oncePer((socket: TLSSocket): ClientCertificate | undefined => {
  const shown = socket.getPeerX509Certificate()
  if (shown === undefined) return undefined
  const { subject, names } = describeCertificate(shown)
  const issuer = socket.getPeerCertificate(true).issuerCertificate
  return {
    subject,
    names: [...new Set([...names, ...commonNames(shown.subject)])],
    issuerThumbprint: issuer?.fingerprint.replaceAll(':', '').toLowerCase(),
    trusted: socket.authorized,
  }
})
