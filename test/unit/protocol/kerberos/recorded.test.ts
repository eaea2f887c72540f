import { describe, expect, test } from 'vitest'
import { formatHex } from '../../../../src/base/hex.js'
import { Secret } from '../../../../src/base/secret.js'
import { digest } from '../../../../src/crypto/digest.js'
import { initialTicket } from '../../../../src/protocol/kerberos/client/initial-ticket.js'
import { acceptApRequest } from '../../../../src/protocol/kerberos/context/accept-ap-request.js'
import { findPac, knowsChannelBindings } from '../../../../src/protocol/kerberos/context/ap-options.js'
import { readGssChecksum } from '../../../../src/protocol/kerberos/context/gss-checksum.js'
import { readContextToken } from '../../../../src/protocol/kerberos/context/gss-token.js'
import { KerberosAcceptor } from '../../../../src/protocol/kerberos/context/kerberos-acceptor.js'
import { ReplayCache } from '../../../../src/protocol/kerberos/context/replay-cache.js'
import { KerberosKey } from '../../../../src/protocol/kerberos/crypto/kerberos-key.js'
import { keyUsage } from '../../../../src/protocol/kerberos/crypto/key-usage.js'
import { describeKerberos } from '../../../../src/protocol/kerberos/describe.js'
import {
  decodeApReply,
  decodeApRequest,
  decodeEncApReplyPart,
  encodeEncApReplyPart,
} from '../../../../src/protocol/kerberos/messages/ap-exchange.js'
import { decodeAuthenticator, encodeAuthenticator } from '../../../../src/protocol/kerberos/messages/authenticator.js'
import { decodeEncryptedData, decryptData } from '../../../../src/protocol/kerberos/messages/encrypted-data.js'
import {
  decodeEncKdcReplyPart,
  decodeKdcReply,
  encodeEncKdcReplyPart,
} from '../../../../src/protocol/kerberos/messages/kdc-reply.js'
import { decodeKdcRequest } from '../../../../src/protocol/kerberos/messages/kdc-request.js'
import { decodeKrbError } from '../../../../src/protocol/kerberos/messages/krb-error.js'
import { decodeEtypeInfo2, decodeMethodData, decodeTimestamp } from '../../../../src/protocol/kerberos/messages/pa-data.js'
import { principalText } from '../../../../src/protocol/kerberos/messages/principal.js'
import { decodeEncTicketPart, encodeEncTicketPart } from '../../../../src/protocol/kerberos/messages/ticket.js'
import { defined } from '../../../harness/defined.js'
import { hex, utf8 } from '../../../harness/hex.js'
import { fakeRandom, principal } from '../../../harness/kerberos-realm.js'
import { readRecorded, recordedBytes, recordedVectors } from '../../../harness/read-vector.js'

interface Exchange {
  readonly password: string
  readonly salt: string
  readonly aes256: string
  readonly messages: readonly { readonly hex: string }[]
  readonly decryptedKeys: readonly { readonly keys: readonly string[] }[]
}

const dotnet = 'kerberos/dotnet-Kerberos.NET/Tests/Tests.Kerberos.NET/Data'

describe.skipIf(recordedVectors === undefined)('a logon of Windows 10 at a Windows KDC', () => {
  const exchange = () => {
    const recorded = readRecorded<Exchange>('kerberos/otrf/win10-as-tgs-exchange.kdc.json')
    const message = (at: number): Uint8Array => hex(defined(recorded.messages[at]).hex)
    const key = KerberosKey.ofPassword(18, recorded.password, utf8(recorded.salt))
    return { ...recorded, message, key, sessionKey: (at: number) => defined(recorded.decryptedKeys[at]).keys[0] }
  }

  test('the error names salt and types; the key of the password opens the timestamp [needs WMCTL_VECTORS]', () => {
    const { message, key, aes256, salt } = exchange()
    expect(formatHex(key.reveal())).toBe(aes256)
    const error = decodeKrbError(message(1))
    expect(error.errorCode).toBe(25)
    const info = defined(decodeMethodData(defined(error.data)).find(({ type }) => type === 19))
    expect(decodeEtypeInfo2(info.bytes)).toEqual([
      { etype: 18, salt: utf8(salt), parameters: undefined },
      { etype: 23, salt: undefined, parameters: undefined },
    ])
    const proof = defined(decodeKdcRequest(message(2)).padata?.find(({ type }) => type === 2))
    const timestamp = decodeTimestamp(defined(decryptData(decodeEncryptedData(proof.bytes), key, keyUsage.asReqTimestamp)))
    expect(Math.abs(timestamp.time - error.stime)).toBeLessThan(300_000)
  })

  test('replies and tickets open, and encode to the same bytes [needs WMCTL_VECTORS]', () => {
    const { message, key, sessionKey } = exchange()
    const asReply = decodeKdcReply(message(3))
    const plain = defined(decryptData(asReply.encPart, key, keyUsage.asRepPart))
    const part = decodeEncKdcReplyPart(plain)
    expect(formatHex(part.key.bytes)).toBe(sessionKey(0))
    expect(formatHex(encodeEncKdcReplyPart('AS', part))).toBe(formatHex(plain))

    const tgtKey = defined(KerberosKey.from(part.key.type, part.key.bytes))
    // Windows puts an MD5 without a key over the body, and no subkey.
    for (const [request, reply, at] of [[4, 5, 1] as const, [6, 7, 2] as const]) {
      const { padata = [], encodedBody } = decodeKdcRequest(message(request))
      const { authenticator } = decodeApRequest(defined(padata.find(({ type }) => type === 1)).bytes)
      const opened = defined(decryptData(authenticator, tgtKey, keyUsage.tgsReqAuthenticator))
      const { checksum } = decodeAuthenticator(opened)
      expect(formatHex(encodeAuthenticator(decodeAuthenticator(opened)))).toBe(formatHex(opened))
      expect(checksum).toEqual({ type: 7, bytes: digest('md5', encodedBody) })
      const inside = defined(decryptData(decodeKdcReply(message(reply)).encPart, tgtKey, keyUsage.tgsRepPartSessionKey))
      expect(formatHex(decodeEncKdcReplyPart(inside).key.bytes)).toBe(sessionKey(at))
      expect(formatHex(encodeEncKdcReplyPart('TGS', decodeEncKdcReplyPart(inside)))).toBe(formatHex(inside))
    }
  })

  test('our client takes the same answers, up to the nonce it did not choose [needs WMCTL_VECTORS]', () => {
    const { message, password } = exchange()
    const conversation = initialTicket({
      peer: 'NEWYORK',
      client: principal('mscott@dmevals'),
      secret: { kind: 'password', password: new Secret(password) },
      clock: { now: () => decodeKrbError(message(1)).stime },
      random: fakeRandom(),
    })
    conversation.next()
    const second = conversation.next(message(1))
    expect(second.done).toBe(false)
    expect(() => conversation.next(message(3))).toThrow('answers another request')
  })

  test('a ticket-granting ticket opens with the key of krbtgt [needs WMCTL_VECTORS]', () => {
    const recorded = readRecorded<{ krbtgtKeys: { aes256: string }; kdcMessages: { hex: string }[] }>(
      'kerberos/otrf/win10-idispatch.kdc.json',
    )
    const request = decodeKdcRequest(hex(defined(recorded.kdcMessages[0]).hex))
    const header = defined(request.padata?.find(({ type }) => type === 1))
    const { encPart } = decodeApRequest(header.bytes).ticket
    const krbtgt = defined(KerberosKey.from(18, hex(recorded.krbtgtKeys.aes256)))
    const plain = defined(decryptData(encPart, krbtgt, keyUsage.ticket))
    const ticket = decodeEncTicketPart(plain)
    expect(principalText({ name: ticket.cname, realm: ticket.crealm })).toBe('pgustavo@THESHIRE.LOCAL')
    expect(defined(findPac(ticket.authorizationData)).length).toBeGreaterThan(400)
    expect(formatHex(encodeEncTicketPart(ticket))).toBe(formatHex(plain))
  })
})

describe.skipIf(recordedVectors === undefined)('requests of Windows to services with known keys', () => {
  const request = (name: string, etype: number) => {
    const { message } = readContextToken(recordedBytes(`${dotnet}/${name}-kerberos-data`))
    const key = defined(KerberosKey.from(etype, recordedBytes(`${dotnet}/${name}-key-data`)))
    const { ticket } = decodeApRequest(message)
    return { message, keys: [{ principal: { name: ticket.sname, realm: ticket.realm }, kvno: ticket.encPart.kvno ?? 0, key }] }
  }

  test.each([
    ['aes256', 18],
    ['aes128', 17],
    ['rc4', 23],
  ] as const)('%s [needs WMCTL_VECTORS]', (name, etype) => {
    const { message, keys } = request(name, etype)
    const open = (now: number) => acceptApRequest(message, { peer: 'service', keys, now, replays: new ReplayCache() })
    expect(() => open(0)).toThrow('the clocks differ too much')
    // Accepted at the time it was made, which is inside.
    const accepted = acceptApRequest(message, {
      peer: 'service',
      keys,
      now: 0,
      replays: new ReplayCache(),
      maximumSkew: Number.MAX_SAFE_INTEGER,
    })
    expect(open(accepted.authenticator.ctime).client).toEqual(accepted.client)
    expect(defined(findPac(accepted.ticket.authorizationData)).length).toBeGreaterThan(400)
    const checksum = readGssChecksum(defined(accepted.authenticator.checksum).bytes)
    expect(checksum.flags & 0x2).toBe(0x2)
    expect(knowsChannelBindings(accepted.authenticator.authorizationData)).toBe(false)
    const acceptor = new KerberosAcceptor({
      peer: 'service',
      keys,
      clock: { now: () => accepted.authenticator.ctime },
      random: fakeRandom(),
      replays: new ReplayCache(),
    })
    const reply = readContextToken(defined(acceptor.step(recordedBytes(`${dotnet}/${name}-kerberos-data`))))
    const part = decodeEncApReplyPart(
      defined(decryptData(decodeApReply(reply.message).encPart, accepted.sessionKey, keyUsage.apRepPart)),
    )
    expect(part.ctime).toBe(accepted.authenticator.ctime)
    expect(decodeEncApReplyPart(encodeEncApReplyPart(part))).toEqual(part)
    expect(acceptor.initiatorName).toBe(principalText(accepted.client))
  })

  test('they can be described without showing what is secret [needs WMCTL_VECTORS]', () => {
    const bytes = recordedBytes(`${dotnet}/aes256-kerberos-data`)
    const shown = JSON.stringify(describeKerberos(bytes))
    expect(shown).toContain('"name":"ap-options","value":"0x20000000 mutual-required(2)"')
    expect(shown).toContain('18 (aes256-cts-hmac-sha1-96)')
    const { ticket } = decodeApRequest(readContextToken(bytes).message)
    expect(shown).not.toContain(formatHex(ticket.encPart.cipher.subarray(0, 8)))
  })
})

describe.skipIf(recordedVectors === undefined)('a WinRM session of Windows 10', () => {
  interface Session {
    readonly kerberosKeys: readonly { readonly frame: number; readonly keys: readonly string[] }[]
    readonly messages: readonly { readonly frame: number; readonly httpHead: string; readonly wrap?: { readonly seq: number } }[]
  }

  test('AP-REQ and AP-REP open, and agree with the messages that follow [needs WMCTL_VECTORS]', () => {
    const { kerberosKeys, messages } = readRecorded<Session>(
      'psrp/otrf/win10-powershell51-session/win10-powershell51-session.winrm.clean.json',
    )
    const key = (frame: number) =>
      defined(KerberosKey.from(18, hex(defined(kerberosKeys.find((known) => known.frame === frame)?.keys[0]))))
    const token = (frame: number) => {
      const head = defined(messages.find((message) => message.frame === frame)).httpHead
      return readContextToken(Uint8Array.from(Buffer.from(defined(/: Kerberos (\S+)/.exec(head)?.[1]), 'base64'))).message
    }
    const opened = defined(decryptData(decodeApRequest(token(154)).authenticator, key(144), keyUsage.apReqAuthenticator))
    const authenticator = decodeAuthenticator(opened)
    expect(formatHex(encodeAuthenticator(authenticator))).toBe(formatHex(opened))
    expect(knowsChannelBindings(authenticator.authorizationData)).toBe(true)
    const { flags, bindings } = readGssChecksum(defined(authenticator.checksum).bytes)
    expect([flags & 0x3e, bindings]).toEqual([0x3e, new Uint8Array(16)])
    expect(authenticator.sequenceNumber).toBe(messages.find((message) => message.frame === 157)?.wrap?.seq)
    const plain = defined(decryptData(decodeApReply(token(156)).encPart, key(144), keyUsage.apRepPart))
    const part = decodeEncApReplyPart(plain)
    expect(formatHex(encodeEncApReplyPart(part))).toBe(formatHex(plain))
    expect(formatHex(defined(part.subkey).bytes)).toBe(formatHex(key(156).reveal()))
    expect([part.ctime, part.cusec]).toEqual([authenticator.ctime, authenticator.cusec])
    expect(part.sequenceNumber).toBe(messages.find((message) => message.frame === 160)?.wrap?.seq)
  })
})

test('messages of the KDC are described', () => {
  const messages =
    recordedVectors === undefined ? [] : readRecorded<Exchange>('kerberos/otrf/win10-as-tgs-exchange.kdc.json').messages
  for (const message of messages) expect(JSON.stringify(describeKerberos(hex(message.hex)))).toMatch(/(AS|TGS)-RE[QP]|KRB-ERROR/)
  expect(() => describeKerberos(utf8('GET / HTTP/1.1'))).toThrow('not a message of Kerberos')
  expect(() => describeKerberos(new Uint8Array())).toThrow('not a message of Kerberos')
})
