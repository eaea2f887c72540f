import { describe, expect, it, test } from 'vitest'
import { formatBase64 } from '../../../../src/base/base64.js'
import { AuthError, MisuseError, PeerError } from '../../../../src/base/errors.js'
import type { SecurityContext } from '../../../../src/protocol/gss/security-context.js'
import type { AuthMessage, AuthStep } from '../../../../src/protocol/httpauth/http-authenticator.js'
import { NegotiateAcceptor, type NegotiateAcceptorOptions } from '../../../../src/protocol/httpauth/negotiate-acceptor.js'
import {
  NegotiateAuthenticator,
  type NegotiateAuthenticatorOptions,
} from '../../../../src/protocol/httpauth/negotiate-authenticator.js'
import { SpnegoAcceptor } from '../../../../src/protocol/spnego/acceptor.js'
import { SpnegoInitiator } from '../../../../src/protocol/spnego/initiator.js'
import { FakeContext, type FakeOptions, fakeMechanism } from '../../../harness/fake-mechanism.js'
import { utf8 } from '../../../harness/hex.js'

const kerberos: FakeOptions = { name: 'Kerberos', legs: 2 }
const ntlm: FakeOptions = { name: 'NTLM', legs: 3, mic: true }
const headers = { 'content-type': 'application/soap+xml;charset=UTF-8' }
const question = { headers, body: utf8('<question/>') }
const answerBody = utf8('<answer/>')

function initiatorContext(mechanisms: readonly FakeOptions[]): SecurityContext {
  return new SpnegoInitiator({
    peer: 'web01',
    mechanisms: mechanisms.map((each) => fakeMechanism('initiator', each)),
    fallback: 'allow',
  })
}

function acceptorContext(mechanisms: readonly FakeOptions[]): SecurityContext {
  return new SpnegoAcceptor({ mechanisms: mechanisms.map((each) => fakeMechanism('acceptor', each)) })
}

interface Wire {
  readonly tls?: boolean
  readonly allowUnencrypted?: boolean
  readonly scheme?: 'Negotiate' | 'Kerberos' | 'NTLM'
  readonly mechanisms?: readonly FakeOptions[]
  readonly client?: Partial<NegotiateAuthenticatorOptions>
  readonly server?: Partial<NegotiateAcceptorOptions>
}

/** A client and connections to a server; each request and answer leaves a line. */
function connect({ tls = false, allowUnencrypted = false, scheme = 'Negotiate', mechanisms = [ntlm], ...more }: Wire = {}) {
  const client = new NegotiateAuthenticator({
    peer: 'web01',
    username: 'CORP\\ann',
    scheme,
    createContext: () => initiatorContext(mechanisms),
    tls,
    allowUnencrypted,
    ...more.client,
  })
  const acceptors = new Map<number, NegotiateAcceptor>()
  const log: string[] = []
  let connectionId = 1

  function serve(request: AuthMessage): AuthMessage & { readonly status: number } {
    const acceptor =
      acceptors.get(connectionId) ??
      new NegotiateAcceptor({ scheme, createContext: () => acceptorContext(mechanisms), tls, allowUnencrypted, ...more.server })
    acceptors.set(connectionId, acceptor)
    const step = acceptor.accept(request)
    if (step.state === 'challenge') return { status: 401, headers: step.headers, body: new Uint8Array() }
    if (step.body.length > 0) {
      expect(step).toMatchObject({ username: 'CORP\\ann', body: question.body })
      if (step.headers !== undefined) expect(step.headers).toMatchObject(headers)
    }
    const body = step.body.length === 0 ? new Uint8Array() : answerBody
    return { status: 200, ...acceptor.answer({ headers, body }) }
  }

  function send(
    change: (answer: AuthMessage & { readonly status: number }) => AuthMessage & { readonly status: number } = (answer) => answer,
  ): AuthStep {
    for (let leg = 0; leg < 10; leg++) {
      const request = client.authorize(question)
      const answer = serve(request)
      log.push(`${line(request)} -> ${answer.status} ${line(answer)}`)
      const step = client.receive({ ...change(answer), connectionId })
      if (step.state !== 'again') return step
    }
    throw new Error('it does not come to an end')
  }

  return {
    client,
    send,
    log,
    reconnect: () => {
      connectionId++
    },
    /** The server forgets who was on the connection. */
    forget: () => acceptors.delete(connectionId),
  }
}

/** What a message carries: token or not, and its body empty, clear or sealed. */
function line({ headers: given, body }: AuthMessage): string {
  const value = given['authorization'] ?? given['www-authenticate']
  const token = value === undefined ? [] : [String(value).includes(' ') ? 'token' : 'bare']
  const type = String(given['content-type'] ?? '')
  const kind = body.length === 0 ? 'empty' : type.startsWith('multipart/encrypted') ? 'sealed' : 'clear'
  return [...token, kind].join(' ')
}

function opened(step: AuthStep): void {
  expect(step).toMatchObject({ state: 'done', body: answerBody })
  if (step.state === 'done') expect(step.headers).toMatchObject(headers)
}

describe('over plain HTTP', () => {
  test('NTLM: the last token carries the sealed body; then there is no Authorization', () => {
    const { send, log } = connect()
    opened(send())
    opened(send())
    expect(log).toEqual(['token empty -> 401 token empty', 'token sealed -> 200 token sealed', 'sealed -> 200 sealed'])
  })

  test('Kerberos: one empty leg, then sealed', () => {
    const { send, log } = connect({ mechanisms: [kerberos], scheme: 'Kerberos' })
    opened(send())
    opened(send())
    expect(log).toEqual(['token empty -> 200 token empty', 'sealed -> 200 sealed', 'sealed -> 200 sealed'])
  })

  test.each([
    ['Negotiate', 'application/HTTP-SPNEGO-session-encrypted'],
    ['Kerberos', 'application/HTTP-Kerberos-session-encrypted'],
    ['NTLM', 'application/HTTP-SPNEGO-session-encrypted'],
  ] as const)('%s seals as %s', (scheme, protocol) => {
    const { client, send } = connect({ scheme })
    opened(send())
    expect(String(client.authorize(question).headers['content-type'])).toContain(`protocol="${protocol}"`)
  })

  test('a context of its own for each connection', () => {
    const { send, log, reconnect } = connect()
    opened(send())
    reconnect()
    opened(send())
    expect(log.slice(2)).toEqual([
      'sealed -> 401 bare empty',
      'token empty -> 401 token empty',
      'token sealed -> 200 token sealed',
    ])
  })

  test('a server that forgot starts over; one that always forgets is left', () => {
    const { send, log, forget } = connect()
    opened(send())
    forget()
    opened(send())
    expect(log).toHaveLength(5)
    const step = send((answer) => ({ ...answer, status: 401 }))
    expect(step).toMatchObject({ state: 'refused', error: { reason: 'rejected' } })
  })

  test('a connection that changes between the legs is explained', () => {
    const { send, log, reconnect } = connect()
    const step = send((answer) => {
      reconnect()
      return answer
    })
    expect(step).toMatchObject({
      state: 'refused',
      error: { reason: 'unsupported', message: /the connection does not stay open/, hint: /proxy/ },
    })
    expect(log.length).toBeLessThan(9)
  })

  test('an answer in clear is refused', () => {
    const { send } = connect()
    opened(send())
    expect(() => send((answer) => ({ ...answer, headers, body: answerBody }))).toThrow(
      'answered in clear where encryption is required',
    )
  })

  test('of an error in clear only the number is believed', () => {
    const { send } = connect()
    opened(send())
    expect(send(() => ({ status: 500, headers, body: utf8('<forged/>') }))).toMatchObject({
      state: 'done',
      body: new Uint8Array(),
    })
    const { send: first } = connect()
    expect(first(() => ({ status: 503, headers: {}, body: utf8('<html/>') }))).toMatchObject({
      state: 'done',
      body: new Uint8Array(),
    })
  })

  test('a body that was changed on the way is refused by both', () => {
    const { send } = connect()
    opened(send())
    const change = (message: AuthMessage): Uint8Array =>
      message.body.map((byte, index) => (index === message.body.length - 30 ? byte ^ 1 : byte))
    expect(() => send((answer) => ({ ...answer, body: change(answer) }))).toThrow(PeerError)
    const acceptor = new NegotiateAcceptor({
      scheme: 'NTLM',
      createContext: () => new FakeContext('acceptor', ntlm),
      tls: false,
      allowUnencrypted: false,
    })
    const context = new FakeContext('initiator', ntlm)
    const client = new NegotiateAuthenticator({ ...clientOptions, createContext: () => context })
    const challenge = acceptor.accept(client.authorize(question))
    expect(challenge.state).toBe('challenge')
    client.receive({
      status: 401,
      headers: challenge.state === 'challenge' ? challenge.headers : {},
      body: new Uint8Array(),
      connectionId: 1,
    })
    const request = client.authorize(question)
    expect(acceptor.accept({ ...request, body: change(request) })).toEqual({
      state: 'challenge',
      headers: { 'www-authenticate': 'NTLM' },
    })
    expect(acceptor.accept(question).state).toBe('challenge')
  })

  test('a message in clear is not served', () => {
    const { send, log, client } = connect({ client: { allowUnencrypted: true } })
    expect(send()).toMatchObject({ state: 'refused', error: { reason: 'insecure', message: /requires encryption/ } })
    expect(log).toEqual(['token empty -> 401 token empty', 'token empty -> 200 token empty', 'clear -> 401 bare empty'])
    expect(client.scheme).toBe('Negotiate')
  })

  test('what the host answers in clear ends the context and the connection', () => {
    const { client, send, log } = connect()
    opened(send())
    const step = send(() => ({ status: 503, headers: { 'retry-after': '1' }, body: utf8('busy') }))
    expect(step).toEqual({ state: 'done', body: new Uint8Array(), headers: { 'retry-after': '1' }, spent: true })
    opened(send())
    expect(log.slice(2)).toEqual(['sealed -> 200 sealed', 'token empty -> 401 token empty', 'token sealed -> 200 token sealed'])
    // A sealed answer of any status keeps them.
    expect(send((answer) => ({ ...answer, status: 500 }))).not.toHaveProperty('spent')
    expect(client.authorize(question).headers).not.toHaveProperty('authorization')
  })

  test('a context begins anew for a connection that is yet to be made', () => {
    const { client, send } = connect()
    opened(send())
    expect(client.authorize({ ...question, connectionId: 1 }).headers).not.toHaveProperty('authorization')
    const request = client.authorize({ ...question, connectionId: 0 })
    expect([line(request), request.headers]).toEqual(['token empty', expect.objectContaining(headers)])
  })

  test('errors name the mechanism as the inventory does', () => {
    const { send } = connect({ client: { mechanism: 'ntlm' } })
    const refused = { status: 401, headers: { 'www-authenticate': 'Negotiate' }, body: new Uint8Array() }
    expect(send(() => refused)).toMatchObject({ state: 'refused', error: { mechanism: 'ntlm', reason: 'rejected' } })
  })

  test('a host that knows us and still refuses what came in clear requires encryption', () => {
    const { send } = connect({ mechanisms: [kerberos], client: { allowUnencrypted: true }, server: { allowUnencrypted: true } })
    opened(send())
    expect(send((answer) => ({ ...answer, status: 401 }))).toMatchObject({ state: 'refused', error: { reason: 'insecure' } })
  })
})

const clientOptions: NegotiateAuthenticatorOptions = {
  peer: 'web01',
  username: 'CORP\\ann',
  scheme: 'NTLM',
  createContext: () => new FakeContext('initiator', ntlm),
  tls: false,
  allowUnencrypted: false,
}

describe('over TLS', () => {
  test('bodies are not sealed', () => {
    const { send, log } = connect({ tls: true })
    opened(send())
    opened(send())
    expect(log).toEqual(['token empty -> 401 token empty', 'token clear -> 200 token clear', 'clear -> 200 clear'])
  })

  test('Kerberos with the body in the first leg', () => {
    const { send, log } = connect({ tls: true, mechanisms: [kerberos], client: { bodyWithFirstToken: true } })
    opened(send())
    opened(send())
    expect(log).toEqual(['token clear -> 200 token clear', 'clear -> 200 clear'])
  })

  test.each([
    ['true', 'Kerberos', 1],
    ['false', 'Kerberos', 2],
    [undefined, 'Kerberos', 2],
    ['other', 'Kerberos', 2],
    ['true', 'NTLM', 1],
    ['false', 'NTLM', 2],
    [undefined, 'NTLM', 1],
  ])('Persistent-Auth %s with %s: %i contexts for two requests', (value, name, expected) => {
    let contexts = 0
    const { send } = connect({
      tls: true,
      mechanisms: [name === 'NTLM' ? ntlm : kerberos],
      client: {
        bodyWithFirstToken: true,
        createContext: () => {
          contexts++
          return initiatorContext([name === 'NTLM' ? ntlm : kerberos])
        },
      },
    })
    const say = (answer: AuthMessage & { readonly status: number }) => ({
      ...answer,
      headers: { ...answer.headers, 'persistent-auth': value },
    })
    opened(send(say))
    opened(send(say))
    expect(contexts).toBe(expected)
  })

  test('who has to prove every request sends the body with the proof', () => {
    const { send, log } = connect({ tls: true, mechanisms: [kerberos] })
    opened(send((answer) => ({ ...answer, headers: { ...answer.headers, 'persistent-auth': 'false' } })))
    expect(log).toEqual(['token empty -> 200 token empty', 'token clear -> 200 token clear'])
  })
})

describe('refusals', () => {
  const refusal = (answer: Record<string, string>, options: Partial<NegotiateAuthenticatorOptions> = {}): AuthError => {
    const client = new NegotiateAuthenticator({ ...clientOptions, ...options })
    client.authorize(question)
    const step = client.receive({ status: 401, headers: answer, body: new Uint8Array(), connectionId: 1 })
    if (step.state !== 'refused') throw new Error(step.state)
    return step.error
  }

  test('a scheme that is not offered', () => {
    expect(refusal({ 'www-authenticate': 'Negotiate, Basic realm="WSMAN"' })).toMatchObject({
      reason: 'unsupported',
      message: 'web01: the host accepts Negotiate, Basic, not NTLM',
    })
  })

  test('a wrong password, and why the better mechanism was not used', () => {
    const broken = {
      ...fakeMechanism('initiator', kerberos),
      create: () => {
        throw new AuthError('web01', 'kerberos', 'no-credential', 'the clock is 12 minutes off')
      },
    }
    const mechanisms = [broken, fakeMechanism('initiator', ntlm)]
    const createContext = (): SecurityContext => new SpnegoInitiator({ peer: 'web01', mechanisms, fallback: 'allow' })
    expect(refusal({ 'www-authenticate': 'Negotiate' }, { scheme: 'Negotiate', createContext })).toMatchObject({
      reason: 'rejected',
      message: 'web01: the host refused the logon of CORP\\ann',
      hint: /^Kerberos was not used: web01: the clock is 12 minutes off\. It was tried once/,
    })
  })

  test('an error of the context is the answer', () => {
    const context = new FakeContext('initiator', ntlm)
    const client = new NegotiateAuthenticator({ ...clientOptions, createContext: () => context })
    client.authorize(question)
    const error = new AuthError('web01', 'ntlm', 'unsupported', 'the host speaks NTLMv1 only')
    context.step = () => {
      throw error
    }
    const challenge = { 'www-authenticate': `NTLM ${formatBase64(utf8('NTLM 2'))}` }
    expect(client.receive({ status: 401, headers: challenge, body: new Uint8Array(), connectionId: 1 })).toEqual({
      state: 'refused',
      error,
    })
    expect(() => client.receive({ status: 401, headers: {}, body: new Uint8Array(), connectionId: 1 })).toThrow(MisuseError)
  })

  test.each(['NTLM =', 'NTLM AAA', `NTLM ${formatBase64(utf8('bad token'))}`])('a challenge that is none: %s', (value) => {
    expect(() => refusal({ 'www-authenticate': value })).toThrow(PeerError)
  })

  test('200 before the authentication is done', () => {
    const client = new NegotiateAuthenticator(clientOptions)
    client.authorize(question)
    expect(() => client.receive({ status: 200, headers: {}, body: new Uint8Array(), connectionId: 1 })).toThrow('came to an end')
  })
})

describe('server role', () => {
  it.each(['', 'Basic QTpC', 'Negotiate', 'Negotiate =', 'Negotiate AAAA', ',,,', 'Negotiate AAAA, Basic x'])(
    'challenges %j',
    (authorization) => {
      const acceptor = new NegotiateAcceptor({
        scheme: 'Negotiate',
        createContext: () => acceptorContext([ntlm]),
        tls: true,
        allowUnencrypted: false,
      })
      expect(acceptor.accept({ headers: { authorization }, body: question.body })).toEqual({
        state: 'challenge',
        headers: { 'www-authenticate': 'Negotiate' },
      })
    },
  )

  it('takes a new authentication on a connection that has served', () => {
    const { send, log, client } = connect({ tls: true })
    opened(send())
    client.receive({ status: 200, headers: { 'persistent-auth': 'false' }, body: answerBody, connectionId: 1 })
    opened(send())
    expect(log.slice(2)).toEqual(['token empty -> 401 token empty', 'token clear -> 200 token clear'])
  })
})
