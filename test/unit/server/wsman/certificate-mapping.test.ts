import { describe, expect, test } from 'vitest'
import { Secret } from '../../../../src/base/secret.js'
import type { PresentedCertificate } from '../../../../src/protocol/httpauth/certificate-profile.js'
import { type CertificateMapping, certificateMapping } from '../../../../src/server/wsman/certificate-mapping.js'

// Issuer and subject of the example in [MS-WSMV] 4.2.3.
const issuer = '5600a015ca5e8a26f638b74e819ae92096da5c8c'
const shown: PresentedCertificate = { subject: 'CN=Ann', names: ['ann@mig.net', 'Ann'], issuerThumbprint: issuer, trusted: true }
const cimv2 = 'http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Service'

function mapping(subject: string, uri = '*', more: Partial<CertificateMapping> = {}): CertificateMapping {
  return { issuer, subject, uri, username: `${subject} ${uri}`, password: new Secret('pass'), ...more }
}

function mapped(mappings: readonly CertificateMapping[], certificate = shown, uri = cimv2): string | undefined {
  const accounts = {
    find: ({ userName }: { userName: string }) => ({ name: userName, password: new Secret('pass'), sids: ['S-1-1'] }),
  }
  return certificateMapping({ mappings, accounts })(certificate, uri)?.account
}

describe('[MS-WSMV] 3.1.4.1.35', () => {
  test.each<[string, string, boolean]>([
    ['*@mig.net', '*', true],
    ['*@MIG.net', '*', true],
    ['ann@mig.net', '*', true],
    ['ann@*', '*', true],
    ['Ann', '*', true],
    ['*', 'http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/*', true],
    ['*', cimv2, true],
    ['*@other.net', '*', false],
    ['mig.net', '*', false],
    ['*', 'http://schemas.microsoft.com/wbem/wsman/1/wmi/root/default/*', false],
    ['*', 'http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2', false],
  ])('subject %s, URI %s: %s', (subject, uri, fits) => {
    expect(mapped([mapping(subject, uri)])).toBe(fits ? `${subject} ${uri}` : undefined)
  })

  test('the issuer is named by its thumbprint, in any case', () => {
    expect(mapped([mapping('*', '*', { issuer: issuer.toUpperCase() })])).toBeDefined()
    expect(mapped([mapping('*', '*', { issuer: '00'.repeat(20) })])).toBeUndefined()
    expect(mapped([mapping('*')], { ...shown, issuerThumbprint: undefined })).toBeUndefined()
  })

  test('the longest subject counts, then the longest URI; two of one length are none', () => {
    expect(mapped([mapping('*'), mapping('*@mig.net'), mapping('ann@mig.net')])).toBe('ann@mig.net *')
    expect(mapped([mapping('*', cimv2), mapping('*@mig.net', '*')])).toBe('*@mig.net *')
    expect(mapped([mapping('*@mig.net', '*'), mapping('*@mig.net', cimv2)])).toBe(`*@mig.net ${cimv2}`)
    expect(mapped([mapping('*@mig.net'), mapping('*@mig.net')])).toBeUndefined()
  })

  test('one that is off, one whose password is no longer right and one of no account map to nobody', () => {
    expect(mapped([mapping('*', '*', { enabled: false })])).toBeUndefined()
    expect(mapped([mapping('*', '*', { password: new Secret('old') })])).toBeUndefined()
    const accounts = { find: () => undefined }
    expect(certificateMapping({ mappings: [mapping('*')], accounts })(shown, cimv2)).toBeUndefined()
  })
})
