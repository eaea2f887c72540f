import { describe, expect, test } from 'vitest'
import { fileTimeOf } from '../../../../src/base/file-time.js'
import type { PacRequest } from '../../../../src/protocol/kerberos/kdc/kdc-options.js'
import { decodeClientInfo } from '../../../../src/protocol/pac/client-info.js'
import { decodeLogonInfo, sidsOf } from '../../../../src/protocol/pac/logon-info.js'
import { decodePac, encodePac, pacType } from '../../../../src/protocol/pac/pac.js'
import { hasKdcSignature, hasServerSignature, signPac } from '../../../../src/protocol/pac/signature.js'
import { decodeUpnDnsInfo } from '../../../../src/protocol/pac/upn-dns-info.js'
import { composePac } from '../../../../src/server/domain/compose-pac.js'
import { ticketPac } from '../../../../src/server/domain/ticket-pac.js'
import { defined } from '../../../harness/defined.js'
import { principal, serviceKeys } from '../../../harness/kerberos-realm.js'
import { account, domainSid } from './fixture.js'

const place = { name: 'corp.example', netbiosName: 'CORP', sid: domainSid, realm: 'CORP.EXAMPLE' }
const authTime = Date.UTC(2026, 0, 2, 3, 4, 5, 678)
/** Of which a ticket has no parts. */
const ticketTime = Date.UTC(2026, 0, 2, 3, 4, 5)
const client = principal('alice@CORP.EXAMPLE')
const subject = { account: account({ fullName: 'Alice Example' }), client, authTime, domain: place }
const [serviceKey, kdcKey, otherKey] = ['web01', 'krbtgt', 'other'].map((seed) => defined(serviceKeys(seed)[0])) as [
  ReturnType<typeof serviceKeys>[number],
  ReturnType<typeof serviceKeys>[number],
  ReturnType<typeof serviceKeys>[number],
]
const options = { domain: place, accountOf: () => subject.account }
const request = (changed: Partial<PacRequest> = {}): PacRequest => ({
  client,
  service: principal('HTTP/web01@CORP.EXAMPLE'),
  authTime,
  previous: undefined,
  serviceKey,
  kdcKey,
  ...changed,
})
const first = (): Uint8Array => defined(ticketPac(request({ serviceKey: kdcKey }), options))
const signed = (of: typeof subject): Uint8Array => signPac(composePac(of), { serverKey: kdcKey, kdcKey })
const part = (pac: Uint8Array, type: number): Uint8Array => defined(decodePac(pac).find((each) => each.type === type)).bytes

describe('the PAC of a user', () => {
  test('says who it is, and its groups', () => {
    const pac = encodePac(composePac(subject))
    const info = decodeLogonInfo(part(pac, pacType.logonInfo))
    expect(info).toMatchObject({
      effectiveName: 'alice',
      fullName: 'Alice Example',
      userId: 1104,
      primaryGroupId: 513,
      logonDomainName: 'CORP',
      logonDomainId: domainSid,
      userAccountControl: 0x10,
      userFlags: 0x20,
      logonTime: fileTimeOf(authTime),
    })
    expect(sidsOf(info)).toEqual([`${domainSid}-1104`, `${domainSid}-513`, `${domainSid}-512`, 'S-1-18-1'])
    expect(decodeClientInfo(part(pac, pacType.clientInfo))).toEqual({ name: 'alice', authTime: fileTimeOf(ticketTime) })
    expect(decodeUpnDnsInfo(part(pac, pacType.upnDnsInfo))).toEqual({
      upn: 'alice@corp.example',
      dnsDomainName: 'CORP.EXAMPLE',
    })
  })

  test('of no groups has Domain Users as the primary one', () => {
    const info = decodeLogonInfo(part(encodePac(composePac({ ...subject, account: account({ groups: [] }) })), pacType.logonInfo))
    expect([info.primaryGroupId, info.groups]).toEqual([513, []])
  })
})

describe('the PAC of a ticket', () => {
  test('of the ticket-granting service has two signatures of the KDC', () => {
    expect([hasServerSignature(first(), [kdcKey]), hasKdcSignature(first(), [kdcKey])]).toEqual([true, true])
  })

  test('of a service has the same facts, signed for the service and by the KDC', () => {
    const pac = defined(ticketPac(request({ previous: first(), authTime: ticketTime }), options))
    expect([hasServerSignature(pac, [serviceKey]), hasKdcSignature(pac, [kdcKey])]).toEqual([true, true])
    expect([hasServerSignature(pac, [kdcKey]), hasKdcSignature(pac, [serviceKey])]).toEqual([false, false])
    expect(decodePac(pac).map(({ type }) => type)).toEqual([1, 10, 12, 6, 7])
    for (const type of [1, 10, 12]) expect(part(pac, type)).toEqual(part(first(), type))
  })

  test('is none for a client that is no user', () => {
    expect(ticketPac(request(), { ...options, accountOf: () => undefined })).toBeUndefined()
  })

  const touched = first()
  touched[200] = (touched[200] ?? 0) ^ 1
  test.each([
    ['changed', touched],
    ['signed by another', signPac(composePac(subject), { serverKey: otherKey, kdcKey: otherKey })],
    ['signed by a service in the name of the KDC', signPac(composePac(subject), { serverKey: kdcKey, kdcKey: otherKey })],
    ['without signatures', encodePac(composePac(subject))],
    ['cut off', first().subarray(0, 500)],
    ['empty', new Uint8Array()],
    ['of another user', signed({ ...subject, client: principal('root@CORP.EXAMPLE') })],
    ['of another logon', signed({ ...subject, authTime: authTime - 1000 })],
    ['without a client', signPac(composePac(subject).slice(0, 1), { serverKey: kdcKey, kdcKey })],
  ])('is refused when the one before was %s', (_how, previous) => {
    expect(() => ticketPac(request({ previous }), options)).toThrow('KRB-ERROR 41')
  })
})
