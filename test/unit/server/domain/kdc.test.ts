import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Secret } from '../../../../src/base/secret.js'
import { initialTicket } from '../../../../src/protocol/kerberos/client/initial-ticket.js'
import { serviceName } from '../../../../src/protocol/kerberos/client/service-names.js'
import { forwardedTicket, serviceTicket } from '../../../../src/protocol/kerberos/client/service-ticket.js'
import { findPac } from '../../../../src/protocol/kerberos/context/ap-options.js'
import type { KerberosKey } from '../../../../src/protocol/kerberos/crypto/kerberos-key.js'
import { keyUsage } from '../../../../src/protocol/kerberos/crypto/key-usage.js'
import type { KeytabEntry } from '../../../../src/protocol/kerberos/files/keytab.js'
import { KerberosError } from '../../../../src/protocol/kerberos/kerberos-error.js'
import { decryptData } from '../../../../src/protocol/kerberos/messages/encrypted-data.js'
import { decodeKrbError, isKrbError } from '../../../../src/protocol/kerberos/messages/krb-error.js'
import { principalText } from '../../../../src/protocol/kerberos/messages/principal.js'
import { nameType } from '../../../../src/protocol/kerberos/messages/principal-name.js'
import { decodeEncTicketPart, type EncTicketPart, ticketFlag } from '../../../../src/protocol/kerberos/messages/ticket.js'
import type { TicketCredential } from '../../../../src/protocol/kerberos/ticket-credential.js'
import type { Domain } from '../../../../src/server/domain/domain.js'
import { defined } from '../../../harness/defined.js'
import { converse, fakeRandom, principal } from '../../../harness/kerberos-realm.js'
import { account, clock, domain, right } from './fixture.js'

const realm = 'CORP.EXAMPLE'
const web01 = { name: 'WEB01', dnsName: 'web01.corp.example' }
let runs = 0

/** Other random numbers each time: the KDC refuses what it has seen. */
const common = () => ({ peer: realm, clock, random: fakeRandom(`client ${runs++}`), clockOffset: 0 })

function logOn(at: Domain, user = `alice@${realm}`, password = right): TicketCredential {
  const secret = { kind: 'password', password } as const
  return converse(initialTicket({ ...common(), client: principal(user), secret }), [realm, at]).result.credential
}

function ticketFor(at: Domain, tgt: TicketCredential, service: string): TicketCredential {
  return converse(serviceTicket({ tgt, service: serviceName(service) }, common()), [realm, at]).result.credential
}

function refusal(action: () => unknown): KerberosError {
  try {
    action()
  } catch (error) {
    if (error instanceof KerberosError) return error
    throw error
  }
  throw new Error('it was not refused')
}

function opened({ ticket }: TicketCredential, keys: readonly KerberosKey[]): EncTicketPart {
  const key = defined(keys.find(({ type }) => type.number === ticket.encPart.etype))
  return decodeEncTicketPart(defined(decryptData(ticket.encPart, key, keyUsage.ticket)))
}

const keysOf = (entries: readonly KeytabEntry[], service: string): readonly KerberosKey[] =>
  entries.filter((entry) => principalText(entry.principal) === `${service}@${realm}`).map(({ key }) => key)

describe('the KDC of a domain', () => {
  test.each(['alice', 'ALICE', 'alice@corp.example'])('knows the user as %s', (name) => {
    const tgt = converse(
      initialTicket({
        ...common(),
        client: { name: { type: name.includes('@') ? nameType.enterprise : nameType.principal, components: [name] }, realm },
        secret: { kind: 'password', password: right },
      }),
      [realm, domain()],
    ).result.credential
    expect(principalText(tgt.client).toLowerCase()).toBe(`alice@${realm}`.toLowerCase())
    expect(tgt.key.type.number).toBe(18)
  })

  test.each(['HTTP', 'host', 'WSMAN', 'RestrictedKrbHost'])('gives tickets for %s of a computer that has joined', (service) => {
    const at = domain()
    const keytab = at.join(web01)
    const tgt = logOn(at)
    for (const name of [`${service}/web01.corp.example`, `${service}/WEB01`]) {
      const credential = ticketFor(at, tgt, name)
      const { cname, authorizationData } = opened(credential, keysOf(keytab, name))
      expect(cname.components).toEqual(['alice'])
      expect(findPac(authorizationData)).toBeDefined()
    }
    expect(refusal(() => ticketFor(at, tgt, `${service}/web02.corp.example`)).errorName).toBe('KDC_ERR_S_PRINCIPAL_UNKNOWN')
  })

  test('gives a computer other keys when it joins again', () => {
    const at = domain()
    const [old, renewed] = [at.join(web01), at.join(web01)]
    const credential = ticketFor(at, logOn(at), 'HTTP/web01.corp.example')
    opened(credential, keysOf(renewed, 'HTTP/web01.corp.example'))
    expect(() => opened(credential, keysOf(old, 'HTTP/web01.corp.example'))).toThrow()
    expect([old, renewed].map(([entry]) => entry?.kvno)).toEqual([2, 3])
    expect(credential.ticket.encPart.kvno).toBe(3)
  })

  test('marks what may be forwarded to whom', () => {
    const at = domain([account(), account({ name: 'root', rid: 1105, sensitive: true })])
    at.join({ ...web01, trustedForDelegation: true })
    at.join({ name: 'WEB02', dnsName: 'web02.corp.example' })
    const tgt = logOn(at)
    expect(ticketFor(at, tgt, 'HTTP/WEB01').flags & ticketFlag.okAsDelegate).toBe(ticketFlag.okAsDelegate)
    expect(ticketFor(at, tgt, 'HTTP/WEB02').flags & ticketFlag.okAsDelegate).toBe(0)
    const forwarded = converse(forwardedTicket(tgt, common()), [realm, at]).result
    expect(forwarded.flags & ticketFlag.forwarded).toBe(ticketFlag.forwarded)
    const sensitive = logOn(at, `root@${realm}`)
    expect(sensitive.flags & ticketFlag.forwardable).toBe(0)
    expect(refusal(() => converse(forwardedTicket(sensitive, common()), [realm, at])).errorName).toBe('KDC_ERR_BADOPTION')
  })

  test.each([
    ['disabled', 'KDC_ERR_CLIENT_REVOKED', 'the account is disabled'],
    ['expired', 'KDC_ERR_CLIENT_REVOKED', 'expired'],
    ['locked', 'KDC_ERR_CLIENT_REVOKED', 'locked after too many wrong passwords'],
    ['password-expired', 'KDC_ERR_KEY_EXPIRED', 'the password has expired'],
    ['password-must-change', 'KDC_ERR_KEY_EXPIRED', 'password'],
  ] as const)('refuses a user whose account is %s', (state, errorName, meaning) => {
    const error = refusal(() => logOn(domain([account({ state })])))
    expect(error).toMatchObject({ errorName, step: 'AS exchange', reason: 'rejected' })
    expect(error.message).toContain(meaning)
  })

  test.each(['password-expired', 'password-must-change'] as const)(
    'tells %s to nobody who does not know the password',
    (state) => {
      const error = refusal(() => logOn(domain([account({ state })]), `alice@${realm}`, new Secret('wrong')))
      expect(error.errorName).toBe('KDC_ERR_PREAUTH_FAILED')
    },
  )

  test('counts wrong passwords together with the hosts, and the right one ends the count', () => {
    const at = domain([account()], { lockoutAfter: 3 })
    const wrong = (): KerberosError => refusal(() => logOn(at, `ALICE@${realm}`, new Secret('wrong')))
    expect([wrong().errorName, wrong().errorName]).toEqual(['KDC_ERR_PREAUTH_FAILED', 'KDC_ERR_PREAUTH_FAILED'])
    logOn(at)
    wrong()
    at.accounts.passwordChecked?.({ domainName: 'CORP', userName: 'alice' }, 'wrong')
    expect(wrong().errorName).toBe('KDC_ERR_PREAUTH_FAILED')
    expect(refusal(() => logOn(at)).errorName).toBe('KDC_ERR_CLIENT_REVOKED')
    expect(at.accounts.find({ domainName: 'CORP', userName: 'alice' })).toBeUndefined()
  })

  test('gives no tickets for users, whose passwords could be guessed from them', () => {
    const at = domain([account(), account({ name: 'bob', rid: 1105 })])
    expect(refusal(() => ticketFor(at, logOn(at), 'bob')).errorName).toBe('KDC_ERR_MUST_USE_USER2USER')
  })

  test('knows no other user, and no service as one', () => {
    const at = domain()
    for (const name of ['bob', 'krbtgt/CORP.EXAMPLE', 'alice/admin'])
      expect(refusal(() => logOn(at, `${name}@${realm}`)).errorName).toBe('KDC_ERR_C_PRINCIPAL_UNKNOWN')
  })

  test('answers any bytes, and messages that were changed on their way', () => {
    const at = domain()
    at.join(web01)
    const recorded: Uint8Array[] = []
    const watched = {
      ...at,
      answer: (bytes: Uint8Array, from: Parameters<Domain['answer']>[1]) => {
        recorded.push(bytes)
        return at.answer(bytes, from)
      },
    }
    ticketFor(watched, logOn(watched), 'HTTP/WEB01')
    expect(recorded).toHaveLength(3)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(isKrbError(at.answer(bytes, { transport: 'udp' }))).toBe(true)
      }),
    )
    const changes = fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(fc.constantFrom(...recorded), changes, fc.nat(2000), (message, list, length) => {
        const touched = message.slice(0, length > 1000 ? undefined : length)
        for (const [place, value] of list) if (place < touched.length) touched[place] = value
        expect(at.answer(touched, { transport: 'tcp' }).length).toBeGreaterThan(0)
      }),
      { numRuns: 300 },
    )
    expect(decodeKrbError(at.tooLong())).toMatchObject({ errorCode: 61, realm })
  })
})
