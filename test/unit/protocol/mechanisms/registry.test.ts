import { describe, expect, test } from 'vitest'
import { AuthError } from '../../../../src/base/errors.js'
import type { SecurityContext } from '../../../../src/protocol/gss/security-context.js'
import {
  acceptorFactory,
  type ContextSources,
  initiatorFactory,
  type MechanismName,
} from '../../../../src/protocol/mechanisms/registry.js'
import { FakeContext, fakeToken } from '../../../harness/fake-mechanism.js'
import { utf8 } from '../../../harness/hex.js'

function sources(role: 'initiator' | 'acceptor', ...names: readonly (keyof ContextSources)[]): ContextSources {
  const all = {
    kerberos: () => new FakeContext(role, { name: 'Kerberos', legs: 2 }),
    ntlm: () => new FakeContext(role, { name: 'NTLM', legs: 3, mic: true }),
  }
  return Object.fromEntries(names.map((name) => [name, all[name]]))
}

function chosen(client: SecurityContext, server: SecurityContext): string {
  let token = client.step()
  for (let hop = 0; token !== undefined; hop++) token = (hop % 2 === 0 ? server : client).step(token)
  expect([client.complete, server.complete]).toEqual([true, true])
  return server.mechanism
}

const make = (name: MechanismName, available: ContextSources, framing: 'spnego' | 'bare' = 'spnego') =>
  initiatorFactory(name, { peer: 'web01', sources: available, framing })()

describe('a client', () => {
  const client = sources('initiator', 'kerberos', 'ntlm')
  const everything = acceptorFactory(sources('acceptor', 'kerberos', 'ntlm'))

  test.each([
    ['negotiate', 'Kerberos'],
    ['kerberos', 'Kerberos'],
    ['ntlm', 'NTLM'],
  ] as const)('%s comes to %s', (name, mechanism) => {
    expect(chosen(make(name, client), everything())).toBe(mechanism)
  })

  test('negotiate comes to what both have', () => {
    expect(chosen(make('negotiate', client), acceptorFactory(sources('acceptor', 'ntlm'))())).toBe('NTLM')
    expect(chosen(make('negotiate', sources('initiator', 'ntlm')), everything())).toBe('NTLM')
    expect(() => make('negotiate', {})).toThrow(AuthError)
  })

  test('kerberos never falls back', () => {
    const broken = { ...client, kerberos: () => fail('the KDC does not answer') }
    expect(() => make('kerberos', broken).step()).toThrow('the KDC does not answer')
    expect(make('negotiate', broken).step()).toBeDefined()
    expect(() => chosen(make('kerberos', client), acceptorFactory(sources('acceptor', 'ntlm'))())).toThrow(
      'the initiator offers Kerberos, none',
    )
    expect(() => make('kerberos', sources('initiator', 'ntlm'))).toThrow('Kerberos cannot be used with this credential')
  })

  test('bare is the mechanism itself', () => {
    expect(make('ntlm', client, 'bare').step()).toEqual(utf8(fakeToken('NTLM', 1)))
  })
})

function fail(detail: string): never {
  throw new AuthError('web01', 'kerberos', 'no-credential', detail)
}
