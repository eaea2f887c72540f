import type { Clock } from '../base/ports.js'
import { type Secret, SecretBytes } from '../base/secret.js'
import { readClientIdentity } from '../io/client-identity.js'
import { readBytesFile } from '../io/read-bytes.js'
import { readTextFile } from '../io/read-text.js'
import type { CertificateCredential, ClientIdentity } from '../session/connection.js'

export interface CertificateFile {
  /** PEM, or PKCS #12 when there is no key beside it. */
  readonly file: string
  /** What messages call it; the name in the certificate unless given. */
  readonly username?: string | undefined
}

export interface CertificateSecrets {
  /** PEM. */
  readonly key: Secret | undefined
  readonly passphrase: Secret | undefined
}

/** Raises UsageError when the files are missing or of no use together, or the certificate is not valid now. */
export async function loadClientCertificate(
  { file, username }: CertificateFile,
  { key, passphrase }: CertificateSecrets,
  clock: Pick<Clock, 'now'>,
): Promise<CertificateCredential> {
  const proof =
    key === undefined
      ? { pfx: new SecretBytes(await readBytesFile(file, { limit: fileLimit })) }
      : { certificate: await readTextFile(file), key }
  const identity: ClientIdentity = { ...proof, ...(passphrase === undefined ? {} : { passphrase }) }
  const { names, subject } = readClientIdentity(identity, { file, now: clock.now() })
  return { kind: 'certificate', username: username ?? names[0] ?? subject, identity }
}

/** Bytes of a PKCS #12 file that are read. */
const fileLimit = 1 << 20
