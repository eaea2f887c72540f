import { constants } from 'node:crypto'
import { Duplex } from 'node:stream'
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls'
import { UsageError } from '../base/errors.js'
import { oncePer } from '../base/once-per.js'
import { codeOf } from './connect-errors.js'
import { describeCertificate, type PeerCertificate } from './peer-certificate.js'
import type { TlsClientIdentity } from './tls-client-identity.js'

export interface IdentityPlace {
  /** Path of the certificate, for messages. */
  readonly file: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** Opens a client's key and proves that it fits the certificate, which is still valid. Raises UsageError, which quotes nothing secret. */
export function readClientIdentity(identity: TlsClientIdentity, { file, now }: IdentityPlace): PeerCertificate {
  let certificate: PeerCertificate | undefined
  try {
    certificate = localCertificate(clientContext(identity, undefined))
  } catch (error) {
    throw unusable(file, explain(error, identity))
  }
  if (certificate === undefined) throw unusable(file, noCertificate)
  const { validFrom, validTo } = certificate
  if (now < validFrom || now > validTo) {
    throw unusable(file, {
      detail: `the certificate is valid from ${day(validFrom)} to ${day(validTo)}`,
      hint: 'Renew it, or set the clock of this machine.',
    })
  }
  return certificate
}

/** What TLS takes, made once for each identity and authority: a key with a passphrase takes long to open. */
export function clientContext(identity: TlsClientIdentity, ca: string | undefined): SecureContext {
  const contexts = contextsOf(identity)
  const known = contexts.get(ca)
  if (known !== undefined) return known
  const passphrase = identity.passphrase === undefined ? {} : { passphrase: identity.passphrase.reveal() }
  const proof =
    'pfx' in identity ? { pfx: Buffer.from(identity.pfx.reveal()) } : { cert: identity.certificate, key: identity.key.reveal() }
  const context = createSecureContext({
    ...proof,
    ...passphrase,
    ...(ca === undefined ? {} : { ca }),
    // HTTP.sys asks for the certificate when it has read the request. In TLS 1.2 that is a renegotiation; in TLS 1.3 it needs an
    // extension ([RFC 8446] 4.2.6) that Node's client does not offer.
    maxVersion: 'TLSv1.2',
    // A renegotiation that resumes the session of the handshake before it asks for nothing.
    secureOptions: constants.SSL_OP_NO_TICKET,
  })
  contexts.set(ca, context)
  return context
}

const contextsOf = oncePer<TlsClientIdentity, Map<string | undefined, SecureContext>>(() => new Map())

function localCertificate(secureContext: SecureContext): PeerCertificate | undefined {
  const socket = new TLSSocket(new Duplex({ read: () => undefined, write: () => undefined }), { secureContext })
  try {
    const found = socket.getX509Certificate()
    return found === undefined ? undefined : describeCertificate(found)
  } finally {
    socket.destroy()
  }
}

interface Explanation {
  readonly detail: string
  readonly hint: string
}

/** Node has no codes for what is wrong with PKCS #12; its texts say nothing of the contents. */
function explain(error: unknown, identity: TlsClientIdentity): Explanation {
  const code = codeOf(error)
  const wrongPassphrase = code === 'ERR_OSSL_BAD_DECRYPT' || (error instanceof Error && /mac verify failure/.test(error.message))
  if (wrongPassphrase) return identity.passphrase === undefined ? needsPassphrase : badPassphrase
  if ('pfx' in identity) return code === 'ERR_CRYPTO_UNSUPPORTED_OPERATION' ? oldPkcs12 : noPkcs12
  if (code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH' || code === 'ERR_OSSL_X509_KEY_TYPE_MISMATCH') return otherKey
  return code.startsWith('ERR_OSSL_PEM') ? noCertificate : noKey
}

const needsPassphrase = {
  detail: 'its key is encrypted, and no passphrase is given',
  hint: 'Give it in the credential: `passphrase: { env: NAME }`.',
}
const badPassphrase = {
  detail: 'the passphrase is wrong',
  hint: 'Check where `passphrase` comes from; a line end at the end of a file is left out, other spaces are not.',
}
const oldPkcs12 = {
  detail: 'it is encrypted in a way that is no longer safe (RC2 or triple DES)',
  hint: 'Export it again with AES256-SHA256, or convert it to PEM: `openssl pkcs12 -legacy -in FILE -out card.pem -nodes`.',
}
const noPkcs12 = {
  detail: 'it is no PKCS #12 file that can be read',
  hint: 'Export certificate and private key together; a PEM file has another extension than .pfx and .p12.',
}
const otherKey = {
  detail: 'the key is not the one of the certificate',
  hint: 'Give the key that the certificate was issued for.',
}
const noCertificate = {
  detail: 'it holds no certificate in PEM',
  hint: 'The file has to begin with the certificate of the client: `-----BEGIN CERTIFICATE-----`.',
}
const noKey = {
  detail: 'the key is no private key in PEM',
  hint: 'The key has to begin with `-----BEGIN PRIVATE KEY-----` or `-----BEGIN ENCRYPTED PRIVATE KEY-----`.',
}

function unusable(file: string, { detail, hint }: Explanation): UsageError {
  return new UsageError(`Cannot use the client certificate ${file}: ${detail}`, { hint })
}

function day(time: number): string {
  return Number.isNaN(time) ? 'an unknown day' : new Date(time).toISOString().slice(0, 10)
}
