import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AuthError } from '../../../../src/base/errors.js'
import { Secret } from '../../../../src/base/secret.js'
import { basicAcceptor } from '../../../../src/protocol/httpauth/basic-acceptor.js'
import { type BasicAuthenticatorOptions, basicAuthenticator } from '../../../../src/protocol/httpauth/basic-authenticator.js'
import { formatBasicCredentials, parseBasicCredentials } from '../../../../src/protocol/httpauth/basic-credentials.js'

const body = new TextEncoder().encode('<s:Envelope/>')

function client(options: Partial<BasicAuthenticatorOptions> = {}) {
  return basicAuthenticator({
    peer: 'web01',
    username: 'Administrator',
    password: new Secret('P@ss:w0rd'),
    tls: true,
    allowUnencrypted: false,
    ...options,
  })
}

// RFC 7617 2 and 2.1 (with the pound sign in UTF-8).
test.each([
  ['Aladdin', 'open sesame', 'QWxhZGRpbjpvcGVuIHNlc2FtZQ=='],
  ['test', '123\u00a3', 'dGVzdDoxMjPCow=='],
])('%s is sent and read as in RFC 7617', (username, password, token) => {
  expect(formatBasicCredentials({ username, password: new Secret(password) })).toBe(token)
  const read = parseBasicCredentials(token)
  expect([read.username, read.password.reveal()]).toEqual([username, password])
  const sent = client({ username, password: new Secret(password) }).authorize({ headers: { accept: 'x' }, body })
  expect(sent).toEqual({ headers: { accept: 'x', authorization: `Basic ${token}` }, body })
})

describe('client role', () => {
  function errorOf(options: Partial<BasicAuthenticatorOptions>): AuthError {
    try {
      client(options)
    } catch (error) {
      if (error instanceof AuthError) return error
    }
    throw new Error('it was accepted')
  }

  test('refuses plain HTTP unless it is allowed by name', () => {
    const error = errorOf({ tls: false })
    expect(error.reason).toBe('insecure')
    expect(error.hint).toContain('allowUnencrypted: true')
    expect(client({ tls: false, allowUnencrypted: true }).scheme).toBe('Basic')
  })

  test.each([{ username: 'a:b' }, { username: 'a\n' }, { password: new Secret('geheim\n') }])(
    'refuses what Basic cannot carry',
    (options) => {
      const error = errorOf(options)
      expect(error.reason).toBe('unsupported')
      expect(`${error.message} ${error.hint}`).not.toContain('geheim')
    },
  )

  test('drops the dot that names the host itself', () => {
    const { headers } = client({ username: '.\\admin', password: new Secret('x') }).authorize({ headers: {}, body })
    expect(headers['authorization']).toBe(`Basic ${Buffer.from('admin:x').toString('base64')}`)
  })

  test.each([
    [['Basic realm="WSMAN"', 'Negotiate'], 'rejected', 'refused the user name or password of Administrator'],
    [[], 'rejected', 'refused the user name or password of Administrator'],
    [['Negotiate', 'Kerberos'], 'unsupported', 'accepts Negotiate, Kerberos, not Basic'],
  ] as const)('a 401 that offers %j is %s', (offered, reason, message) => {
    const step = client().receive({ status: 401, headers: { 'www-authenticate': offered }, body, connectionId: 1 })
    if (step.state !== 'refused') throw new Error(step.state)
    expect(step.error.reason).toBe(reason)
    expect(step.error.message).toContain(message)
    expect(`${step.error.message} ${step.error.hint}`).not.toContain('P@ss')
  })

  test.each([200, 500, 503])('a %d has authenticated', (status) => {
    expect(client().receive({ status, headers: {}, body, connectionId: 1 })).toEqual({ state: 'done', body })
  })
})

describe('server role', () => {
  const users = new Map([
    ['administrator', new Secret('P@ss:w0rd')],
    ['empty', new Secret('')],
  ])
  const acceptor = basicAcceptor({ realm: 'WSMAN', lookup: (username) => users.get(username.toLowerCase()) })

  function accept(authorization: string | undefined) {
    return acceptor.accept({ headers: { authorization }, body }).state
  }

  test('accepts what the client role sends', () => {
    expect(acceptor.accept(client().authorize({ headers: {}, body }))).toEqual({
      state: 'accepted',
      username: 'Administrator',
      body,
    })
  })

  test('challenges with the realm', () => {
    expect(acceptor.accept({ headers: {}, body })).toEqual({
      state: 'challenge',
      headers: { 'www-authenticate': 'Basic realm="WSMAN"' },
    })
  })

  test.each([
    ['a wrong password', 'administrator:P@ss:w0rD'],
    ['a prefix of the password', 'administrator:P@ss'],
    ['the password repeated', 'administrator:P@ss:w0rdP@ss:w0rd'],
    ['an unknown user', 'nobody:P@ss:w0rd'],
    ['an unknown user without a password', 'nobody:'],
    ['no colon', 'administrator'],
  ])('refuses %s', (_name, text) => {
    expect(accept(`Basic ${Buffer.from(text).toString('base64')}`)).toBe('challenge')
  })

  test('accepts an empty password where that is the password', () => {
    expect(accept(`basic ${Buffer.from('empty:').toString('base64')}`)).toBe('accepted')
  })

  test.each(['Basic', 'Basic !!!!', 'Basic w7==', 'Negotiate YWRtaW4=', 'Basic realm="x"'])('refuses %s', (header) => {
    expect(accept(header)).toBe('challenge')
  })

  test('any header is answered', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        expect(accept(header)).toBe('challenge')
      }),
    )
  })
})
