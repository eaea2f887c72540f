import type { Secret, SecretBytes } from '../base/secret.js'

/** What a client proves itself with in a TLS handshake. */
export type TlsClientIdentity = (
  | {
      /** PEM: the certificate first, then those that lead to its authority. */
      readonly certificate: string
      /** PEM. */
      readonly key: Secret
    }
  /** PKCS #12. */
  | { readonly pfx: SecretBytes }
) & { readonly passphrase?: Secret }
