import type { SyncAcceptor } from './http-authenticator.js'

/** A client certificate in the server role: TLS has proven it, so that only what is not trusted is refused. Whose it is, is not asked here. */
export function certificateAcceptor(): SyncAcceptor {
  return {
    challenge: () => ({}),
    accept({ clientCertificate: certificate, body }) {
      if (certificate === undefined || !certificate.trusted) return { state: 'challenge', headers: {} }
      return { state: 'accepted', username: certificate.names[0] ?? certificate.subject, certificate, body }
    },
    answer: (message) => message,
  }
}
