import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { AuthError, PeerError } from '../../../../src/base/errors.js'
import { Secret } from '../../../../src/base/secret.js'
import { DigestAcceptor, type DigestAcceptorOptions } from '../../../../src/protocol/httpauth/digest-acceptor.js'
import { DigestAuthenticator, type DigestAuthenticatorOptions } from '../../../../src/protocol/httpauth/digest-authenticator.js'
import { digestAlgorithms, digestResponse } from '../../../../src/protocol/httpauth/digest-response.js'
import type { AuthMessage, AuthStep } from '../../../../src/protocol/httpauth/http-authenticator.js'
import { utf8 } from '../../../harness/hex.js'

// RFC 2617 3.5, RFC 7616 3.9.1.
test.each([
  {
    algorithm: 'MD5',
    realm: 'testrealm@host.com',
    password: 'Circle Of Life',
    nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
    cnonce: '0a4f113b',
    response: '6629fae49393a05397450978507c4ef1',
  },
  {
    algorithm: 'MD5',
    realm: 'http-auth@example.org',
    password: 'Circle of Life',
    nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
    cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    response: '8ca523f5e9506fed4657c9700eebdbec',
  },
  {
    algorithm: 'SHA-256',
    realm: 'http-auth@example.org',
    password: 'Circle of Life',
    nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
    cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    response: '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
  },
] as const)('$algorithm in $realm is as the RFC prints it', ({ password, response, ...input }) => {
  const all = {
    ...input,
    username: 'Mufasa',
    password: new Secret(password),
    nc: '00000001',
    method: 'GET',
    uri: '/dir/index.html',
  }
  expect(digestResponse(all)).toBe(response)
})

const password = new Secret('P\u00e4ss')
const question = { method: 'POST', path: '/wsman', headers: { accept: 'x' }, body: utf8('<question/>') }

function client(options: Partial<DigestAuthenticatorOptions> = {}): DigestAuthenticator {
  let seed = 0
  const random = { bytes: (length: number) => new Uint8Array(length).fill(++seed) }
  return new DigestAuthenticator({
    peer: 'web01',
    username: 'ann',
    password,
    random,
    tls: true,
    allowUnencrypted: false,
    ...options,
  })
}

function server(options: Partial<DigestAcceptorOptions> = {}) {
  let seed = 100
  let time = 0
  const acceptor = new DigestAcceptor({
    realm: 'WSMAN',
    algorithms: ['SHA-256', 'MD5'],
    lookup: (username) => (username === 'ann' || username === 'J\u00e4s\u00f8n "*" Doe' ? password : undefined),
    random: { bytes: (length) => new Uint8Array(length).fill(++seed) },
    clock: { elapsed: () => time },
    lifetime: 60_000,
    ...options,
  })
  return {
    acceptor,
    wait: (milliseconds: number) => {
      time += milliseconds
    },
  }
}

/** One request, through as many legs as it takes. */
function send(from: DigestAuthenticator, to: DigestAcceptor, request = question): { step: AuthStep; legs: string[] } {
  const legs: string[] = []
  for (let leg = 0; leg < 5; leg++) {
    const message = { ...request, ...from.authorize(request) }
    const accepted = to.accept(message)
    legs.push(`${message.body.length > 0 ? 'body' : 'empty'} ${accepted.state}`)
    const answer: AuthMessage =
      accepted.state === 'challenge'
        ? { headers: accepted.headers, body: new Uint8Array() }
        : to.answer({ headers: {}, body: utf8('<answer/>') })
    const step = from.receive({ ...answer, status: accepted.state === 'challenge' ? 401 : 200, connectionId: 1 })
    if (step.state !== 'again') return { step, legs }
  }
  throw new Error('it does not come to an end')
}

const done = { state: 'done', body: utf8('<answer/>') }

describe('both ends', () => {
  test.each(digestAlgorithms)('%s', (algorithm) => {
    const [from, { acceptor }] = [client(), server({ algorithms: [algorithm] })]
    expect(send(from, acceptor)).toEqual({ step: done, legs: ['empty challenge', 'body accepted'] })
    expect(send(from, acceptor)).toEqual({ step: done, legs: ['body accepted'] })
    expect(String(from.authorize(question).headers['authorization'])).toContain(`algorithm=${algorithm}, qop=auth, nc=00000003`)
  })

  test('of several the strongest is taken', () => {
    const from = client()
    send(from, server({ algorithms: ['MD5', 'MD5-sess', 'SHA-256'] }).acceptor)
    expect(String(from.authorize(question).headers['authorization'])).toContain('algorithm=SHA-256,')
  })

  test('a nonce that is too old is renewed without asking for the password', () => {
    const [from, { acceptor, wait }] = [client(), server()]
    send(from, acceptor)
    wait(60_001)
    expect(send(from, acceptor)).toEqual({ step: done, legs: ['body challenge', 'body accepted'] })
  })

  test('another connection knows no nonce of the first', () => {
    const from = client()
    send(from, server().acceptor)
    const other = server({ random: { bytes: (length) => new Uint8Array(length).fill(9) } })
    expect(send(from, other.acceptor)).toEqual({ step: done, legs: ['body challenge', 'body accepted'] })
  })

  test('a name outside of ASCII, and one of the host itself', () => {
    expect(send(client({ username: 'J\u00e4s\u00f8n "*" Doe' }), server().acceptor).step).toEqual(done)
    expect(send(client({ username: '.\\ann' }), server().acceptor).step).toEqual(done)
  })

  test.each([{ password: new Secret('wrong') }, { username: 'bob' }])('refused once: %j', (options) => {
    const { step, legs } = send(client(options), server().acceptor)
    expect(step).toMatchObject({ state: 'refused', error: { reason: 'rejected', mechanism: 'digest' } })
    expect(legs).toEqual(['empty challenge', 'body challenge'])
    expect(JSON.stringify(step)).not.toContain('wrong')
  })
})

describe('client role', () => {
  test('refuses plain HTTP unless it is allowed by name', () => {
    expect(() => client({ tls: false })).toThrow(AuthError)
    expect(client({ tls: false, allowUnencrypted: true }).scheme).toBe('Digest')
  })

  const challenged = (value: string | string[], options: Partial<DigestAuthenticatorOptions> = {}) => {
    const from = client(options)
    from.authorize(question)
    return {
      from,
      step: from.receive({ status: 401, headers: { 'www-authenticate': value }, body: new Uint8Array(), connectionId: 1 }),
    }
  }

  test.each([
    ['Negotiate, Basic realm="x"', 'the host accepts Negotiate, Basic, not Digest'],
    ['Digest realm="x", nonce="y"', 'no Digest with `qop=auth`'],
    ['Digest realm="x", nonce="y", qop="auth-int"', 'no Digest with `qop=auth`'],
    ['Digest realm="x", nonce="y", qop=auth, algorithm=SHA-512-256', 'no Digest with `qop=auth`'],
    ['', 'the host accepts nothing it names'],
  ])('%s cannot be answered', (value, message) => {
    expect(challenged(value).step).toMatchObject({
      state: 'refused',
      error: { reason: 'unsupported', message: expect.stringContaining(message) },
    })
  })

  test('opaque goes back, and names go in UTF-8 only where they may', () => {
    const { from } = challenged('Digest realm="x\\"y", nonce="n", qop="auth-int, auth", opaque="o\\\\p"')
    expect(String(from.authorize(question).headers['authorization'])).toMatch(/realm="x\\"y".*uri="\/wsman".*opaque="o\\\\p"/)
    const other = challenged('Digest realm="x", nonce="n", qop=auth', { username: 'J\u00e4s' })
    expect(() => other.from.authorize(question)).toThrow('user name in UTF-8')
  })

  test('a stale nonce that is the same again is a refusal', () => {
    const stale = 'Digest realm="x", nonce="n", qop=auth, stale=true'
    const { from } = challenged(stale)
    from.authorize(question)
    expect(
      from.receive({ status: 401, headers: { 'www-authenticate': stale }, body: new Uint8Array(), connectionId: 1 }).state,
    ).toBe('refused')
  })

  test('the next nonce is taken, and a server that does not know the password is found', () => {
    const { from } = challenged('Digest realm="x", nonce="n", qop=auth')
    from.authorize(question)
    from.receive({ status: 200, headers: { 'authentication-info': 'nextnonce="m"' }, body: new Uint8Array(), connectionId: 1 })
    expect(String(from.authorize(question).headers['authorization'])).toContain('nonce="m"')
    const forged = { 'authentication-info': `rspauth="${'0'.repeat(32)}", qop=auth` }
    expect(() => from.receive({ status: 200, headers: forged, body: new Uint8Array(), connectionId: 1 })).toThrow(PeerError)
  })

  test('a server that does not ask is not told', () => {
    const from = client()
    from.authorize(question)
    expect(from.receive({ status: 200, headers: {}, body: utf8('x'), connectionId: 1 })).toMatchObject({ state: 'refused' })
    expect(client().receive({ status: 404, headers: {}, body: utf8('x'), connectionId: 1 })).toMatchObject({ state: 'done' })
  })
})

describe('server role', () => {
  function replay(change: (message: AuthMessage) => AuthMessage & { readonly path?: string; readonly method?: string }) {
    const [from, { acceptor }] = [client(), server()]
    send(from, acceptor)
    const message = from.authorize(question)
    return { acceptor, message, step: acceptor.accept({ method: 'POST', path: '/wsman', ...change(message) }) }
  }

  it('takes no request twice', () => {
    const { acceptor, message, step } = replay((each) => each)
    expect(step.state).toBe('accepted')
    const again = acceptor.accept({ method: 'POST', path: '/wsman', ...message })
    expect(again).toMatchObject({ state: 'challenge' })
    expect(JSON.stringify(again)).not.toContain('stale')
  })

  it.each([
    ['another path', { path: '/other' }],
    ['another method', { method: 'GET' }],
  ])('takes no proof for %s', (_, change) => {
    expect(replay((message) => ({ ...message, ...change })).step.state).toBe('challenge')
  })

  it('tells only who knows the password that a nonce is stale', () => {
    const [from, { acceptor, wait }] = [client({ password: new Secret('wrong') }), server()]
    from.authorize(question)
    const first = acceptor.accept({ headers: {}, body: new Uint8Array() })
    from.receive({
      status: 401,
      headers: first.state === 'challenge' ? first.headers : {},
      body: new Uint8Array(),
      connectionId: 1,
    })
    wait(60_001)
    expect(JSON.stringify(acceptor.accept({ ...question, ...from.authorize(question) }))).not.toContain('stale')
  })

  it('challenges whatever else comes', () => {
    const { acceptor } = server()
    const parameter = fc.constantFrom(
      'username=ann',
      'realm="WSMAN"',
      'nonce="x"',
      'nc=00000001',
      'nc=z',
      'qop=auth',
      'uri="/wsman"',
      'algorithm=MD5',
      "username*=UTF-8''%E4",
      'response=""',
    )
    const authorization = fc.oneof(
      fc.string(),
      fc.array(parameter, { maxLength: 9 }).map((list) => `Digest ${list.join(', ')}`),
    )
    fc.assert(
      fc.property(authorization, (value) => {
        expect(acceptor.accept({ headers: { authorization: value }, body: question.body }).state).toBe('challenge')
      }),
      { numRuns: 500 },
    )
  })
})
