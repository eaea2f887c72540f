import type { Secret } from '../../base/secret.js'
import { isSamePassword } from '../../protocol/gss/same-password.js'
import type { PresentedCertificate } from '../../protocol/httpauth/certificate-profile.js'
import type { AccountDirectory } from '../accounts.js'
import type { Logon } from '../logon.js'
import type { LogonEvent } from './authorization.js'

/** Which local account clients with certificates of an authority are ([MS-WSMV] 2.2.4.3 CertMappingType). */
export interface CertificateMapping {
  /** SHA-1 of the certificate that issued those of the clients, in hex. */
  readonly issuer: string
  /** A name of the certificate, with at most one `*`, first or last. */
  readonly subject: string
  /** The resources it is for: a URI, or the beginning of one with `*` after it. */
  readonly uri: string
  readonly username: string
  readonly password: Secret
  /** True unless given. */
  readonly enabled?: boolean
}

export interface CertificateMappingOptions {
  readonly mappings: readonly CertificateMapping[]
  readonly accounts: AccountDirectory
  /** Told once of each certificate of a connection. */
  readonly loggedOn?: (event: LogonEvent) => void
}

/** Who a client with a certificate is for a resource, for `createWsmanEndpoint`; undefined for nobody, whom access is denied to. */
export type MapCertificate = (certificate: PresentedCertificate, resourceUri: string) => Logon | undefined

/** [MS-WSMV] 3.1.4.1.35. */
export function certificateMapping({ mappings, accounts, loggedOn }: CertificateMappingOptions): MapCertificate {
  const told = new WeakSet<PresentedCertificate>()
  return (certificate, resourceUri) => {
    const mapping = chooseMapping(mappings, certificate, resourceUri)
    // Domain credentials are not allowed.
    const account = mapping === undefined ? undefined : accounts.find({ domainName: '', userName: mapping.username })
    if (mapping === undefined || account === undefined || !isSamePassword(mapping.password, account.password)) return undefined
    if (account.state !== undefined) {
      accounts.logonRefused?.(account.name, account.state)
      return undefined
    }
    if (!told.has(certificate)) loggedOn?.({ account: account.name, mechanism: 'Certificate', delegated: false })
    told.add(certificate)
    return { account: account.name, sids: account.sids ?? [] }
  }
}

/** The one with the longest subject, and of those the one with the longest URI; several of one length are none. */
function chooseMapping(
  mappings: readonly CertificateMapping[],
  certificate: PresentedCertificate,
  resourceUri: string,
): CertificateMapping | undefined {
  const fitting = mappings.filter(
    ({ enabled = true, issuer, subject, uri }) =>
      enabled &&
      issuer.toLowerCase() === certificate.issuerThumbprint &&
      certificate.names.some((name) => matches(name, subject)) &&
      matches(resourceUri, uri),
  )
  const bySubject = longest(fitting, ({ subject }) => subject.length)
  const [chosen, other] = longest(bySubject, ({ uri }) => uri.length)
  return other === undefined ? chosen : undefined
}

function longest<Item>(items: readonly Item[], lengthOf: (item: Item) => number): readonly Item[] {
  const most = Math.max(...items.map(lengthOf))
  return items.filter((item) => lengthOf(item) === most)
}

/** `*` stands for any characters; in any case, as Windows compares names. */
function matches(text: string, pattern: string): boolean {
  const [given, wanted] = [text.toLowerCase(), pattern.toLowerCase()]
  if (wanted.startsWith('*')) return given.endsWith(wanted.slice(1))
  return wanted.endsWith('*') ? given.startsWith(wanted.slice(0, -1)) : given === wanted
}
