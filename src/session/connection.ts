import type { Secret } from '../base/secret.js'

/** Who to be on a host. The password is resolved at the last moment, once for a run. */
export interface PasswordCredential {
  readonly kind: 'password'
  /** `user`, `DOMAIN\user`, `user@realm` or `.\user`. */
  readonly username: string
  readonly password: Secret
}

export type Credential = PasswordCredential

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
