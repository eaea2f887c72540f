import type { Secret, SecretBytes } from '../base/secret.js'

/** Who to be on a host. The password is resolved at the last moment, once for a run. */
export interface PasswordCredential {
  readonly kind: 'password'
  /** `user`, `DOMAIN\user`, `user@realm` or `.\user`. */
  readonly username: string
  readonly password: Secret
}

/** Long-term keys of an account, for Kerberos alone. */
export interface KeytabCredential {
  readonly kind: 'keytab'
  /** `user@realm`, `DOMAIN\user` or `user`. */
  readonly username: string
  /** Path of the keytab, for messages. */
  readonly file: string
  readonly keytab: SecretBytes
}

/** Tickets that `kinit` or a logon left, for Kerberos alone. */
export interface CredentialCacheCredential {
  readonly kind: 'ccache'
  /** Whom the tickets must be for; that of the cache when it is not given. */
  readonly username?: string
  /** Path of the credential cache, for messages. */
  readonly file: string
  readonly ccache: SecretBytes
}

/** A client certificate, which proves itself in the TLS handshake. */
export interface CertificateCredential {
  readonly kind: 'certificate'
  /** For messages; the host maps the certificate to an account itself. */
  readonly username: string
  readonly identity: ClientIdentity
}

/** A certificate with its key, as TLS takes it. */
export type ClientIdentity = (
  | {
      /** PEM: the certificate first, then those that lead to its authority. */
      readonly certificate: string
      /** PEM. */
      readonly key: Secret
    }
  /** PKCS #12, which holds both. */
  | { readonly pfx: SecretBytes }
) & { readonly passphrase?: Secret }

export type Credential = PasswordCredential | KeytabCredential | CredentialCacheCredential | CertificateCredential

export type ProtocolName = 'auto' | 'wmi' | 'wsmv' | 'wsman' | 'psrp' | 'odata'

export type AuthName = 'auto' | 'kerberos' | 'negotiate' | 'ntlm' | 'basic' | 'digest' | 'credssp' | 'certificate'

/** Where a host listens and how its identity is proven. */
export interface Endpoint {
  /** The inventory's name of the host, for messages. */
  readonly host: string
  readonly address: string
  readonly port: number
  readonly path: string
  readonly tls: TlsSettings | undefined
  readonly proxy?: string
  /** Milliseconds. */
  readonly connectTimeout: number
  readonly operationTimeout: number
  readonly allowUnencrypted: boolean
  readonly credssp?: CredsspSettings
  /** The service principal name to ask a ticket for, in place of those that follow from the address. */
  readonly spn?: string
  /** Kerberos hands a ticket-granting ticket on to the host, with which it can act as the user elsewhere. */
  readonly delegate?: boolean
}

/** What an inventory says of Kerberos; the same for all hosts of a run. */
export interface KerberosSettings {
  /** The realm of user names without one. */
  readonly defaultRealm?: string
  /** Also encryption that is broken, for domains that have nothing else. */
  readonly allowRc4?: boolean
  /** By the name of the realm. */
  readonly realms?: Readonly<Record<string, KerberosRealm>>
}

export interface KerberosRealm {
  /** `host`, `host:port` or `[address]:port`, in the order in which to try them. */
  readonly kdcs?: readonly string[]
  /** Hosts of these names and below belong to the realm. */
  readonly domains?: readonly string[]
}

export interface CredsspSettings {
  /** The lowest version of CredSSP to accept, 2 to 6; 5 unless given, the first that is safe from CVE-2018-0886. */
  readonly minimumVersion?: number
}

export interface TlsSettings {
  /** PEM certificates to trust instead of the system's. */
  readonly ca?: string
  /** SHA-256 of the server certificate in hex; when given nothing else is checked. */
  readonly fingerprint?: string
  /** Trusts anything; the user asked for it by name and is warned. */
  readonly insecure?: boolean
  readonly serverName?: string
}
