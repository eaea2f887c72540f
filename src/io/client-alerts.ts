import { AuthError } from '../base/errors.js'
import { codeOf } from './connect-errors.js'

/**
 * What a server says of a client's certificate in TLS ([RFC 5246] 7.2.2), be it in the handshake or, when it asks for the certificate
 * later, in the midst of an exchange. Undefined for errors about anything else.
 */
export function certificateRefusal(error: unknown, peer: string): AuthError | undefined {
  const alert = alerts[codeOf(error)]
  if (alert === undefined) return undefined
  const detail = `the host refused the client certificate in the TLS handshake: ${alert.detail}`
  return new AuthError(peer, 'certificate', 'rejected', detail, { cause: error, hint: alert.hint })
}

interface Alert {
  readonly detail: string
  readonly hint: string
}

const renew = 'Renew the certificate; if it is valid, the clock of the host is wrong.'
const trust =
  'Put the authority that issued it among the Trusted Root Certification Authorities of the host, and those between in the file after the certificate.'
const purpose =
  'It needs the extended key usage Client Authentication (1.3.6.1.5.5.7.3.2), and a key and signature the host accepts.'

const alerts: Readonly<Record<string, Alert | undefined>> = {
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: { detail: 'it does not know the authority that issued it', hint: trust },
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: { detail: 'it has expired', hint: renew },
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED: { detail: 'it was revoked', hint: 'Have a new one issued.' },
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: { detail: 'it is not valid (bad_certificate)', hint: purpose },
  ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE: { detail: 'it is not for this use (unsupported_certificate)', hint: purpose },
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: { detail: 'it is not acceptable (certificate_unknown)', hint: `${trust} ${purpose}` },
  ERR_SSL_TLSV1_ALERT_ACCESS_DENIED: { detail: 'it gives no access (access_denied)', hint: trust },
  ERR_SSL_TLSV1_ALERT_DECRYPT_ERROR: { detail: 'its key did not prove itself (decrypt_error)', hint: purpose },
}
