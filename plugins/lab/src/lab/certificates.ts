import { createHash, randomBytes, webcrypto } from 'node:crypto'
import { Secret } from 'wmctl'

/** A certificate authority that lives as long as the lab, and the one key all its hosts share. */
export interface LabAuthority {
  /** PEM. */
  readonly certificate: string
  /** SHA-1 of the certificate in hex, by which mappings name it. */
  readonly thumbprint: string
  /** A certificate for a host's names, the first of them its subject, and address, with its key. */
  issue(host: { readonly names: readonly [string, ...string[]]; readonly address: string }): Promise<HostCertificate>
  /** A certificate with which a client can log on, and its key. */
  issueClient(client: ClientName): Promise<ClientCertificate>
}

export interface ClientName {
  /** `user@domain`, which mappings go by. */
  readonly userPrincipalName: string
  /** Milliseconds since the epoch; undefined: as long as those of the hosts. */
  readonly validTo?: number
}

export interface ClientCertificate {
  /** PEM texts. */
  readonly certificate: string
  readonly key: Secret
}

export interface HostCertificate {
  /** PEM texts. */
  readonly key: string
  readonly cert: string
  /** The certificate as clients see it. */
  readonly der: Uint8Array
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** Days before and after `now` (milliseconds since the epoch) in which the certificates are valid. */
const validity = { before: 1, after: 30 }

export async function createAuthority(now: number): Promise<LabAuthority> {
  // The X.509 library needs the metadata API to be there before it is loaded.
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  const notBefore = new Date(now - validity.before * 86_400_000)
  const notAfter = new Date(now + validity.after * 86_400_000)
  const authorityKeys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const hostKeys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    // Two authorities of one name would be taken for each other until their signatures do not fit.
    name: `CN=wmctl lab authority ${randomBytes(4).toString('hex')}`,
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    keys: authorityKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  })
  const pem = async (key: webcrypto.CryptoKey): Promise<string> =>
    x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')
  const key = await pem(hostKeys.privateKey)
  return {
    certificate: authority.toString('pem'),
    thumbprint: createHash('sha1').update(new Uint8Array(authority.rawData)).digest('hex'),
    async issue({ names, address }) {
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: serialNumber(),
        subject: `CN=${names[0]}`,
        issuer: authority.subject,
        notBefore,
        notAfter,
        signingAlgorithm: algorithm,
        publicKey: hostKeys.publicKey,
        signingKey: authorityKeys.privateKey,
        extensions: [
          new x509.SubjectAlternativeNameExtension([
            { type: 'ip', value: address },
            ...names.map((value) => ({ type: 'dns', value }) as const),
          ]),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        ],
      })
      return { key, cert: certificate.toString('pem'), der: new Uint8Array(certificate.rawData) }
    },
    async issueClient({ userPrincipalName, validTo }) {
      const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: serialNumber(),
        subject: `CN=${userPrincipalName.split('@', 1)[0]}`,
        issuer: authority.subject,
        notBefore: validTo === undefined ? notBefore : new Date(validTo - 86_400_000),
        notAfter: validTo === undefined ? notAfter : new Date(validTo),
        signingAlgorithm: algorithm,
        publicKey: keys.publicKey,
        signingKey: authorityKeys.privateKey,
        extensions: [
          new x509.SubjectAlternativeNameExtension([{ type: 'upn', value: userPrincipalName }]),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
        ],
      })
      return { certificate: certificate.toString('pem'), key: new Secret(await pem(keys.privateKey)) }
    },
  }
}

/** Positive, as RFC 5280 4.1.2.2 wants serial numbers. */
function serialNumber(): string {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x01
  return bytes.toString('hex')
}
