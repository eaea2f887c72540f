import { randomBytes, webcrypto } from 'node:crypto'

/** A certificate authority that lives as long as the lab, and the one key all its hosts share. */
export interface LabAuthority {
  /** PEM. */
  readonly certificate: string
  /** A certificate for a host's names, the first of them its subject, and address, with its key. */
  issue(host: { readonly names: readonly [string, ...string[]]; readonly address: string }): Promise<HostCertificate>
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
    name: 'CN=wmctl lab authority',
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    keys: authorityKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  })
  const key = x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', hostKeys.privateKey), 'PRIVATE KEY')
  return {
    certificate: authority.toString('pem'),
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
  }
}

/** Positive, as RFC 5280 4.1.2.2 wants serial numbers. */
function serialNumber(): string {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x01
  return bytes.toString('hex')
}
