import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MisuseError, PeerError } from '../../../../src/base/errors.js'
import type { ChannelBindings } from '../../../../src/protocol/gss/security-context.js'
import { acquireServiceTicket, acquireTicketGrantingTicket } from '../../../../src/protocol/kerberos/client/acquire-ticket.js'
import { serviceName } from '../../../../src/protocol/kerberos/client/service-names.js'
import { forwardedTicket } from '../../../../src/protocol/kerberos/client/service-ticket.js'
import { KerberosAcceptor, type KerberosAcceptorOptions } from '../../../../src/protocol/kerberos/context/kerberos-acceptor.js'
import { KerberosInitiator, type KerberosInitiatorOptions } from '../../../../src/protocol/kerberos/context/kerberos-initiator.js'
import { ReplayCache } from '../../../../src/protocol/kerberos/context/replay-cache.js'
import { KerberosError } from '../../../../src/protocol/kerberos/kerberos-error.js'
import { principalText } from '../../../../src/protocol/kerberos/messages/principal.js'
import { TicketCache } from '../../../../src/protocol/kerberos/ticket-cache.js'
import { defined } from '../../../harness/defined.js'
import { fakeClock } from '../../../harness/fake-clock.js'
import { utf8 } from '../../../harness/hex.js'
import { converse, fakeRandom, fakeRealm, password, principal, serviceKeys } from '../../../harness/kerberos-realm.js'

const clock = fakeClock()
const realm = fakeRealm('CORP.EXAMPLE', { clock, pac: ({ service }) => utf8(`pac ${service.name.components.join('/')}`) })
const kdc = ['CORP.EXAMPLE', realm.kdc] as const
const client = principal('user@CORP.EXAMPLE')
const keys = realm.keytab('HTTP/web01@CORP.EXAMPLE')
const tls: ChannelBindings = { applicationData: utf8('tls-server-end-point:certificate') }
const otherTls: ChannelBindings = { applicationData: utf8('tls-server-end-point:another one') }

function tickets(encryptionTypes?: readonly number[]) {
  const random = fakeRandom(`client ${encryptionTypes}`)
  const common = { peer: 'web01', clock, random, ...(encryptionTypes === undefined ? {} : { encryptionTypes }) }
  const options = { ...common, client, secret: { kind: 'password', password } as const, cache: new TicketCache() }
  const { result: credential } = converse(acquireServiceTicket([serviceName('HTTP/web01')], options), kdc)
  const { result: tgt } = converse(acquireTicketGrantingTicket(options), kdc)
  return { credential, forwarded: () => converse(forwardedTicket(tgt, common), kdc).result }
}

const { credential, forwarded } = tickets()

function initiator(options: Partial<KerberosInitiatorOptions> = {}): KerberosInitiator {
  return new KerberosInitiator({ peer: 'web01', credential, clock, random: fakeRandom('initiator'), ...options })
}

function acceptor(options: Partial<KerberosAcceptorOptions> = {}): KerberosAcceptor {
  return new KerberosAcceptor({
    peer: 'web01',
    keys,
    clock,
    random: fakeRandom('acceptor'),
    replays: new ReplayCache(),
    ...options,
  })
}

function connect(left: KerberosInitiator, right: KerberosAcceptor): void {
  let token = left.step()
  while (token !== undefined) {
    const answer = right.step(token)
    token = answer === undefined ? undefined : left.step(answer)
  }
  expect([left.complete, right.complete]).toEqual([true, true])
}

function refusal(action: () => unknown): KerberosError {
  try {
    action()
  } catch (error) {
    if (error instanceof KerberosError) return error
    throw error
  }
  throw new Error('it was accepted')
}

describe.each([17, 18, 19, 20, 23])('with tickets of type %i', (number) => {
  const { credential: ticket } = tickets([number])

  test.each([false, true])('both sides know each other and talk, DCE style: %s', (dceStyle) => {
    const left = initiator({ credential: ticket, dceStyle })
    const right = acceptor()
    connect(left, right)
    expect(right.initiatorName).toBe('user@CORP.EXAMPLE')
    expect(left.sessionKey).toEqual(right.sessionKey)
    expect(right.delegated).toBe(false)
    expect(new TextDecoder().decode(right.authorization)).toBe('pac HTTP/web01')
    const text = utf8('Get-CimInstance')
    right.verify(text, left.sign(text))
    left.verify(text, right.sign(text))
    const { token, data } = left.seal([{ kind: 'data', bytes: text }])
    expect(right.unseal(token, [{ kind: 'data', bytes: defined(data[0]) }])).toEqual([text])
    if (!dceStyle) expect(left.unwrap(right.wrap(text))).toEqual(text)
  })
})

describe('channel bindings', () => {
  test.each([
    ['the same channel', tls, tls, 'strict'],
    ['a client that does not bind, when that is tolerated', undefined, tls, 'relaxed'],
    ['anything, when nothing is checked', otherTls, tls, 'none'],
    ['a server that is not on a channel', tls, undefined, 'relaxed'],
  ] as const)('%s', (_, sent, expected, channelBindingPolicy) => {
    connect(initiator({ channelBindings: sent }), acceptor({ channelBindings: expected, channelBindingPolicy }))
  })

  test.each([
    ['another channel', otherTls, 'relaxed', 'bound to another channel'],
    ['another channel', otherTls, 'strict', 'bound to another channel'],
    ['a client that does not bind', undefined, 'strict', 'does not bind'],
  ] as const)('%s is refused', (_, sent, channelBindingPolicy, message) => {
    const right = acceptor({ channelBindings: tls, channelBindingPolicy })
    const error = refusal(() => right.step(initiator({ channelBindings: sent }).step()))
    expect(error.message).toContain(message)
    expect(right.complete).toBe(false)
    expect(() => right.step(utf8('again'))).toThrow(MisuseError)
  })
})

test('a forwarded ticket is handed on', () => {
  const handed = forwarded()
  const left = initiator({ delegation: handed })
  const right = acceptor()
  connect(left, right)
  expect([left.delegated, right.delegated]).toEqual([true, true])
  const received = defined(right.delegation)
  expect(principalText(received.client)).toBe('user@CORP.EXAMPLE')
  expect(received.ticket).toEqual(handed.ticket)
  expect(received.key.equals(handed.key)).toBe(true)
  // It is good for tickets in the user's name.
  const cache = TicketCache.of([received])
  const options = { peer: 'web01', clock, random: fakeRandom('second hop'), client, secret: undefined, cache }
  expect(converse(acquireServiceTicket([serviceName('HTTP/web01')], options), kdc).sent).toHaveLength(1)
})

describe('what an acceptor refuses', () => {
  test('a ticket for a version of the key it does not have', () => {
    const newer = serviceKeys('new password').map((key) => ({ principal: defined(keys[0]).principal, kvno: 4, key }))
    const error = refusal(() => acceptor({ keys: newer }).step(initiator().step()))
    expect(error.message).toBe(
      'web01: HTTP/web01@CORP.EXAMPLE: the ticket is for version 3 of the key, the service has 4 (KRB_AP_ERR_BADKEYVER in the AP exchange)',
    )
    expect(error.hint).toContain('setspn')
  })

  test('a ticket of another service, or of a type it has no key of', () => {
    const other = serviceKeys('other').map((key) => ({ principal: principal('HTTP/web02@CORP.EXAMPLE'), kvno: 3, key }))
    expect(refusal(() => acceptor({ keys: other }).step(initiator().step())).errorName).toBe('KRB_AP_ERR_MODIFIED')
    expect(refusal(() => acceptor({ keys: [] }).step(initiator().step())).errorName).toBe('KRB_AP_ERR_NOKEY')
  })

  test('an expired ticket', () => {
    const late = { now: () => credential.endTime + 6 * 60_000 }
    expect(refusal(() => acceptor({ clock: late }).step(initiator({ clock: late }).step())).errorName).toBe(
      'KRB_AP_ERR_TKT_EXPIRED',
    )
  })

  test('a clock that differs too much: the initiator is told', () => {
    const left = initiator({ clock: { now: () => clock.now() - 6 * 60_000 } })
    const error = refusal(() => acceptor().step(left.step()))
    expect(error).toMatchObject({ errorName: 'KRB_AP_ERR_SKEW', reason: 'clock-skew' })
    const told = refusal(() => left.step(error.token))
    expect(told.message).toBe('web01: HTTP/web01@CORP.EXAMPLE: the clocks differ too much (KRB_AP_ERR_SKEW in the AP exchange)')
  })

  test('a request it has seen before', () => {
    const replays = new ReplayCache()
    const token = initiator().step()
    acceptor({ replays }).step(token)
    expect(refusal(() => acceptor({ replays }).step(token)).errorName).toBe('KRB_AP_ERR_REPEAT')
  })

  test('a request that was changed or cut short', () => {
    const token = defined(initiator().step())
    for (let at = 0; at < token.length; at += 7) {
      const step = () => acceptor().step(token.with(at, defined(token[at]) ^ 0x10))
      // Names outside of the encrypted parts decide nothing: the keys do.
      try {
        step()
      } catch (error) {
        expect(error instanceof PeerError || error instanceof KerberosError, String(error)).toBe(true)
      }
    }
    for (let length = 0; length < token.length; length += 5) {
      expect(() => acceptor().step(token.subarray(0, length))).toThrow(PeerError)
    }
  })

  test('any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(() => acceptor().step(bytes)).toThrow(PeerError)
        const left = initiator()
        left.step()
        expect(() => left.step(bytes)).toThrow(PeerError)
      }),
    )
  })

  test('its own AP-REP as the third leg', () => {
    const left = initiator({ dceStyle: true })
    const right = acceptor()
    const reply = defined(right.step(left.step()))
    expect(right.complete).toBe(false)
    expect(() => right.step(reply)).toThrow('third leg')
  })
})

describe('what an initiator refuses', () => {
  test('a service that cannot decrypt the ticket', () => {
    const left = initiator()
    left.step()
    const { credential: another } = tickets([17])
    const reply = acceptor().step(initiator({ credential: another }).step())
    expect(() => left.step(reply)).toThrow('it is not the service')
  })

  test('no answer at all', () => {
    const left = initiator()
    left.step()
    expect(() => left.step()).toThrow('it has not proven who it is')
  })

  test('the answer to another request', () => {
    const left = initiator()
    left.step()
    const later = initiator({ clock: { now: () => clock.now() + 1000 }, random: fakeRandom('later') })
    expect(() => left.step(acceptor().step(later.step()))).toThrow('answers another request')
  })
})

test('messages before there is a key are misuse and leave the context as it is', () => {
  const left = initiator()
  expect(() => left.wrap(utf8('x'))).toThrow(MisuseError)
  expect(() => left.sessionKey).toThrow(MisuseError)
  connect(left, acceptor())
  expect(() => left.step(utf8('x'))).toThrow(MisuseError)
})

test('the replay cache forgets what is too old, and is bounded', () => {
  const cache = new ReplayCache({ limit: 3 })
  expect(cache.add(utf8('a'), { now: 0, until: 10 })).toBe(true)
  expect(cache.add(utf8('a'), { now: 10, until: 10 })).toBe(false)
  expect(cache.add(utf8('a'), { now: 11, until: 20 })).toBe(true)
  for (const name of ['b', 'c', 'd']) cache.add(utf8(name), { now: 12, until: 20 })
  expect(cache.add(utf8('d'), { now: 12, until: 20 })).toBe(false)
  expect(cache.add(utf8('a'), { now: 12, until: 20 })).toBe(true)
})
