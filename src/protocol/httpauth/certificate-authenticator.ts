import { AuthError } from '../../base/errors.js'
import { certificateProfile } from './certificate-profile.js'
import type { SyncAuthenticator } from './http-authenticator.js'

export interface CertificateAuthenticatorOptions {
  /** Name of the host in messages. */
  readonly peer: string
  /** Whom the certificate is for, for messages. */
  readonly username: string
  /** Whether the connection is encrypted. */
  readonly tls: boolean
}

/**
 * A client certificate in the client role. TLS has proven it before the first request, or proves it when the host asks on reading
 * the header; there is nothing more to say. Raises AuthError `unsupported` without TLS.
 */
export function certificateAuthenticator({ peer, username, tls }: CertificateAuthenticatorOptions): SyncAuthenticator {
  if (!tls) {
    throw new AuthError(peer, 'certificate', 'unsupported', 'a client certificate proves itself in TLS, and this is plain HTTP', {
      hint: 'Use HTTPS (port 5986): `tls: true` in the connection of this host.',
    })
  }
  return {
    scheme: certificateProfile,
    authorize({ headers, body }) {
      return { headers: { ...headers, authorization: certificateProfile }, body }
    },
    receive(answer) {
      if (answer.status !== 401) return { state: 'done', body: answer.body }
      const detail = `the host refused the client certificate of ${username}`
      return { state: 'refused', error: new AuthError(peer, 'certificate', 'rejected', detail, { hint }) }
    },
  }
}

const hint =
  'On the host, Certificate has to be on (`winrm get winrm/config/service/auth`), the authority that issued the certificate trusted, ' +
  'and a mapping there for its issuer and name (`winrm enumerate winrm/config/service/certmapping`).'
