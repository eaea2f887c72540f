import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DecodeError } from '../../../../src/base/errors.js'
import {
  formatQuotedString,
  offeredSchemes,
  parseAuthorization,
  parseChallenges,
} from '../../../../src/protocol/httpauth/challenge.js'

type Row = [
  header: string | string[],
  expected: [scheme: string, token68: string | undefined, parameters: Record<string, string>][],
]

test.each<Row>([
  // RFC 7617 2 and 2.1.
  ['Basic realm="WallyWorld"', [['Basic', undefined, { realm: 'WallyWorld' }]]],
  ['Basic realm="foo", charset="UTF-8"', [['Basic', undefined, { realm: 'foo', charset: 'UTF-8' }]]],
  // RFC 9110 11.6.1: two challenges in one header.
  [
    'Basic realm="simple", Newauth realm="apps", type=1, title="Login to \\"apps\\""',
    [
      ['Basic', undefined, { realm: 'simple' }],
      ['Newauth', undefined, { realm: 'apps', type: '1', title: 'Login to "apps"' }],
    ],
  ],
  // What WinRM sends: each in its own header.
  [
    ['Negotiate', 'Kerberos', 'Basic realm="WSMAN"', 'CredSSP'],
    [
      ['Negotiate', undefined, {}],
      ['Kerberos', undefined, {}],
      ['Basic', undefined, { realm: 'WSMAN' }],
      ['CredSSP', undefined, {}],
    ],
  ],
  // The same, joined by a proxy, with empty list members (RFC 9110 5.6.1).
  [
    ' , Negotiate,,Kerberos , Basic realm="WSMAN",',
    [
      ['Negotiate', undefined, {}],
      ['Kerberos', undefined, {}],
      ['Basic', undefined, { realm: 'WSMAN' }],
    ],
  ],
  [
    'Negotiate oYG2MIGzoAMKAQGhCwYJKoZIgvcSAQICooGeBIGbYIGY==, Basic realm=WSMAN',
    [
      ['Negotiate', 'oYG2MIGzoAMKAQGhCwYJKoZIgvcSAQICooGeBIGbYIGY==', {}],
      ['Basic', undefined, { realm: 'WSMAN' }],
    ],
  ],
  [
    'Digest qop="auth",algorithm=MD5-sess,nonce="+Upgraded+v1a=",charset=utf-8,realm="Digest"',
    [['Digest', undefined, { qop: 'auth', algorithm: 'MD5-sess', nonce: '+Upgraded+v1a=', charset: 'utf-8', realm: 'Digest' }]],
  ],
  ['Basic realm = "a, b"', [['Basic', undefined, { realm: 'a, b' }]]],
  [[], []],
])('%j', (header, expected) => {
  const challenges = parseChallenges({ 'www-authenticate': header })
  expect(challenges.map(({ scheme, token68, parameters }) => [scheme, token68, Object.fromEntries(parameters)])).toEqual(expected)
})

test.each(['"quoted"', 'Basic realm="open', 'Basic realm="x" y', '=', '<html>'])('refuses %s', (header) => {
  expect(() => parseChallenges({ 'www-authenticate': header })).toThrow(DecodeError)
  expect(offeredSchemes({ 'www-authenticate': header })).toEqual([])
})

test('bounds the number of challenges and parameters', () => {
  expect(() => parseChallenges({ 'www-authenticate': 'A, '.repeat(33) })).toThrow('more than 32 challenges')
  const parameters = Array.from({ length: 65 }, (_, index) => `p${index}=1`).join(', ')
  expect(() => parseChallenges({ 'www-authenticate': `A ${parameters}` })).toThrow('more than 64 parameters')
})

test('any text gives challenges or a DecodeError', () => {
  const alphabet = fc.constantFrom('a', 'B', '1', ' ', ',', '=', '"', '\\', '\t', '+', '/', 'é', 'Basic', 'realm=')
  fc.assert(
    fc.property(fc.string({ unit: alphabet, maxLength: 200 }), (text) => {
      try {
        parseChallenges({ 'www-authenticate': text })
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError)
      }
    }),
  )
})

test('a hostile header takes linear time', () => {
  const text = `Basic a="${'\\'.repeat(60_000)}`
  expect(() => parseChallenges({ 'www-authenticate': text })).toThrow(DecodeError)
  expect(() => parseChallenges({ 'www-authenticate': `${'a'.repeat(60_000)} ${'='.repeat(60_000)}` })).toThrow(DecodeError)
})

test('what is quoted reads back', () => {
  fc.assert(
    fc.property(fc.string(), (realm) => {
      expect(
        parseChallenges({ 'www-authenticate': `Basic realm=${formatQuotedString(realm)}` })[0]?.parameters.get('realm'),
      ).toBe(realm)
    }),
  )
})

test('reads one set of credentials', () => {
  // RFC 7617 2.
  expect(parseAuthorization({ authorization: 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==' })?.token68).toBe(
    'QWxhZGRpbjpvcGVuIHNlc2FtZQ==',
  )
  expect(parseAuthorization({})).toBeUndefined()
  expect(() => parseAuthorization({ authorization: 'Basic a==, Basic b==' })).toThrow(DecodeError)
})
