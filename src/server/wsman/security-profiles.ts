import type { ServedScheme } from './authentication.js'

/** What Identify says of a service's authentication to those who have authenticated ([MS-WSMV] 3.1.4.1.23), over HTTP and HTTPS alike. */
export function securityProfiles(schemes: readonly ServedScheme[]): readonly string[] {
  const has = (...some: readonly ServedScheme[]): boolean => schemes.some((scheme) => some.includes(scheme))
  return [
    ...(has('basic') ? ['http/basic', 'https/basic'] : []),
    ...(has('negotiate', 'kerberos') ? ['http/spnego-kerberos', 'https/spnego-kerberos'] : []),
    ...(has('certificate') ? ['https/mutual'] : []),
  ].map((name) => `http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/${name}`)
}
