import { describe, expect, it, test } from 'vitest'
import { AuthError, MisuseError, PeerError } from '../../../../src/base/errors.js'
import { Secret } from '../../../../src/base/secret.js'
import { CredsspAcceptor, type CredsspAcceptorOptions } from '../../../../src/protocol/credssp/acceptor.js'
import { CredsspInitiator, type CredsspInitiatorOptions } from '../../../../src/protocol/credssp/initiator.js'
import { readTsRequest, type TsRequest, writeTsRequest } from '../../../../src/protocol/credssp/ts-request.js'
import type { SecurityContext } from '../../../../src/protocol/gss/security-context.js'
import { SpnegoAcceptor } from '../../../../src/protocol/spnego/acceptor.js'
import { SpnegoInitiator } from '../../../../src/protocol/spnego/initiator.js'
import { FakeContext, type FakeOptions, fakeMechanism } from '../../../harness/fake-mechanism.js'

const kerberos: FakeOptions = { name: 'Kerberos', legs: 2 }
const ntlm: FakeOptions = { name: 'NTLM', legs: 3, mic: true }
const subjectPublicKey = Uint8Array.of(0x30, 0x82, 1, 2, 3, 4)
const nonce = new Uint8Array(32).fill(7)
const credentials = { kind: 'password', domainName: 'CORP', userName: 'ann', password: new Secret('geheim') } as const

function inner(role: 'initiator' | 'acceptor', options: FakeOptions): SecurityContext {
  const mechanisms = [fakeMechanism(role, options)]
  return role === 'initiator'
    ? new SpnegoInitiator({ peer: 'web01', mechanisms, fallback: 'allow' })
    : new SpnegoAcceptor({ mechanisms })
}

function initiator(context: SecurityContext, options: Partial<CredsspInitiatorOptions> = {}): CredsspInitiator {
  return new CredsspInitiator({ peer: 'web01', context, credentials, subjectPublicKey, nonce, minimumVersion: 2, ...options })
}

function acceptor(context: SecurityContext, options: Partial<CredsspAcceptorOptions> = {}): CredsspAcceptor {
  return new CredsspAcceptor({ context, subjectPublicKey, minimumVersion: 2, ...options })
}

type Change = (request: TsRequest, hop: number) => TsRequest

/** Runs the exchange; every hop is the fields that were sent and how both ends stand after it. */
function run(client: CredsspInitiator, server: CredsspAcceptor, change: Change = (request) => request): string[] {
  const hops: string[] = []
  let message: Uint8Array | undefined = client.step()
  for (let hop = 0; hop < 10 && message !== undefined; hop++) {
    const request = readTsRequest(message)
    const fields = Object.entries(request).flatMap(([name, value]) => (value === undefined || name === 'version' ? [] : [name]))
    const changed = writeTsRequest(change(request, hop))
    message = hop % 2 === 0 ? server.step(changed) : client.step(changed)
    const state = `${client.complete ? 'C' : '-'}${server.complete ? 'S' : '-'}`
    hops.push(`${hop % 2 === 0 ? '>' : '<'} ${request.version} ${fields.join(' ')} | ${state}`)
  }
  return hops
}

describe('both ends', () => {
  test('NTLM inside SPNEGO: the last token travels with the binding, and the last of the server with its own', () => {
    const [client, server] = [initiator(inner('initiator', ntlm)), acceptor(inner('acceptor', ntlm))]
    expect(run(client, server)).toEqual([
      '> 6 negoToken | --',
      '< 6 negoToken | --',
      '> 6 negoToken pubKeyAuth clientNonce | --',
      '< 6 negoToken pubKeyAuth | C-',
      '> 6 authInfo | CS',
    ])
    expect(server.credentials).toEqual(credentials)
    expect(server.credentials.kind === 'password' && server.credentials.password.reveal()).toBe('geheim')
    expect([client.version, server.version]).toEqual([6, 6])
    expect(() => client.step()).toThrow(MisuseError)
  })

  test('Kerberos inside SPNEGO: the binding goes alone', () => {
    const [client, server] = [initiator(inner('initiator', kerberos)), acceptor(inner('acceptor', kerberos))]
    expect(run(client, server)).toEqual([
      '> 6 negoToken | --',
      '< 6 negoToken | --',
      '> 6 pubKeyAuth clientNonce | --',
      '< 6 pubKeyAuth | C-',
      '> 6 authInfo | CS',
    ])
  })

  test('NTLM bare', () => {
    const [client, server] = [initiator(new FakeContext('initiator', ntlm)), acceptor(new FakeContext('acceptor', ntlm))]
    expect(run(client, server).at(-1)).toBe('> 6 authInfo | CS')
  })

  test.each([2, 3, 4])('version %i binds to the key itself', (version) => {
    const [client, server] = [initiator(inner('initiator', ntlm)), acceptor(inner('acceptor', ntlm), { version })]
    expect(run(client, server)).toEqual([
      '> 6 negoToken | --',
      `< ${version} negoToken | --`,
      '> 6 negoToken pubKeyAuth | --',
      `< ${version} negoToken pubKeyAuth | C-`,
      '> 6 authInfo | CS',
    ])
    expect([client.version, server.version]).toEqual([version, version])
  })

  test('a version of the future is one of today', () => {
    const [client, server] = [initiator(inner('initiator', kerberos)), acceptor(inner('acceptor', kerberos))]
    expect(run(client, server, (request) => ({ ...request, version: 9 })).at(-1)).toContain('CS')
    expect(client.version).toBe(6)
  })
})

describe('a logon that fails', () => {
  const failing = (): SecurityContext => {
    const context = new FakeContext('acceptor', ntlm)
    context.step = () => {
      throw new PeerError('wrong password')
    }
    return context
  }

  test.each([3, 4, 6])('is told to the client in version %i', (version) => {
    const client = initiator(inner('initiator', ntlm))
    const server = acceptor(failing(), { version, statusOf: () => 0xc0000234 })
    const answer = server.step(client.step())
    expect(readTsRequest(answer!)).toEqual({ ...readTsRequest(writeTsRequest({ version })), errorCode: 0xc0000234 })
    expect(server.failure?.message).toBe('wrong password')
    expect(thrownBy(() => client.step(answer))).toMatchObject({
      reason: 'rejected',
      message: 'web01: the host refused the logon: STATUS_ACCOUNT_LOCKED_OUT (0xC0000234)',
    })
  })

  test.each([2, 5])('is not told in version %i', (version) => {
    const server = acceptor(failing(), { version })
    expect(() => server.step(initiator(inner('initiator', ntlm)).step())).toThrow('wrong password')
    expect(() => server.step(new Uint8Array())).toThrow(MisuseError)
  })
})

describe('what must not pass', () => {
  function error(
    change: Change,
    options: { client?: Partial<CredsspInitiatorOptions>; version?: number; key?: Uint8Array } = {},
  ): unknown {
    const client = initiator(inner('initiator', ntlm), options.client)
    const server = acceptor(inner('acceptor', ntlm), {
      ...(options.version === undefined ? {} : { version: options.version }),
      ...(options.key === undefined ? {} : { subjectPublicKey: options.key }),
    })
    const thrown = thrownBy(() => run(client, server, change))
    expect([client.complete, server.complete].includes(true)).toBe(false)
    return thrown
  }

  test.each([2, 6])('another public key, version %i: the server finds out first', (version) => {
    const key = Uint8Array.of(0x30, 0x82, 9)
    expect(error((request) => request, { version, key })).toMatchObject({ message: /is not the one of this server/ })
  })

  test.each([2, 6])('a server that repeats the binding of the client, version %i', (version) => {
    const client = initiator(new FakeContext('initiator', ntlm))
    const server = new FakeContext('acceptor', ntlm)
    const first = readTsRequest(client.step())
    const second = readTsRequest(client.step(writeTsRequest({ version, negoToken: server.step(first.negoToken)! })))
    server.step(second.negoToken)
    // A middle-man with the session key would be no middle-man; this one has only what the client wrapped.
    const sent = server.unwrap(second.pubKeyAuth!)
    const error = thrownBy(() => client.step(writeTsRequest({ version, pubKeyAuth: server.wrap(sent) })))
    expect(error).toBeInstanceOf(AuthError)
    expect(error).toMatchObject({ reason: 'downgrade' })
    expect(client.complete).toBe(false)
  })

  test.each<[string, Change, string]>([
    [
      'a version that changes',
      (request, hop) => (hop === 3 ? { ...request, version: 4 } : request),
      'changes from version 6 to 4',
    ],
    [
      'a binding without the last token',
      (request, hop) => (hop === 2 ? { ...request, negoToken: undefined } : request),
      'before the inner',
    ],
    [
      'a last token without a binding',
      (request, hop) => (hop === 2 ? { ...request, pubKeyAuth: undefined } : request),
      'public key',
    ],
    [
      'no nonce',
      (request, hop) => (hop === 2 ? { ...request, clientNonce: undefined } : request),
      'nonce of the client is missing',
    ],
    [
      'another nonce',
      (request, hop) => (hop === 0 ? { ...request, clientNonce: new Uint8Array(32) } : request),
      'changes its nonce',
    ],
    [
      'a server that proves nothing',
      (request, hop) => (hop === 3 ? { ...request, pubKeyAuth: undefined } : request),
      'does not prove',
    ],
    [
      'a binding too early',
      (request, hop) => (hop === 1 ? { ...request, pubKeyAuth: new Uint8Array(9) } : request),
      'alone is due',
    ],
    ['nothing at all', (request, hop) => (hop === 0 ? { version: request.version } : request), 'negoTokens is due'],
    ['no credentials', (request, hop) => (hop === 4 ? { version: request.version } : request), 'authInfo are due'],
  ])('%s', (name, change, message) => {
    if (name === 'no credentials') {
      const server = acceptor(inner('acceptor', ntlm))
      expect(() => run(initiator(inner('initiator', ntlm)), server, change)).toThrow(message)
      expect(() => server.credentials).toThrow(MisuseError)
      return
    }
    expect(String(error(change))).toContain(message)
  })

  it('a version below the one required', () => {
    expect(error((request) => request, { client: { minimumVersion: 5 }, version: 4 })).toMatchObject({
      reason: 'downgrade',
      message: 'web01: the host speaks version 4 of CredSSP, at least 5 is required',
      hint: /CVE-2018-0886/,
    })
  })
})

function thrownBy(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
