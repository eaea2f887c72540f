import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DecodeError } from '../../../../src/base/errors.js'
import { formatHex } from '../../../../src/base/hex.js'
import { KerberosKey } from '../../../../src/protocol/kerberos/crypto/kerberos-key.js'
import { readCredentialCache, writeCredentialCache } from '../../../../src/protocol/kerberos/files/credential-cache.js'
import { readKeytab, writeKeytab } from '../../../../src/protocol/kerberos/files/keytab.js'
import { parseKrb5Conf, realmOfHost } from '../../../../src/protocol/kerberos/files/krb5-conf.js'
import { principalText } from '../../../../src/protocol/kerberos/messages/principal.js'
import { defined } from '../../../harness/defined.js'
import { hex } from '../../../harness/hex.js'
import { principal, serviceKeys } from '../../../harness/kerberos-realm.js'
import { readRecorded, recordedBytes, recordedVectors } from '../../../harness/read-vector.js'

const dotnet = 'kerberos/dotnet-Kerberos.NET/Tests/Tests.Kerberos.NET/Data'

describe.skipIf(recordedVectors === undefined)('files of other programs', () => {
  const keytabs = [
    'KEYTAB_TESTUSER1_USER_GOKRB5',
    'TESTUSER1_USERKRB5_AD_KEYTAB',
    'SYSHTTP_RESDOM_KEYTAB',
    'HTTP_KEYTAB',
    'TESTUSER2_KEYTAB',
  ]
  const vectors = (): Record<string, string> =>
    readRecorded<{ vectors: Record<string, string> }>('kerberos/jcmturner-gokrb5.test_vectors.json').vectors

  test.each(keytabs)('keytab %s [needs WMCTL_VECTORS]', (name) => {
    const bytes = hex(vectors()[name] ?? '')
    const entries = readKeytab(bytes)
    expect(entries.length).toBeGreaterThan(2)
    expect(
      readKeytab(writeKeytab(entries)).map((entry) => [principalText(entry.principal), entry.kvno, entry.timestamp]),
    ).toEqual(entries.map((entry) => [principalText(entry.principal), entry.kvno, entry.timestamp]))
  })

  test('the keys of a keytab are those of the password it was made from [needs WMCTL_VECTORS]', () => {
    const entries = readKeytab(hex(vectors()['TESTUSER1_KEYTAB'] ?? ''))
    expect(principalText(defined(entries[0]).principal)).toBe('testuser1@TEST.GOKRB5')
    const salt = new TextEncoder().encode('TEST.GOKRB5testuser1')
    for (const { key } of entries) {
      expect(KerberosKey.ofPassword(key.type.number, 'passwordvalue', salt).equals(key), key.type.name).toBe(true)
    }
    expect(new Set(entries.map(({ key }) => key.type.number))).toEqual(new Set([17, 18, 19, 20, 23]))
  })

  test.each(['gokrb5', 'dotnet'])('credential cache (%s) [needs WMCTL_VECTORS]', (source) => {
    const bytes =
      source === 'dotnet' ? Uint8Array.from(recordedBytes(`${dotnet}/Cache/krb5cc`)) : hex(vectors()['CCACHE_TEST'] ?? '')
    const cache = readCredentialCache(bytes)
    expect(principalText(cache.client)).toBe(source === 'dotnet' ? 'admin@IPA.IDENTITYINTERVENTION.COM' : 'testuser1@TEST.GOKRB5')
    expect(cache.credentials.length).toBeGreaterThan(0)
    const [tgt] = cache.credentials
    expect(defined(tgt).server.name.components[0]).toBe('krbtgt')
    const again = readCredentialCache(writeCredentialCache(cache))
    expect(again.credentials.map((one) => ({ ...one, key: formatHex(one.key.reveal()) }))).toEqual(
      cache.credentials.map((one) => ({ ...one, key: formatHex(one.key.reveal()) })),
    )
  })

  test('krb5.conf [needs WMCTL_VECTORS]', () => {
    const conf = parseKrb5Conf(recordedBytes(`${dotnet}/Configuration/krb5.conf`).toString('utf8'))
    expect(conf.defaultRealm).toBe('EXAMPLE.COM')
    expect(conf.encryptionTypes).toEqual([18, 17])
    expect(conf.kdcs.get('EXAMPLE.COM')?.slice(0, 2)).toEqual(['srv-kdc-1.EXAMPLE.COM:88', 'srv-kdc-2.EXAMPLE.COM:88'])
    expect(realmOfHost(conf, 'foo-bar.example.com')).toBe('SUB2.SUB1.EXAMPLE.COM')
  })
})

describe('keytab', () => {
  const entries = serviceKeys('keytab').map((key, at) => ({
    principal: principal('HTTP/web01@CORP'),
    kvno: 254 + at,
    key,
    timestamp: 5000,
  }))

  test('comes back as it was, versions over 255 too', () => {
    expect(readKeytab(writeKeytab(entries)).map(({ kvno, key }) => [kvno, key.type.number])).toEqual(
      entries.map(({ kvno, key }) => [kvno, key.type.number]),
    )
  })

  test('holes are skipped', () => {
    const bytes = writeKeytab(entries.slice(0, 1))
    const withHole = Uint8Array.from([...bytes.subarray(0, 2), 0xff, 0xff, 0xff, 0xfc, 1, 2, 3, 4, ...bytes.subarray(2)])
    expect(readKeytab(withHole)).toHaveLength(1)
  })

  test('truncations are refused', () => {
    const bytes = writeKeytab(entries.slice(0, 1))
    for (let length = 6; length < bytes.length; length++) expect(() => readKeytab(bytes.subarray(0, length))).toThrow(DecodeError)
    expect(() => readKeytab(hex('0501'))).toThrow('keytab: not a keytab of version 2 (begins with 0501)')
  })
})

describe('krb5.conf', () => {
  const text = `
# comment
include /etc/krb5.conf.d/corp
[libdefaults]
  default_realm = CORP.EXAMPLE
  dns_lookup_kdc = false
  dns_lookup_realm = yes
  permitted_enctypes = aes256-cts rc4 des-cbc-crc
  default_ccache_name = FILE:/tmp/cc
  default_client_keytab_name = "FILE:/etc/client.keytab"
  clockskew = 120
[realms]
  CORP.EXAMPLE = {
    kdc = dc1.corp.example
    kdc = tcp/dc2.corp.example:1088
    auth_to_local_names = {
      a = b
    }
  }
[domain_realm]
  .corp.example = CORP.EXAMPLE
  Special.corp.example = OTHER.EXAMPLE
`

  test('gives where realms are and what to offer', () => {
    const conf = parseKrb5Conf(text)
    expect(conf).toMatchObject({
      defaultRealm: 'CORP.EXAMPLE',
      dnsLookupKdc: false,
      dnsLookupRealm: true,
      encryptionTypes: [18, 23],
      credentialCacheName: 'FILE:/tmp/cc',
      clientKeytabName: 'FILE:/etc/client.keytab',
      maximumSkew: 120_000,
    })
    expect(conf.kdcs.get('CORP.EXAMPLE')).toEqual(['dc1.corp.example', 'tcp/dc2.corp.example:1088'])
    expect(realmOfHost(conf, 'web01.CORP.example.')).toBe('CORP.EXAMPLE')
    expect(realmOfHost(conf, 'special.corp.example')).toBe('OTHER.EXAMPLE')
    expect(realmOfHost(conf, 'elsewhere.example')).toBeUndefined()
    expect(parseKrb5Conf('')).toMatchObject({ defaultRealm: undefined, dnsLookupKdc: true, encryptionTypes: undefined })
  })

  test.each([
    ['a = b', 'line 1: a setting before the first section'],
    ['[realms]\n}', 'line 2: a brace that closes nothing'],
    ['[realms]\nA = {', 'ends inside braces'],
    ['[realms]\nwhat', 'line 2: neither a section nor a setting'],
    [`[realms]\n${'a = {\n'.repeat(9)}`, 'line 9: too many braces inside one another'],
  ])('%s', (bad, message) => {
    expect(() => parseKrb5Conf(bad)).toThrow(message)
  })
})

test.each([
  ['keytab', '0502', readKeytab],
  ['credential cache', '0504', readCredentialCache],
] as const)('any bytes are a %s or a DecodeError', (_, version, read) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (rest) => {
      try {
        read(Uint8Array.from([...hex(version), ...rest]))
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError)
      }
    }),
    { numRuns: 500 },
  )
})

test('any text is a krb5.conf or a DecodeError', () => {
  const line = fc.constantFrom('[libdefaults]', '[realms]', 'A = {', '}', 'kdc = x', 'clockskew = 5', '# c', 'x', '= =', '')
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      try {
        parseKrb5Conf(lines.join('\n'))
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError)
      }
    }),
    { numRuns: 500 },
  )
})
