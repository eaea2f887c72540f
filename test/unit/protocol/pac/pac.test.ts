import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DecodeError } from '../../../../src/base/errors.js'
import { formatHex } from '../../../../src/base/hex.js'
import { acceptApRequest } from '../../../../src/protocol/kerberos/context/accept-ap-request.js'
import { findPac } from '../../../../src/protocol/kerberos/context/ap-options.js'
import { readContextToken } from '../../../../src/protocol/kerberos/context/gss-token.js'
import { ReplayCache } from '../../../../src/protocol/kerberos/context/replay-cache.js'
import { KerberosKey } from '../../../../src/protocol/kerberos/crypto/kerberos-key.js'
import { keyUsage } from '../../../../src/protocol/kerberos/crypto/key-usage.js'
import { decodeApRequest } from '../../../../src/protocol/kerberos/messages/ap-exchange.js'
import { decryptData } from '../../../../src/protocol/kerberos/messages/encrypted-data.js'
import { decodeKdcRequest } from '../../../../src/protocol/kerberos/messages/kdc-request.js'
import { formatName } from '../../../../src/protocol/kerberos/messages/principal-name.js'
import { decodeEncTicketPart, type EncTicketPart } from '../../../../src/protocol/kerberos/messages/ticket.js'
import { decodeClientInfo, encodeClientInfo } from '../../../../src/protocol/pac/client-info.js'
import { decodeLogonInfo, encodeLogonInfo, type LogonInfo, sidsOf } from '../../../../src/protocol/pac/logon-info.js'
import { decodePac, encodePac, pacType } from '../../../../src/protocol/pac/pac.js'
import { hasKdcSignature, hasServerSignature, signPac } from '../../../../src/protocol/pac/signature.js'
import { decodeUpnDnsInfo, encodeUpnDnsInfo } from '../../../../src/protocol/pac/upn-dns-info.js'
import { defined } from '../../../harness/defined.js'
import { hex } from '../../../harness/hex.js'
import { serviceKeys } from '../../../harness/kerberos-realm.js'
import { readRecorded, readVector, recordedBytes, recordedVectors } from '../../../harness/read-vector.js'

const part = (pac: Uint8Array, type: number): Uint8Array => defined(decodePac(pac).find((buffer) => buffer.type === type)).bytes

describe('the example of [MS-PAC] 3', () => {
  const pac = hex(readVector<{ pac: string }>('ms-pac-3.json').pac)

  test('has the user whose bytes it prints', () => {
    const info = decodeLogonInfo(part(pac, pacType.logonInfo))
    expect(info).toMatchObject({
      effectiveName: 'lzhu',
      fullName: 'Liqiang(Larry) Zhu',
      logonScript: 'ntds2.bat',
      profilePath: '',
      homeDirectory: '',
      logonCount: 4180,
      badPasswordCount: 0,
      userId: 2914711,
      primaryGroupId: 513,
      userFlags: 0x20,
      logonServer: 'NTDEV-DC-05',
      logonDomainName: 'NTDEV',
      logonDomainId: 'S-1-5-21-397955417-626881126-188441444',
      userAccountControl: 16,
      resourceGroupDomainSid: undefined,
      resourceGroups: [],
    })
    expect(info.groups).toHaveLength(26)
    expect(info.groups[0]).toEqual({ rid: 3392609, attributes: 7 })
    expect(info.extraSids).toHaveLength(13)
    expect(sidsOf(info)[1]).toBe('S-1-5-21-397955417-626881126-188441444-3392609')
    expect(decodeClientInfo(part(pac, pacType.clientInfo))).toEqual({ name: 'lzhu', authTime: 0x01c66a65_0ed94900n })
  })

  test('is encoded to the same parts, up to what a text has room for', () => {
    const parts = decodePac(pac)
    expect(formatHex(encodePac(parts))).toBe(formatHex(pac))
    const info = decodeLogonInfo(part(pac, pacType.logonInfo))
    expect(decodeLogonInfo(encodeLogonInfo(info))).toEqual(info)
    const client = part(pac, pacType.clientInfo)
    expect(formatHex(encodeClientInfo(decodeClientInfo(client)))).toBe(formatHex(client))
  })
})

describe.skipIf(recordedVectors === undefined)('PACs of Windows', () => {
  const folder = 'kerberos/dotnet-Kerberos.NET/Tests/Tests.Kerberos.NET/Data'

  test.each([
    ['aes256', 18],
    ['aes128', 17],
    ['rc4', 23],
  ] as const)('to a service with a key of %s: signature, user and groups [needs WMCTL_VECTORS]', (name, etype) => {
    const { message } = readContextToken(recordedBytes(`${folder}/${name}-kerberos-data`))
    const key = defined(KerberosKey.from(etype, recordedBytes(`${folder}/${name}-key-data`)))
    const { sname, realm, encPart } = decodeApRequest(message).ticket
    const keys = [{ principal: { name: sname, realm }, kvno: encPart.kvno ?? 0, key }]
    const skew = { now: 0, maximumSkew: Number.MAX_SAFE_INTEGER, peer: 'service', replays: new ReplayCache() }
    const { ticket } = acceptApRequest(message, { keys, ...skew })
    checkPac(ticket, key)
  })

  test('in a ticket-granting ticket: signed twice by the KDC [needs WMCTL_VECTORS]', () => {
    const recorded = readRecorded<{ krbtgtKeys: { aes256: string }; kdcMessages: { hex: string }[] }>(
      'kerberos/otrf/win10-idispatch.kdc.json',
    )
    const request = decodeKdcRequest(hex(defined(recorded.kdcMessages[0]).hex))
    const { ticket } = decodeApRequest(defined(request.padata?.find(({ type }) => type === 1)).bytes)
    const krbtgt = defined(KerberosKey.from(18, hex(recorded.krbtgtKeys.aes256)))
    const plain = defined(decryptData(ticket.encPart, krbtgt, keyUsage.ticket))
    const info = checkPac(decodeEncTicketPart(plain), krbtgt)
    expect(info).toMatchObject({ effectiveName: 'pgustavo', logonDomainName: 'THESHIRE', primaryGroupId: 513 })
    const pac = defined(findPac(decodeEncTicketPart(plain).authorizationData))
    expect(hasKdcSignature(pac, [krbtgt])).toBe(true)
    expect(hasKdcSignature(pac, serviceKeys('another'))).toBe(false)
    expect(decodeUpnDnsInfo(part(pac, pacType.upnDnsInfo))).toEqual({
      upn: 'pgustavo@theshire.local',
      dnsDomainName: 'THESHIRE.LOCAL',
    })
  })

  function checkPac(ticket: EncTicketPart, key: KerberosKey): LogonInfo {
    const pac = defined(findPac(ticket.authorizationData))
    expect(hasServerSignature(pac, [key])).toBe(true)
    expect(hasServerSignature(pac, serviceKeys('another'))).toBe(false)
    const touched = pac.slice()
    touched[300] = (touched[300] ?? 0) ^ 1
    expect(hasServerSignature(touched, [key])).toBe(false)
    const info = decodeLogonInfo(part(pac, pacType.logonInfo))
    expect(decodeClientInfo(part(pac, pacType.clientInfo)).name).toBe(formatName(ticket.cname))
    expect(decodeLogonInfo(encodeLogonInfo(info))).toEqual(info)
    return info
  }
})

describe('signatures', () => {
  const parts = [{ type: pacType.clientInfo, bytes: encodeClientInfo({ authTime: 1n, name: 'user' }) }]

  test.each([0, 1, 2, 3, 4])('of key %i of all types are found right, and wrong after any change', (index) => {
    const [serverKey, kdcKey] = [defined(serviceKeys('web01')[index]), defined(serviceKeys('krbtgt')[index])]
    const pac = signPac(parts, { serverKey, kdcKey })
    expect([hasServerSignature(pac, [kdcKey, serverKey]), hasKdcSignature(pac, [serverKey, kdcKey])]).toEqual([true, true])
    expect([hasServerSignature(pac, [kdcKey]), hasKdcSignature(pac, [serverKey])]).toEqual([false, false])
    for (let at = 0; at < pac.length; at++) {
      const touched = pac.slice()
      touched[at] = (touched[at] ?? 0) ^ 0x10
      expect(passes(touched, serverKey, kdcKey), `byte ${at}`).toBe(false)
    }
  })

  test('that are missing are wrong', () => {
    const key = defined(serviceKeys('web01')[0])
    expect(hasServerSignature(encodePac(parts), [key])).toBe(false)
    expect(hasKdcSignature(encodePac(parts), [key])).toBe(false)
  })

  function passes(pac: Uint8Array, serverKey: KerberosKey, kdcKey: KerberosKey): boolean {
    try {
      return hasServerSignature(pac, [serverKey]) && hasKdcSignature(pac, [kdcKey])
    } catch (error) {
      if (error instanceof DecodeError) return false
      throw error
    }
  }
})

describe('any bytes', () => {
  const example = hex(readVector<{ pac: string }>('ms-pac-3.json').pac)
  const readers: readonly (readonly [string, (bytes: Uint8Array) => unknown])[] = [
    ['PACTYPE', decodePac],
    ['KERB_VALIDATION_INFO', decodeLogonInfo],
    ['PAC_CLIENT_INFO', decodeClientInfo],
    ['UPN_DNS_INFO', decodeUpnDnsInfo],
    ['signatures', (bytes) => hasServerSignature(bytes, serviceKeys('any')) || hasKdcSignature(bytes, serviceKeys('any'))],
  ]

  test.each(readers)('as %s give a value or a DecodeError', (_, read) => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => valueOrDecodeError(() => read(bytes))))
  })

  test('changed in a real one give a value or a DecodeError', () => {
    const changes = fc.array(fc.tuple(fc.nat(1200), fc.nat(255)), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(changes, fc.nat(1200), (list, length) => {
        const info = part(example, pacType.logonInfo).slice(0, length > 600 ? undefined : length)
        for (const [at, value] of list) if (at < info.length) info[at] = value
        valueOrDecodeError(() => decodeLogonInfo(info))
      }),
      { numRuns: 500 },
    )
  })

  test('of texts come back from UPN_DNS_INFO', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.string({ maxLength: 60 }), (upn, dnsDomainName) => {
        expect(decodeUpnDnsInfo(encodeUpnDnsInfo({ upn, dnsDomainName }))).toEqual({ upn, dnsDomainName })
      }),
    )
  })

  test('an array that claims a billion groups is refused before it is read', () => {
    const info = part(example, pacType.logonInfo).slice()
    const at = formatHex(info).indexOf('1a00000061c43300') / 2
    info.set([0, 0, 0, 0x40], at)
    expect(() => decodeLogonInfo(info)).toThrow(/array of 1073741824 elements/)
  })

  function valueOrDecodeError(read: () => unknown): void {
    try {
      read()
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
    }
  }
})
