import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PeerError } from '../../../../src/base/errors.js'
import { Secret } from '../../../../src/base/secret.js'
import {
  type AcquireOptions,
  acquireServiceTicket,
  acquireTicketGrantingTicket,
} from '../../../../src/protocol/kerberos/client/acquire-ticket.js'
import { type InitialTicketOptions, initialTicket } from '../../../../src/protocol/kerberos/client/initial-ticket.js'
import type { KdcMessage } from '../../../../src/protocol/kerberos/client/kdc-conversation.js'
import { serviceName, winrmServiceNames } from '../../../../src/protocol/kerberos/client/service-names.js'
import { forwardedTicket } from '../../../../src/protocol/kerberos/client/service-ticket.js'
import { KerberosError } from '../../../../src/protocol/kerberos/kerberos-error.js'
import {
  decodeKdcRequest,
  encodeKdcRequest,
  encodeKdcRequestBody,
} from '../../../../src/protocol/kerberos/messages/kdc-request.js'
import { decodeKrbError, encodeKrbError, isKrbError } from '../../../../src/protocol/kerberos/messages/krb-error.js'
import { encodeEtypeInfo2, encodeMethodData } from '../../../../src/protocol/kerberos/messages/pa-data.js'
import { principalText } from '../../../../src/protocol/kerberos/messages/principal.js'
import { ticketFlag } from '../../../../src/protocol/kerberos/messages/ticket.js'
import { TicketCache } from '../../../../src/protocol/kerberos/ticket-cache.js'
import { defined } from '../../../harness/defined.js'
import { fakeClock } from '../../../harness/fake-clock.js'
import { utf8 } from '../../../harness/hex.js'
import { converse, fakeRandom, fakeRealm, password, principal, serviceKeys } from '../../../harness/kerberos-realm.js'

const clock = fakeClock()
const client = principal('user@CORP.EXAMPLE')

function setup(options: Partial<Parameters<typeof fakeRealm>[1]> = {}) {
  const realm = fakeRealm('CORP.EXAMPLE', { clock, ...options })
  const kdc = ['CORP.EXAMPLE', realm.kdc] as const
  const common = { peer: 'web01', client, clock, random: fakeRandom() }
  const secret = { kind: 'password', password } as const
  const initial = (changed: Partial<InitialTicketOptions> = {}) => converse(initialTicket({ ...common, secret, ...changed }), kdc)
  const acquiring = (changed: Partial<AcquireOptions> = {}): AcquireOptions => ({
    ...common,
    secret,
    cache: new TicketCache(),
    ...changed,
  })
  return { ...realm, kdcs: kdc, common, initial, acquiring }
}

function failure(action: () => unknown): KerberosError {
  try {
    action()
  } catch (error) {
    if (error instanceof KerberosError) return error
    throw error
  }
  throw new Error('it did not fail')
}

describe('AS exchange', () => {
  test('a password gives a ticket-granting ticket, in two messages', () => {
    const { result, sent } = setup().initial()
    expect(sent).toEqual(['UDP CORP.EXAMPLE', 'UDP CORP.EXAMPLE'])
    const { credential } = result
    expect(principalText(credential.server)).toBe('krbtgt/CORP.EXAMPLE@CORP.EXAMPLE')
    expect(credential.key.type.number).toBe(18)
    expect(credential.flags).toBe(ticketFlag.initial | ticketFlag.preAuthent | ticketFlag.forwardable)
    expect(credential.endTime - clock.now()).toBe(10 * 3600_000)
  })

  test.each([17, 18, 19, 20, 23])('encryption type %i', (number) => {
    expect(setup().initial({ encryptionTypes: [number] }).result.credential.key.type.number).toBe(number)
  })

  test('keys of a keytab', () => {
    const { initial, keytab } = setup()
    const { credential } = initial({ secret: { kind: 'keys', keys: keytab('user@CORP.EXAMPLE') } }).result
    expect(principalText(credential.client)).toBe('user@CORP.EXAMPLE')
  })

  test('a keytab without a key for the account', () => {
    const { initial, keytab } = setup()
    const error = failure(() => initial({ secret: { kind: 'keys', keys: keytab('http/web01@corp.example') } }))
    expect(error.message).toContain('user@CORP.EXAMPLE: the keytab has no key of aes256-cts-hmac-sha1-96')
  })

  test('a wrong password is sent once', () => {
    const counted: boolean[] = []
    const { initial } = setup({ onPreauthentication: ({ correct }) => counted.push(correct) })
    const error = failure(() => initial({ secret: { kind: 'password', password: new Secret('wrong secret') } }))
    expect(error).toMatchObject({ step: 'AS exchange', errorName: 'KDC_ERR_PREAUTH_FAILED', reason: 'rejected', peer: 'web01' })
    expect(error.message).toBe(
      'web01: user@CORP.EXAMPLE: the password (or the key of the keytab) is wrong (KDC_ERR_PREAUTH_FAILED in the AS exchange)',
    )
    expect(JSON.stringify(error) + error.stack).not.toContain('wrong secret')
    expect(counted).toEqual([false])
  })

  test('without pre-authentication a wrong password shows in the reply', () => {
    const { initial, accounts, add } = setup()
    add({ ...defined(accounts.get('user@corp.example')), withoutPreauthentication: true })
    expect(initial().sent).toHaveLength(1)
    const error = failure(() => initial({ secret: { kind: 'password', password: new Secret('wrong') } }))
    expect(error.message).toContain('cannot be decrypted')
  })

  test('an account that is not there', () => {
    const error = failure(() => setup().initial({ client: principal('nobody@CORP.EXAMPLE') }))
    expect(error).toMatchObject({
      errorCode: 6,
      reason: 'rejected',
      hint: 'Check the user name and the domain it is looked up in.',
    })
  })

  test.each([
    ['disabled', 'the account is disabled (KDC_ERR_CLIENT_REVOKED'],
    ['expired', 'the account has expired (KDC_ERR_CLIENT_REVOKED'],
    ['locked', 'the account is locked after too many wrong passwords (KDC_ERR_CLIENT_REVOKED'],
    ['password-expired', 'the password has expired (KDC_ERR_KEY_EXPIRED'],
  ] as const)('an account that is %s', (state, message) => {
    const { initial, accounts, add } = setup()
    add({ ...defined(accounts.get('user@corp.example')), state })
    expect(failure(initial).message).toContain(message)
  })

  test('an account that has only RC4 keys, when RC4 is not asked for', () => {
    const { initial, accounts, add } = setup()
    const account = defined(accounts.get('user@corp.example'))
    add({ ...account, keys: account.keys.filter((key) => key.type.number === 23) })
    expect(failure(initial)).toMatchObject({ errorName: 'KDC_ERR_ETYPE_NOSUPP', reason: 'unsupported' })
  })

  test('a clock that is wrong by hours is corrected once, by the time of the KDC', () => {
    const { initial } = setup()
    const slow = { now: () => clock.now() - 3 * 3600_000 }
    const { result, sent } = initial({ clock: slow })
    expect(sent).toHaveLength(3)
    expect(result.clockOffset).toBeGreaterThan(3 * 3600_000 - 1000)
    expect(initial({ clock: slow, clockOffset: result.clockOffset, random: fakeRandom('2') }).sent).toHaveLength(2)
  })

  test('a clock that cannot be corrected', () => {
    const { initial } = setup()
    let time = clock.now()
    const error = failure(() => initial({ clock: { now: () => (time += 7 * 60_000) } }))
    expect(error).toMatchObject({ errorName: 'KRB_AP_ERR_SKEW', reason: 'clock-skew' })
    expect(error.hint).toContain('five minutes')
  })

  test('a repeated request gets the same answer; another one with the same proof is a replay', () => {
    const { kdc, common } = setup()
    const conversation = initialTicket({ ...common, secret: { kind: 'password', password } })
    const second = conversation.next(kdc.answer(sentBy(conversation.next()), { transport: 'udp' }))
    const request = sentBy(second)
    const answer = kdc.answer(request, { transport: 'udp' })
    expect(kdc.answer(request, { transport: 'udp' })).toEqual(answer)
    const { kind, padata, body } = decodeKdcRequest(request)
    const other = encodeKdcRequest({ kind, padata, encodedBody: encodeKdcRequestBody({ ...body, nonce: 5 }) })
    expect(decodeKrbError(kdc.answer(other, { transport: 'udp' })).errorCode).toBe(34)
  })

  test('an answer too long for UDP is asked for over TCP', () => {
    const { initial } = setup({ maximumDatagram: 300 })
    expect(initial().sent).toEqual(['UDP CORP.EXAMPLE', 'UDP CORP.EXAMPLE', 'TCP CORP.EXAMPLE'])
  })

  test('an account of another realm is followed there, and never in a circle', () => {
    const other = fakeRealm('OTHER.EXAMPLE', { clock })
    const { kdcs, common } = setup({ clientRealm: () => 'OTHER.EXAMPLE' })
    other.add({ ...defined(other.accounts.get('user@other.example')), principal: principal('elsewhere@OTHER.EXAMPLE') })
    const secret = { kind: 'password', password } as const
    const options = { ...common, secret, client: principal('elsewhere@CORP.EXAMPLE') }
    const { result } = converse(initialTicket(options), kdcs, ['OTHER.EXAMPLE', other.kdc])
    expect(principalText(result.credential.client)).toBe('elsewhere@OTHER.EXAMPLE')
    const circle = fakeRealm('OTHER.EXAMPLE', { clock, clientRealm: () => 'CORP.EXAMPLE' })
    expect(failure(() => converse(initialTicket(options), kdcs, ['OTHER.EXAMPLE', circle.kdc])).errorCode).toBe(68)
  })

  test.each([
    ['fewer than usual', 1],
    ['far too many', 0xffff_ffff],
  ])('iterations that are %s are refused', (_, count) => {
    const { kdc, common } = setup()
    const conversation = initialTicket({ ...common, secret: { kind: 'password', password } })
    const error = decodeKrbError(kdc.answer(sentBy(conversation.next()), { transport: 'udp' }))
    const parameters = new Uint8Array(4)
    new DataView(parameters.buffer).setUint32(0, count)
    const data = encodeMethodData([
      { type: 19, bytes: encodeEtypeInfo2([{ etype: 18, salt: utf8('salt'), parameters }]) },
      { type: 2, bytes: new Uint8Array() },
    ])
    expect(() => conversation.next(encodeKrbError({ ...error, data }))).toThrow('unreasonable number of iterations')
  })

  test('a KDC that wants a smart card', () => {
    const { kdc, common } = setup()
    const conversation = initialTicket({ ...common, secret: { kind: 'password', password } })
    const error = decodeKrbError(kdc.answer(sentBy(conversation.next()), { transport: 'udp' }))
    const data = encodeMethodData([{ type: 16, bytes: new Uint8Array() }])
    expect(() => conversation.next(encodeKrbError({ ...error, data }))).toThrow('does not accept a password for this account')
  })
})

describe('TGS exchange', () => {
  test('one ticket-granting ticket and one ticket per service for any number of hosts', () => {
    const { acquiring, kdcs } = setup()
    const options = acquiring()
    const sent: string[] = []
    for (let host = 0; host < 50; host++)
      sent.push(...converse(acquireServiceTicket([serviceName('HTTP/web01')], options), kdcs).sent)
    expect(sent).toHaveLength(3)
    expect(options.cache.values()).toHaveLength(2)
  })

  test('names are tried in order until one is known', () => {
    const { acquiring, kdcs, add } = setup()
    add({ principal: principal('host/web02@CORP.EXAMPLE'), kvno: 1, keys: serviceKeys('web02') })
    const { result } = converse(acquireServiceTicket(winrmServiceNames('web02'), acquiring()), kdcs)
    expect(principalText(result.server)).toBe('host/web02@CORP.EXAMPLE')
  })

  test('a service that is not known under any name', () => {
    const { acquiring, kdcs } = setup()
    const error = failure(() => converse(acquireServiceTicket(winrmServiceNames('web99'), acquiring()), kdcs))
    expect(error.message).toBe(
      'web01: HTTP/web99@CORP.EXAMPLE: the realm has no such service (KDC_ERR_S_PRINCIPAL_UNKNOWN in the TGS exchange)',
    )
    expect(failure(() => converse(acquireServiceTicket(winrmServiceNames('10.0.0.1'), acquiring()), kdcs)).message).toContain(
      'no name',
    )
  })

  test('a cache that holds no ticket, and no password', () => {
    const { acquiring, kdcs } = setup()
    const error = failure(() => converse(acquireTicketGrantingTicket(acquiring({ secret: undefined })), kdcs))
    expect(error.hint).toBe('Run `kinit` again.')
  })

  test('an expired ticket-granting ticket is replaced', () => {
    const { acquiring, kdcs } = setup()
    const options = acquiring()
    converse(acquireTicketGrantingTicket(options), kdcs)
    expect(converse(acquireTicketGrantingTicket(options), kdcs).sent).toHaveLength(0)
    const later = { now: () => clock.now() + 10 * 3600_000 }
    const lateRealm = setup({ clock: later })
    expect(converse(acquireTicketGrantingTicket({ ...options, clock: later }), lateRealm.kdcs).sent).toHaveLength(2)
  })

  test('referrals lead from realm to realm', () => {
    const { acquiring, kdcs, add } = setup({ referral: () => 'B.EXAMPLE' })
    const b = fakeRealm('B.EXAMPLE', { clock, referral: () => 'C.EXAMPLE' })
    const c = fakeRealm('C.EXAMPLE', { clock })
    const trust = (from: string, to: string) => ({
      principal: principal(`krbtgt/${to}@${from}`),
      kvno: 1,
      keys: serviceKeys(`${from} ${to}`, [18]),
    })
    add(trust('CORP.EXAMPLE', 'B.EXAMPLE'))
    b.add(trust('CORP.EXAMPLE', 'B.EXAMPLE'))
    b.add(trust('B.EXAMPLE', 'C.EXAMPLE'))
    c.add(trust('B.EXAMPLE', 'C.EXAMPLE'))
    c.add({ principal: principal('HTTP/far@C.EXAMPLE'), kvno: 1, keys: serviceKeys('far') })
    const options = acquiring()
    const realms = [kdcs, ['B.EXAMPLE', b.kdc] as const, ['C.EXAMPLE', c.kdc] as const]
    const { result, sent } = converse(acquireServiceTicket([serviceName('HTTP/far')], options), ...realms)
    expect(principalText(result.server)).toBe('HTTP/far@C.EXAMPLE')
    expect(principalText(result.client)).toBe('user@CORP.EXAMPLE')
    expect(sent.slice(2)).toEqual(['UDP CORP.EXAMPLE', 'UDP B.EXAMPLE', 'UDP C.EXAMPLE'])
    expect(options.cache.values()).toHaveLength(4)
  })

  test('referrals in a circle end', () => {
    const { acquiring, kdcs, add } = setup({ referral: () => 'B.EXAMPLE' })
    const b = fakeRealm('B.EXAMPLE', { clock, referral: () => 'CORP.EXAMPLE' })
    for (const [from, to] of [['CORP.EXAMPLE', 'B.EXAMPLE'] as const, ['B.EXAMPLE', 'CORP.EXAMPLE'] as const]) {
      const trust = { principal: principal(`krbtgt/${to}@${from}`), kvno: 1, keys: serviceKeys(`${from} ${to}`, [18]) }
      add(trust)
      b.add(trust)
    }
    const run = () => converse(acquireServiceTicket([serviceName('HTTP/far')], acquiring()), kdcs, ['B.EXAMPLE', b.kdc])
    expect(run).toThrow(/circle|policy/)
  })

  test('a forwarded ticket, unless the account must not be delegated', () => {
    const { acquiring, kdcs, common, accounts, add } = setup()
    const { result: tgt } = converse(acquireTicketGrantingTicket(acquiring()), kdcs)
    const { result } = converse(forwardedTicket(tgt, common), kdcs)
    expect(result.flags & ticketFlag.forwarded).toBe(ticketFlag.forwarded)
    add({ ...defined(accounts.get('user@corp.example')), sensitive: true })
    const { result: bound } = converse(acquireTicketGrantingTicket(acquiring({ random: fakeRandom('3') })), kdcs)
    expect(failure(() => converse(forwardedTicket(bound, common), kdcs)).errorName).toBe('KDC_ERR_BADOPTION')
  })

  test('the PAC comes from the callback, and the TGS is given the former one', () => {
    const seen: (string | undefined)[] = []
    const { acquiring, kdcs } = setup({
      pac: ({ previous, service }) => {
        seen.push(previous === undefined ? undefined : new TextDecoder().decode(previous))
        return utf8(`pac for ${service.name.components.join('/')}`)
      },
    })
    converse(acquireServiceTicket([serviceName('HTTP/web01')], acquiring()), kdcs)
    expect(seen).toEqual([undefined, 'pac for krbtgt/CORP.EXAMPLE'])
  })
})

describe('the KDC with hostile clients', () => {
  test('any change of a TGS-REQ is refused', () => {
    const { acquiring, kdcs, kdc, common } = setup()
    const { result: tgt } = converse(acquireTicketGrantingTicket(acquiring()), kdcs)
    const bytes = sentBy(forwardedTicket(tgt, common).next())
    const bodyAt = bytes.length - decodeKdcRequest(bytes).encodedBody.length
    for (let at = bodyAt; at < bytes.length; at++) {
      const answer = kdc.answer(bytes.with(at, defined(bytes[at]) ^ 0x04), { transport: 'tcp' })
      expect(isKrbError(answer), `byte ${at}`).toBe(true)
    }
    for (let length = 0; length < bytes.length; length += 7) {
      expect(isKrbError(kdc.answer(bytes.subarray(0, length), { transport: 'tcp' }))).toBe(true)
    }
  })

  test('the client refuses any change of a reply', () => {
    const { kdc, common } = setup()
    const secret = { kind: 'password', password } as const
    const begin = () => {
      const conversation = initialTicket({ ...common, random: fakeRandom('fixed'), secret })
      return { conversation, first: conversation.next() }
    }
    const { conversation, first } = begin()
    const needed = kdc.answer(sentBy(first), { transport: 'tcp' })
    const reply = kdc.answer(sentBy(conversation.next(needed)), { transport: 'tcp' })
    for (let at = reply.length - 200; at < reply.length; at += 13) {
      const again = begin()
      again.conversation.next(needed)
      expect(() => again.conversation.next(reply.with(at, defined(reply[at]) ^ 1))).toThrow()
    }
    const answered = begin()
    answered.conversation.next(needed)
    expect(answered.conversation.next(reply).done).toBe(true)
    // The same reply to another request has another nonce.
    const other = initialTicket({ ...common, random: fakeRandom('other'), secret })
    other.next()
    other.next(needed)
    expect(() => other.next(reply)).toThrow(PeerError)
  })
})

test('a KDC answers any bytes with a KRB-ERROR', () => {
  const { kdc } = setup()
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(isKrbError(kdc.answer(bytes, { transport: 'udp' }))).toBe(true)
    }),
  )
})

test('a client takes any answer, or refuses it with an error of the protocol', () => {
  const { common } = setup()
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const conversation = initialTicket({ ...common, secret: { kind: 'password', password } })
      conversation.next()
      try {
        conversation.next(bytes)
      } catch (error) {
        expect(error instanceof PeerError || error instanceof KerberosError).toBe(true)
      }
    }),
  )
})

/** The message a conversation sends. */
function sentBy(step: IteratorResult<KdcMessage, unknown>): Uint8Array {
  if (step.done === true) throw new Error('nothing was sent')
  return step.value.bytes
}
