import { describe, expect, it, test } from 'vitest'
import { AuthError, DecodeError, MisuseError, PeerError } from '../../../../src/base/errors.js'
import { mechanismOid } from '../../../../src/protocol/gss/mechanism-oid.js'
import { SpnegoAcceptor, type SpnegoAcceptorOptions } from '../../../../src/protocol/spnego/acceptor.js'
import { SpnegoInitiator, type SpnegoInitiatorOptions } from '../../../../src/protocol/spnego/initiator.js'
import type { NegToken } from '../../../../src/protocol/spnego/neg-token.js'
import { readNegToken } from '../../../../src/protocol/spnego/neg-token-reader.js'
import { writeNegToken } from '../../../../src/protocol/spnego/neg-token-writer.js'
import { FakeContext, type FakeOptions, fakeMechanism, fakeToken } from '../../../harness/fake-mechanism.js'
import { utf8 } from '../../../harness/hex.js'

const kerberos: FakeOptions = { name: 'Kerberos', legs: 2 }
/** Windows XP and Server 2003 give no time, so there is no MIC in the exchange. */
const oldNtlm: FakeOptions = { name: 'NTLM', legs: 3, mic: false }
const ntlm: FakeOptions = { name: 'NTLM', legs: 3, mic: true }

function initiator(mechanisms: readonly FakeOptions[], options: Partial<SpnegoInitiatorOptions> = {}): SpnegoInitiator {
  return new SpnegoInitiator({
    peer: 'web01',
    mechanisms: mechanisms.map((each) => fakeMechanism('initiator', each)),
    fallback: 'allow',
    ...options,
  })
}

function acceptor(mechanisms: readonly FakeOptions[], options: Partial<SpnegoAcceptorOptions> = {}): SpnegoAcceptor {
  return new SpnegoAcceptor({ mechanisms: mechanisms.map((each) => fakeMechanism('acceptor', each)), ...options })
}

/** What a token says, without its bytes. */
function shape(bytes: Uint8Array | undefined): string {
  if (bytes === undefined) return '-'
  const { token } = readNegToken(bytes)
  const text = (part: Uint8Array | undefined): string[] => (part === undefined ? [] : [new TextDecoder().decode(part)])
  const mic = token.mechListMic === undefined ? [] : ['MIC']
  if (token.kind === 'init') return ['init', token.mechTypes.length, ...text(token.mechToken), ...mic].join(' ')
  return [token.negState ?? 'no state', token.supportedMech ?? '', ...text(token.responseToken), ...mic].filter(Boolean).join(' ')
}

/** Runs the exchange to its end; every hop is what was said and how both ends stand after it. */
function run(
  client: SpnegoInitiator,
  server: SpnegoAcceptor,
  change: (token: NegToken) => NegToken = (token) => token,
): string[] {
  const hops: string[] = []
  const altered = (bytes: Uint8Array): Uint8Array => writeNegToken(change(readNegToken(bytes).token))
  const state = (): string => `${client.complete ? 'C' : client.protectionReady ? 'c' : '-'}${server.complete ? 'S' : '-'}`
  let token = client.step()
  for (let hop = 0; hop < 10 && token !== undefined; hop++) {
    const sender = hop % 2 === 0 ? '>' : '<'
    const said = shape(token)
    token = (hop % 2 === 0 ? server : client).step(altered(token))
    hops.push(`${sender} ${said} | ${state()}`)
  }
  return hops
}

function agree(client: SpnegoInitiator, server: SpnegoAcceptor): void {
  expect([client.complete, server.complete]).toEqual([true, true])
  expect(client.sessionKey).toEqual(server.sessionKey)
  expect(client.mechanism).toBe(server.mechanism)
  for (const [from, to] of [
    [client, server],
    [server, client],
  ] as const) {
    for (const text of ['one', 'two']) expect(to.unwrap(from.wrap(utf8(text)))).toEqual(utf8(text))
    to.verify(utf8('three'), from.sign(utf8('three')))
  }
}

describe('both ends', () => {
  test('Kerberos at once', () => {
    const [client, server] = [initiator([kerberos, ntlm]), acceptor([kerberos, ntlm])]
    expect(run(client, server)).toEqual([
      '> init 3 Kerberos 1 | -S',
      `< accept-completed ${mechanismOid.kerberos} Kerberos 2 | CS`,
    ])
    agree(client, server)
    expect(client.passedOver).toEqual([])
    expect(server.initiatorName).toBe('CORP\\ann')
  })

  test('Kerberos that ends with the initiator, as over RPC', () => {
    const dce: FakeOptions = { name: 'Kerberos', legs: 3 }
    const [client, server] = [initiator([dce]), acceptor([dce])]
    expect(run(client, server)).toEqual([
      '> init 2 Kerberos 1 | --',
      `< accept-incomplete ${mechanismOid.kerberos} Kerberos 2 | c-`,
      '> accept-incomplete Kerberos 3 | cS',
      '< accept-completed | CS',
    ])
    agree(client, server)
  })

  test('NTLM with a MIC in its messages makes the MIC of the list compulsory', () => {
    const [client, server] = [initiator([ntlm]), acceptor([kerberos, ntlm])]
    expect(run(client, server)).toEqual([
      '> init 1 NTLM 1 | --',
      `< accept-incomplete ${mechanismOid.ntlm} NTLM 2 | c-`,
      '> accept-incomplete NTLM 3 MIC | cS',
      '< accept-completed MIC | CS',
    ])
    agree(client, server)
  })

  test('NTLM without a MIC needs none', () => {
    const [client, server] = [initiator([oldNtlm]), acceptor([oldNtlm])]
    expect(run(client, server).slice(2)).toEqual(['> accept-incomplete NTLM 3 | cS', '< accept-completed | CS'])
    agree(client, server)
  })

  test('an acceptor without Kerberos asks for a MIC, and the reason is kept', () => {
    const [client, server] = [initiator([kerberos, oldNtlm]), acceptor([oldNtlm])]
    expect(run(client, server)).toEqual([
      '> init 3 Kerberos 1 | --',
      `< request-mic ${mechanismOid.ntlm} | --`,
      '> accept-incomplete NTLM 1 | --',
      '< accept-incomplete NTLM 2 | c-',
      '> accept-incomplete NTLM 3 MIC | cS',
      '< accept-completed MIC | CS',
    ])
    agree(client, server)
    expect(client.passedOver).toEqual([{ mechanism: 'Kerberos', reason: 'the host chose another mechanism' }])
  })

  test('the acceptor that speaks last signs first', () => {
    const [client, server] = [initiator([ntlm, kerberos]), acceptor([kerberos])]
    expect(run(client, server)).toEqual([
      '> init 3 NTLM 1 | --',
      `< request-mic ${mechanismOid.kerberos} | --`,
      '> accept-incomplete Kerberos 1 | --',
      '< accept-incomplete Kerberos 2 MIC | C-',
      '> accept-completed MIC | CS',
    ])
    agree(client, server)
  })

  test('a mechanism that cannot begin is passed over, with its reason', () => {
    const broken = {
      ...fakeMechanism('initiator', kerberos),
      create: () => {
        throw new AuthError('web01', 'kerberos', 'no-credential', 'the KDC of CORP.EXAMPLE does not answer')
      },
    }
    const client = initiator([], { mechanisms: [broken, fakeMechanism('initiator', ntlm)] })
    const server = acceptor([kerberos, ntlm])
    expect(run(client, server)[0]).toBe('> init 1 NTLM 1 | --')
    agree(client, server)
    expect(client.passedOver).toEqual([{ mechanism: 'Kerberos', reason: 'the KDC of CORP.EXAMPLE does not answer' }])
    const strict = initiator([], { mechanisms: [broken, fakeMechanism('initiator', ntlm)], fallback: 'forbid' })
    expect(() => strict.step()).toThrow('the KDC of CORP.EXAMPLE does not answer')
    const alone = initiator([], { mechanisms: [broken, broken] })
    expect(() => alone.step()).toThrow(/no mechanism can be used \(Kerberos: .* does not answer; Kerberos: /)
  })

  test('a server may speak first', () => {
    const [client, server] = [initiator([kerberos, ntlm]), acceptor([ntlm])]
    const hint = server.step()
    expect(readNegToken(hint!).token).toMatchObject({
      mechTypes: [mechanismOid.ntlm],
      hintName: 'not_defined_in_RFC4178@please_ignore',
    })
    let token = client.step(hint)
    // What nobody protects does not make the client weaker.
    expect(shape(token)).toBe('init 3 Kerberos 1')
    for (let hop = 0; token !== undefined; hop++) token = (hop % 2 === 0 ? server : client).step(token)
    agree(client, server)
  })

  test.each([kerberos, ntlm])('$name bare is served without SPNEGO', (options) => {
    const oids = fakeMechanism('acceptor', options).oids
    const raw = options.name === 'NTLM' ? utf8('NTLMSSP\0 bare') : writeNegToken({ kind: 'init', mechTypes: [] }).slice()
    if (options.name === 'Kerberos') raw.set([0x60, raw.length - 2, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 1, 2, 2])
    let given: Uint8Array | undefined
    const inner = new FakeContext('acceptor', { name: options.name, legs: 1 })
    inner.step = (token) => {
      given = token
      return utf8('answer')
    }
    const server = new SpnegoAcceptor({ mechanisms: [{ name: options.name, oids, create: () => inner }] })
    expect(server.step(raw)).toEqual(utf8('answer'))
    expect(given).toEqual(raw)
    expect(server.mechanism).toBe(options.name)
  })
})

describe('both identifiers of Kerberos', () => {
  test.each([
    [mechanismOid.microsoftKerberos, mechanismOid.kerberos, mechanismOid.ntlm],
    [mechanismOid.kerberos, mechanismOid.ntlm],
    [mechanismOid.microsoftKerberos],
  ])('%s first is answered with the same, and no MIC is needed', (...mechTypes) => {
    const answer = acceptor([kerberos]).step(
      writeNegToken({ kind: 'init', mechTypes, mechToken: utf8(fakeToken('Kerberos', 1)) }),
    )
    expect(shape(answer)).toBe(`accept-completed ${mechTypes[0]} Kerberos 2`)
  })

  test('the other one in the answer is no change of mechanism', () => {
    const client = initiator([kerberos])
    client.step()
    const responseToken = utf8(fakeToken('Kerberos', 2))
    const supportedMech = mechanismOid.microsoftKerberos
    expect(
      client.step(writeNegToken({ kind: 'resp', negState: 'accept-completed', supportedMech, responseToken })),
    ).toBeUndefined()
    expect(client.complete).toBe(true)
  })

  test('NegoEx first is passed over', () => {
    const mechTypes = [mechanismOid.negoex, mechanismOid.ntlm]
    const answer = acceptor([ntlm]).step(writeNegToken({ kind: 'init', mechTypes, mechToken: utf8('NEGOEXTS') }))
    expect(shape(answer)).toBe(`request-mic ${mechanismOid.ntlm}`)
  })
})

describe('a middle-man', () => {
  test('who takes Kerberos out of the list is found by both', () => {
    const weaken = (token: NegToken): NegToken =>
      token.kind === 'init' ? { kind: 'init', mechTypes: [mechanismOid.ntlm], mechToken: utf8(fakeToken('NTLM', 1)) } : token
    const [client, server] = [initiator([kerberos, ntlm]), acceptor([kerberos, ntlm])]
    // The answer to the forged token does not fit what the client began, so the man has to choose NTLM for it too.
    const forward = (token: NegToken): NegToken =>
      token.kind === 'resp' && token.supportedMech === mechanismOid.ntlm ? { ...token, responseToken: undefined } : token
    client.step()
    server.step(writeNegToken(weaken({ kind: 'init', mechTypes: [] })))
    const negotiate = client.step(
      writeNegToken(forward({ kind: 'resp', negState: 'accept-incomplete', supportedMech: mechanismOid.ntlm })),
    )
    expect(shape(negotiate)).toBe('accept-incomplete NTLM 1')
    const authenticate = client.step(writeNegToken({ kind: 'resp', responseToken: utf8(fakeToken('NTLM', 2)) }))
    expect(shape(authenticate)).toBe('accept-incomplete NTLM 3 MIC')
    expect(() => server.step(authenticate)).toThrow('the list of mechanisms that the initiator sent is not the one that came')
    expect(() => server.step(authenticate)).toThrow(MisuseError)
    const answer = { kind: 'resp', negState: 'accept-completed', mechListMic: utf8('sixteen bytes...') } as const
    const error = thrownBy(() => client.step(writeNegToken(answer)))
    expect(error).toMatchObject({ reason: 'downgrade', mechanism: 'negotiate' })
  })

  test('who cuts the MIC off is found', () => {
    const cut = (token: NegToken): NegToken => ({ ...token, mechListMic: undefined })
    expect(() => run(initiator([ntlm]), acceptor([ntlm]), cut)).toThrow('did not sign its list')
    const client = initiator([ntlm])
    const server = acceptor([ntlm])
    const answer = server.step(client.step(server.step(client.step())))
    expect(thrownBy(() => client.step(writeNegToken(cut(readNegToken(answer!).token))))).toMatchObject({ reason: 'downgrade' })
    expect(() => client.wrap(utf8('x'))).toThrow(MisuseError)
  })

  test('who asks for what was not offered gets nothing', () => {
    const client = initiator([kerberos, ntlm], { fallback: 'forbid' })
    expect(readNegToken(client.step()!).token).toMatchObject({
      mechTypes: [mechanismOid.kerberos, mechanismOid.microsoftKerberos],
    })
    const answer = writeNegToken({ kind: 'resp', negState: 'request-mic', supportedMech: mechanismOid.ntlm })
    const error = thrownBy(() => client.step(answer))
    expect(error).toMatchObject({ reason: 'downgrade' })
    expect(String(error)).toContain('the host chose NTLM, which was not offered; Kerberos is required')
  })
})

describe('Windows Server 2003 and older', () => {
  const started = (mechanisms: readonly FakeOptions[], options?: Partial<SpnegoInitiatorOptions>): SpnegoInitiator => {
    const client = initiator(mechanisms, options)
    client.step()
    return client
  }

  test('negState and supportedMech left out', () => {
    const client = started([oldNtlm])
    expect(shape(client.step(writeNegToken({ kind: 'resp', responseToken: utf8('NTLM 2') })))).toBe('accept-incomplete NTLM 3')
    expect(client.step(writeNegToken({ kind: 'resp' }))).toBeUndefined()
    expect(client.complete).toBe(true)
  })

  test('no last token at all', () => {
    const client = started([oldNtlm])
    expect(() => client.finish()).toThrow(PeerError)
    const other = started([oldNtlm])
    other.step(writeNegToken({ kind: 'resp', responseToken: utf8('NTLM 2') }))
    expect([other.complete, other.protectionReady]).toEqual([false, true])
    other.finish()
    expect(other.complete).toBe(true)
    const strict = started([ntlm])
    strict.step(writeNegToken({ kind: 'resp', responseToken: utf8('NTLM 2') }))
    expect(thrownBy(() => strict.finish())).toMatchObject({ reason: 'downgrade' })
  })

  test.each(['tolerate', 'refuse'] as const)('NTLM where Kerberos was wanted, and no MIC: %s', (missingMic) => {
    const client = started([kerberos, oldNtlm], { missingMic })
    client.step(writeNegToken({ kind: 'resp', negState: 'accept-incomplete', supportedMech: mechanismOid.ntlm }))
    client.step(writeNegToken({ kind: 'resp', negState: 'accept-incomplete', responseToken: utf8('NTLM 2') }))
    const last = (): unknown => client.step(writeNegToken({ kind: 'resp', negState: 'accept-completed' }))
    if (missingMic === 'refuse') expect(thrownBy(last)).toMatchObject({ reason: 'downgrade' })
    else expect(last()).toBeUndefined()
    expect(client.complete).toBe(missingMic === 'tolerate')
  })

  test('whoever asks for a MIC and sends none is no old server', () => {
    const client = started([kerberos, oldNtlm])
    client.step(writeNegToken({ kind: 'resp', negState: 'request-mic', supportedMech: mechanismOid.ntlm }))
    client.step(writeNegToken({ kind: 'resp', negState: 'accept-incomplete', responseToken: utf8('NTLM 2') }))
    expect(thrownBy(() => client.step(writeNegToken({ kind: 'resp', negState: 'accept-completed' })))).toMatchObject({
      reason: 'downgrade',
    })
  })

  test('a MIC that repeats the token, and a supportedMech that comes again, are ignored', () => {
    const client = started([oldNtlm])
    const token = utf8('NTLM 2')
    const answer = client.step(writeNegToken({ kind: 'resp', responseToken: token, mechListMic: token }))
    expect(shape(answer)).toBe('accept-incomplete NTLM 3')
    const again = { kind: 'resp', negState: 'accept-completed', supportedMech: mechanismOid.kerberos } as const
    expect(client.step(writeNegToken(again))).toBeUndefined()
    expect([client.complete, client.mechanism]).toEqual([true, 'NTLM'])
  })

  test('an old client that signs nothing: the acceptor decides', () => {
    const cut = (token: NegToken): NegToken => (token.kind === 'resp' ? { ...token, mechListMic: undefined } : token)
    const exchange = (missingMic: 'tolerate' | 'refuse'): string[] => {
      const server = acceptor([oldNtlm], { missingMic })
      const client = initiator([kerberos, oldNtlm], { missingMic })
      return run(client, server, (token) =>
        token.kind === 'resp' && token.negState === 'request-mic' ? quiet(token) : cut(token),
      )
    }
    expect(exchange('tolerate').at(-1)).toBe('< accept-completed | CS')
    expect(() => exchange('refuse')).toThrow('did not sign its list')
  })
})

function quiet(token: NegToken): NegToken {
  return token.kind === 'resp' ? { ...token, negState: 'accept-incomplete' } : token
}

describe('errors', () => {
  it('of the acceptor name what was offered', () => {
    const answer = (): unknown =>
      acceptor([ntlm]).step(writeNegToken({ kind: 'init', mechTypes: [mechanismOid.negoex, '1.2.3'] }))
    expect(answer).toThrow('the initiator offers NegoEx, 1.2.3, none of which is accepted')
  })

  it('a rejection is an AuthError', () => {
    const client = initiator([ntlm])
    client.step()
    expect(thrownBy(() => client.step(writeNegToken({ kind: 'resp', negState: 'reject' })))).toMatchObject({ reason: 'rejected' })
  })

  test.each<[string, NegToken]>([
    ['the end before the mechanism is done', { kind: 'resp', negState: 'accept-completed' }],
    ['no token where one is needed', { kind: 'resp', negState: 'accept-incomplete' }],
    [
      'a MIC before the mechanism is done',
      { kind: 'resp', negState: 'accept-incomplete', responseToken: utf8('NTLM 9'), mechListMic: utf8('x') },
    ],
    ['NegTokenInit as an answer', { kind: 'init', mechTypes: [] }],
  ])('%s is a PeerError, and the context is dead', (_, token) => {
    const client = initiator([oldNtlm])
    client.step()
    expect(thrownBy(() => client.step(writeNegToken(token)))).toBeInstanceOf(PeerError)
    expect(() => client.step(writeNegToken(token))).toThrow(MisuseError)
    expect(client.complete).toBe(false)
  })

  it('an acceptor that never ends is left', () => {
    const client = initiator([oldNtlm])
    client.step()
    client.step(writeNegToken({ kind: 'resp', responseToken: utf8('NTLM 2') }))
    const more = writeNegToken({ kind: 'resp', negState: 'accept-incomplete' })
    expect(shape(client.step(more))).toBe('accept-incomplete MIC')
    expect(() => client.step(more)).toThrow('does not come to an end')
  })

  it('anything that is no token is a DecodeError', () => {
    const client = initiator([ntlm])
    client.step()
    expect(() => client.step(utf8('<html>'))).toThrow(DecodeError)
    expect(() => acceptor([ntlm]).step(utf8('<html>'))).toThrow(PeerError)
  })

  it('nothing is protected before the end', () => {
    const client = initiator([ntlm])
    expect(() => client.sessionKey).toThrow(MisuseError)
    expect(() => client.wrap(utf8('x'))).toThrow(MisuseError)
    expect([client.mechanism, client.delegated, client.initiatorName]).toEqual(['Negotiate', false, undefined])
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
