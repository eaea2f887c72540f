import { type HeaderValues, headerList } from './header-values.js'

/** What stands in Authorization where the proof is the client's certificate in TLS ([DSP0226] C.3.5; [MS-WSMV] 2.2.4.34). */
export const certificateProfile = 'http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual'

/** Whether a request says that its client's certificate is its proof. It is no scheme of HTTP, so a 401 does not list it. */
export function namesCertificate(headers: HeaderValues): boolean {
  return headerList(headers, 'authorization')[0]?.trim() === certificateProfile
}

/** The certificate of a client, whose key it has. */
export interface PresentedCertificate {
  readonly subject: string
  /** User principal names, DNS names, common names. */
  readonly names: readonly string[]
  /** SHA-1 of the certificate that issued it, in lower-case hex; undefined when that is not known. */
  readonly issuerThumbprint: string | undefined
  /** It is of an authority that the host trusts, and valid now. */
  readonly trusted: boolean
}
