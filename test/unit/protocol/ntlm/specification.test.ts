import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { Secret } from '../../../../src/base/secret.js'
import { decodeUtf16le } from '../../../../src/base/utf16.js'
import { desEncrypt } from '../../../../src/crypto/des.js'
import { digest, hmac } from '../../../../src/crypto/digest.js'
import { Rc4, rc4 } from '../../../../src/crypto/rc4.js'
import { readAuthenticateMessage, writeAuthenticateMessage } from '../../../../src/protocol/ntlm/authenticate-message.js'
import { AvId, avText } from '../../../../src/protocol/ntlm/av-pairs.js'
import { readChallengeMessage, writeChallengeMessage } from '../../../../src/protocol/ntlm/challenge-message.js'
import { readClientChallenge, writeClientChallenge } from '../../../../src/protocol/ntlm/client-challenge.js'
import { sealKey, signKey } from '../../../../src/protocol/ntlm/keys.js'
import { MessageSecurity } from '../../../../src/protocol/ntlm/message-security.js'
import { lmv2Response, ntHash, ntowfv2, ntProof, sessionBaseKey } from '../../../../src/protocol/ntlm/ntlmv2.js'
import { hex, utf8 } from '../../../harness/hex.js'
import { readVector } from '../../../harness/read-vector.js'

const { sections } = readVector<{ readonly sections: Record<string, Record<string, string>> }>('ms-nlmp-4.2.json')

function value(section: '4.2.1' | '4.2.2' | '4.2.3' | '4.2.4', name: string): Uint8Array {
  const text = sections[section]?.[name]
  if (text === undefined) throw new Error(`no ${name} in ${section}`)
  return hex(text)
}

function flagsOf(section: '4.2.2' | '4.2.3' | '4.2.4'): number {
  return new DataView(value(section, 'flags').buffer).getUint32(0, true)
}

const serverChallenge = value('4.2.1', 'serverChallenge')
const clientChallenge = value('4.2.1', 'clientChallenge')
const randomSessionKey = value('4.2.1', 'randomSessionKey')
const password = new Secret('Password')

describe('[MS-NLMP] 4.2.1 Common Values', () => {
  it('are the texts the other sections use', () => {
    expect(decodeUtf16le(value('4.2.1', 'userUnicode'), 'User')).toBe('User')
    expect(decodeUtf16le(value('4.2.1', 'domainUnicode'), 'UserDom')).toBe('Domain')
    expect(decodeUtf16le(value('4.2.1', 'passwordUnicode'), 'Passwd')).toBe(password.reveal())
    expect(decodeUtf16le(value('4.2.1', 'serverUnicode'), 'Server Name')).toBe('Server')
    expect(decodeUtf16le(value('4.2.1', 'workstationUnicode'), 'Workstation Name')).toBe('COMPUTER')
  })
})

/** NTLMv1 is refused; its examples prove the primitives and the readers only. */
describe('[MS-NLMP] 4.2.2 NTLM v1 Authentication', () => {
  const lmHash = lmowfv1('PASSWORD')
  const lmKey = value('4.2.2', 'lmKeyKeyExchangeKey')

  it('4.2.2.1 calculations', () => {
    expect(lmHash).toEqual(value('4.2.2', 'lmowfv1'))
    expect(ntHash(password)).toEqual(value('4.2.2', 'ntowfv1'))
  })

  it('4.2.2.2 results', () => {
    const lm = desl(lmHash, serverChallenge)
    expect(desl(ntHash(password), serverChallenge)).toEqual(value('4.2.2', 'ntChallengeResponse'))
    expect(lm).toEqual(value('4.2.2', 'lmChallengeResponse'))
    const tail = Uint8Array.of(lmHash[7] ?? 0, 0xbd, 0xbd, 0xbd, 0xbd, 0xbd, 0xbd)
    expect(Uint8Array.of(...des(lmHash.subarray(0, 7), lm.subarray(0, 8)), ...des(tail, lm.subarray(0, 8)))).toEqual(lmKey)
    expect(rc4(value('4.2.2', 'sessionBaseKey'), randomSessionKey)).toEqual(value('4.2.2', 'encryptedSessionKey'))
    const nonNt = Uint8Array.of(...lmHash.subarray(0, 8), ...new Uint8Array(8))
    expect(rc4(nonNt, randomSessionKey)).toEqual(value('4.2.2', 'nonNtEncryptedSessionKey'))
    expect(rc4(lmKey, randomSessionKey)).toEqual(value('4.2.2', 'lmKeyEncryptedSessionKey'))
  })

  it('4.2.2.3 messages', () => {
    const challenge = readChallengeMessage(value('4.2.2', 'challenge'))
    expect(challenge).toEqual({
      flags: flagsOf('4.2.2'),
      targetName: 'Server',
      serverChallenge,
      version: { major: 6, minor: 0, build: 6000, revision: 15 },
    })
    const authenticate = readAuthenticateMessage(value('4.2.2', 'authenticate'))
    expect(authenticate).toMatchObject({ domainName: 'Domain', userName: 'User', workstation: 'COMPUTER' })
    expect(writeAuthenticateMessage(authenticate)).toEqual(value('4.2.2', 'authenticate'))
  })

  it('4.2.2.4 the stream behind GSS_WrapEx', () => {
    const plaintext = value('4.2.2', 'plaintext')
    const stream = new Rc4(randomSessionKey)
    expect(stream.update(plaintext)).toEqual(value('4.2.2', 'sealed'))
    const checksum = new Uint8Array(4)
    new DataView(checksum.buffer).setUint32(0, crc32(plaintext), true)
    expect(checksum).toEqual(value('4.2.2', 'crc'))
    expect(stream.update(new Uint8Array(4))).toEqual(value('4.2.2', 'encryptedRandomPad'))
    expect(stream.update(checksum)).toEqual(value('4.2.2', 'encryptedChecksum'))
    expect(stream.update(new Uint8Array(4))).toEqual(value('4.2.2', 'encryptedSequence'))
  })
})

describe('[MS-NLMP] 4.2.3 NTLM v1 with Client Challenge', () => {
  const key = value('4.2.3', 'keyExchangeKey')

  it('4.2.3.1, 4.2.3.2 calculations and results', () => {
    const lm = value('4.2.3', 'lmChallengeResponse')
    expect(ntHash(password)).toEqual(value('4.2.3', 'ntowfv1'))
    const seed = digest('md5', serverChallenge, clientChallenge).subarray(0, 8)
    expect(desl(ntHash(password), seed)).toEqual(value('4.2.3', 'ntChallengeResponse'))
    expect(hmac('md5', value('4.2.3', 'sessionBaseKey'), serverChallenge, lm.subarray(0, 8))).toEqual(key)
  })

  it('4.2.3.3 messages', () => {
    expect(readChallengeMessage(value('4.2.3', 'challenge')).targetName).toBe('Server')
    const authenticate = readAuthenticateMessage(value('4.2.3', 'authenticate'))
    expect(authenticate.encryptedRandomSessionKey).toEqual(new Uint8Array(0))
    expect(writeAuthenticateMessage(authenticate)).toEqual(value('4.2.3', 'authenticate'))
  })

  it('4.2.3.4 GSS_WrapEx with a key of 56 bits and without key exchange', () => {
    const flags = flagsOf('4.2.3')
    expect(key.subarray(0, 7)).toEqual(value('4.2.3', 'cutKey'))
    expect(sealKey(key, 'client-to-server', flags)).toEqual(value('4.2.3', 'sealKey'))
    expect(signKey(key, 'client-to-server')).toEqual(value('4.2.3', 'signKey'))
    expectSealed(
      '4.2.3',
      new MessageSecurity(key, 'client-to-server', flags),
      new MessageSecurity(key, 'client-to-server', flags),
    )
  })
})

describe('[MS-NLMP] 4.2.4 NTLMv2 Authentication', () => {
  const key = ntowfv2(ntHash(password), 'User', 'Domain')
  const avPairs = [avText(AvId.MsvAvNbDomainName, 'Domain'), avText(AvId.MsvAvNbComputerName, 'Server')]
  const temp = writeClientChallenge({ time: 0n, challengeFromClient: clientChallenge, avPairs })

  it('4.2.4.1 calculations', () => {
    expect(key).toEqual(value('4.2.4', 'ntowfv2'))
    expect(temp).toEqual(value('4.2.4', 'temp'))
    expect(readClientChallenge(temp)).toEqual({ time: 0n, challengeFromClient: clientChallenge, avPairs })
    expect(sessionBaseKey(key, ntProof(key, serverChallenge, temp))).toEqual(value('4.2.4', 'sessionBaseKey'))
  })

  it('4.2.4.2 results', () => {
    expect(lmv2Response(key, serverChallenge, clientChallenge)).toEqual(value('4.2.4', 'lmChallengeResponse'))
    expect(ntProof(key, serverChallenge, temp)).toEqual(value('4.2.4', 'ntProof'))
    expect(rc4(value('4.2.4', 'sessionBaseKey'), randomSessionKey)).toEqual(value('4.2.4', 'encryptedSessionKey'))
  })

  it('4.2.4.3 messages', () => {
    const challenge = {
      flags: flagsOf('4.2.4'),
      targetName: 'Server',
      serverChallenge,
      targetInfo: avPairs,
      version: { major: 6, minor: 0, build: 6000, revision: 15 },
    }
    expect(readChallengeMessage(value('4.2.4', 'challenge'))).toEqual(challenge)
    expect(writeChallengeMessage(challenge)).toEqual(value('4.2.4', 'challenge'))
    const authenticate = {
      flags: 0xe288_8235,
      domainName: 'Domain',
      userName: 'User',
      workstation: 'COMPUTER',
      lmChallengeResponse: value('4.2.4', 'lmChallengeResponse'),
      ntChallengeResponse: Uint8Array.of(...value('4.2.4', 'ntProof'), ...temp),
      encryptedRandomSessionKey: value('4.2.4', 'encryptedSessionKey'),
      version: { major: 5, minor: 1, build: 2600, revision: 15 },
    }
    expect(readAuthenticateMessage(value('4.2.4', 'authenticate'))).toEqual(authenticate)
    expect(writeAuthenticateMessage(authenticate)).toEqual(value('4.2.4', 'authenticate'))
  })

  it('4.2.4.4 GSS_WrapEx', () => {
    const flags = flagsOf('4.2.4')
    expect(sealKey(randomSessionKey, 'client-to-server', flags)).toEqual(value('4.2.4', 'sealKey'))
    expect(signKey(randomSessionKey, 'client-to-server')).toEqual(value('4.2.4', 'signKey'))
    const security = (): MessageSecurity => new MessageSecurity(randomSessionKey, 'client-to-server', flags)
    expectSealed('4.2.4', security(), security())
  })
})

function expectSealed(section: '4.2.3' | '4.2.4', sender: MessageSecurity, receiver: MessageSecurity): void {
  const plaintext = value(section, 'plaintext')
  const { token, data } = sender.protect([{ kind: 'data', bytes: plaintext }])
  expect(data).toEqual([value(section, 'sealed')])
  expect(token).toEqual(value(section, 'signature'))
  expect(receiver.unprotect(token, [{ kind: 'data', bytes: value(section, 'sealed') }])).toEqual([plaintext])
}

/** DES with a key of 56 bits, spread over eight bytes. */
function des(key: Uint8Array, data: Uint8Array): Uint8Array {
  const bits = key.reduce((all, byte) => (all << 8n) | BigInt(byte), 0n)
  const spread = Uint8Array.from({ length: 8 }, (_, index) => Number((bits >> BigInt(49 - index * 7)) & 0x7fn) << 1)
  return desEncrypt(spread, data)
}

/** DESL ([MS-NLMP] 6). */
function desl(key: Uint8Array, data: Uint8Array): Uint8Array {
  const last = Uint8Array.of(...key.subarray(14), 0, 0, 0, 0, 0)
  return Uint8Array.of(...des(key.subarray(0, 7), data), ...des(key.subarray(7, 14), data), ...des(last, data))
}

function lmowfv1(upperCasePassword: string): Uint8Array {
  const bytes = new Uint8Array(14)
  bytes.set(utf8(upperCasePassword))
  return Uint8Array.of(...des(bytes.subarray(0, 7), utf8('KGS!@#$%')), ...des(bytes.subarray(7), utf8('KGS!@#$%')))
}
