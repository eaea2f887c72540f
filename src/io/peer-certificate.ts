import type { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'

/** What a TLS peer showed about itself. */
export interface PeerCertificate {
  readonly subject: string
  readonly issuer: string
  /** DNS names and IP addresses it is for; the common name when it has no alternative names. */
  readonly names: readonly string[]
  /** Milliseconds since the epoch. */
  readonly validFrom: number
  readonly validTo: number
  /** Lower-case hex without separators. */
  readonly sha256: string
  /** DER, for channel binding (RFC 5929). */
  readonly der: Uint8Array
}

/** The certificate of a socket whose handshake is done; undefined when the peer showed none. */
export function peerCertificate(socket: TLSSocket): PeerCertificate | undefined {
  const found = socket.getPeerX509Certificate()
  return found === undefined ? undefined : describeCertificate(found)
}

export function describeCertificate(found: X509Certificate): PeerCertificate {
  const subject = oneLine(found.subject ?? '')
  return {
    subject,
    issuer: oneLine(found.issuer ?? ''),
    names: alternativeNames(found.subjectAltName) ?? commonNames(found.subject ?? ''),
    validFrom: Date.parse(found.validFrom),
    validTo: Date.parse(found.validTo),
    sha256: found.fingerprint256.replaceAll(':', '').toLowerCase(),
    der: new Uint8Array(found.raw),
  }
}

/** Of a distinguished name as Node prints it. */
export function commonNames(name: string): string[] {
  return [...name.matchAll(/^CN=(.*)$/gm)].map((match) => (match[1] ?? '').replaceAll(/\\(.)/g, '$1'))
}

/** Node prints a distinguished name one attribute a line. */
function oneLine(name: string): string {
  return name.trim().split('\n').join(', ')
}

/** `DNS:web01.corp.example, IP Address:10.0.0.1` as a list of the names. */
function alternativeNames(text: string | undefined): string[] | undefined {
  if (text === undefined || text === '') return undefined
  return text
    .split(', ')
    .map((entry) => entry.replace(/^(?:DNS|IP Address|URI|email|othername(?::UPN)?):/, '').replace(/^"(.*)"$/, '$1'))
}
