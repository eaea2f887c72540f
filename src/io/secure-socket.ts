import { isIP, type Socket } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { TransportError } from '../base/errors.js'
import { certificateRefusal } from './client-alerts.js'
import { clientContext } from './client-identity.js'
import { type HttpConnectionOptions, type HttpTlsOptions, peerName } from './http-connection.js'
import { type PeerCertificate, peerCertificate } from './peer-certificate.js'

/**
 * Puts TLS on a connected socket and checks who answered: by pinned fingerprint, or by chain and name. The check is made
 * here and not by Node, so that a refusal can say what the certificate is.
 */
export function secure(socket: Socket, options: HttpConnectionOptions, tls: HttpTlsOptions): SecureStep {
  const name = tls.serverName ?? options.address
  const secured = connect({
    socket,
    host: name,
    // An IP address must not be sent as a server name (RFC 6066 3).
    ...(isIP(name) === 0 ? { servername: name } : {}),
    ...(tls.client === undefined ? caOf(tls) : { secureContext: clientContext(tls.client, tls.ca) }),
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: false,
  })
  const done = new Promise<SecuredPeer>((resolve, reject) => {
    const fail = (error: Error): void => {
      reject((tls.client === undefined ? undefined : certificateRefusal(error, peerName(options))) ?? error)
    }
    secured.once('error', fail)
    secured.once('close', () => reject(Object.assign(new Error('closed during the TLS handshake'), { code: 'ECONNRESET' })))
    secured.once('secureConnect', () => {
      const expected = { peer: peerName(options), name }
      // Node gives the certificate to the first who asks, and to nobody after.
      const certificate = peerCertificate(secured)
      if (certificate === undefined) return reject(new TransportError('tls', expected.peer, 'the server showed no certificate'))
      const refusal = refuse(secured, certificate, tls, expected)
      if (refusal !== undefined) return reject(refusal)
      secured.off('error', fail)
      resolve({ socket: secured, certificate })
    })
  })
  return { socket: secured, done }
}

function caOf({ ca }: HttpTlsOptions): { readonly ca?: string } {
  return ca === undefined ? {} : { ca }
}

interface SecureStep {
  readonly socket: Socket
  readonly done: Promise<SecuredPeer>
}

interface SecuredPeer {
  readonly socket: Socket
  readonly certificate: PeerCertificate
}

interface Expected {
  readonly peer: string
  readonly name: string
}

function refuse(
  socket: TLSSocket,
  certificate: PeerCertificate,
  tls: HttpTlsOptions,
  expected: Expected,
): TransportError | undefined {
  if (tls.fingerprint !== undefined) {
    const pinned = tls.fingerprint.replaceAll(/[:\s]/g, '').toLowerCase()
    return pinned === certificate.sha256 ? undefined : wrongFingerprint(expected, pinned, certificate)
  }
  if (tls.insecure || socket.authorized) return undefined
  // Node puts the error's code here, though its types say Error.
  return untrusted(String(socket.authorizationError), certificate, expected)
}

function wrongFingerprint(expected: Expected, pinned: string, certificate: PeerCertificate): TransportError {
  return new TransportError('tls', expected.peer, `the certificate has SHA-256 ${certificate.sha256}, not ${pinned}`, {
    hint: `If the host's certificate was renewed (now ${describe(certificate)}), change the fingerprint; if not, something else is answering.`,
  })
}

function untrusted(code: string, certificate: PeerCertificate, expected: Expected): TransportError {
  const { detail, hint } = reasons(certificate, expected)[code] ?? {
    detail: `the certificate is not trusted (${code})`,
    hint: 'Give the authority that issued it with `ca`, or pin it with `fingerprint`.',
  }
  return new TransportError('tls', expected.peer, detail, { hint })
}

function reasons(certificate: PeerCertificate, expected: Expected): Record<string, { detail: string; hint: string } | undefined> {
  const pin = `\`fingerprint: ${certificate.sha256}\``
  const issuer = `the certificate authority is not known: ${certificate.issuer || 'unnamed'}`
  const unknown = {
    detail: issuer,
    hint: `Give that authority's certificate with \`ca\`, or, if you have checked that this is the host's certificate, pin it: ${pin}.`,
  }
  const dates = {
    detail: `the certificate is valid from ${day(certificate.validFrom)} to ${day(certificate.validTo)}`,
    hint: 'Renew it on the host, or set the clock of this machine.',
  }
  return {
    ERR_TLS_CERT_ALTNAME_INVALID: {
      detail: `the certificate is for ${certificate.names.join(', ') || 'no name'}, not for ${expected.name}`,
      hint: 'Connect by one of those names, say which one to expect with `serverName`, or issue a certificate with the right name.',
    },
    DEPTH_ZERO_SELF_SIGNED_CERT: {
      detail: `the certificate is self-signed: ${describe(certificate)}`,
      hint: `If you have checked that this is the host's certificate, pin it: ${pin}; or give it with \`ca\`.`,
    },
    SELF_SIGNED_CERT_IN_CHAIN: unknown,
    UNABLE_TO_GET_ISSUER_CERT: unknown,
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknown,
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknown,
    CERT_HAS_EXPIRED: dates,
    CERT_NOT_YET_VALID: dates,
  }
}

function describe(certificate: PeerCertificate): string {
  return `${certificate.subject || certificate.names.join(', ') || 'unnamed'}, valid to ${day(certificate.validTo)}`
}

function day(time: number): string {
  return Number.isNaN(time) ? 'an unknown day' : new Date(time).toISOString().slice(0, 10)
}
