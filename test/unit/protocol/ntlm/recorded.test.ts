import { describe, expect, it } from 'vitest'
import { millisecondsOf } from '../../../../src/base/file-time.js'
import { Secret } from '../../../../src/base/secret.js'
import { NtlmAcceptor } from '../../../../src/protocol/ntlm/acceptor.js'
import {
  readAuthenticateMessage,
  withoutMic,
  writeAuthenticateMessage,
} from '../../../../src/protocol/ntlm/authenticate-message.js'
import { readAvFlags, readAvTimestamp } from '../../../../src/protocol/ntlm/av-pairs.js'
import { readChallengeMessage, writeChallengeMessage } from '../../../../src/protocol/ntlm/challenge-message.js'
import { readClientChallenge } from '../../../../src/protocol/ntlm/client-challenge.js'
import { describeNtlm } from '../../../../src/protocol/ntlm/describe.js'
import { computeMic, type Exchange } from '../../../../src/protocol/ntlm/mic.js'
import { readNegotiateMessage, writeNegotiateMessage } from '../../../../src/protocol/ntlm/negotiate-message.js'
import { ntHash, ntowfv2, sessionBaseKey } from '../../../../src/protocol/ntlm/ntlmv2.js'
import { hex } from '../../../harness/hex.js'
import { readRecorded, recordedBytes, recordedVectors } from '../../../harness/read-vector.js'

const folder = 'ntlm-spnego-credssp'
const sessionFile = `${folder}/petrsnd-WinRm.NET.ntlmv2-session.json`

/** Hexadecimal, but for the names and the password. */
type WindowsSession = Readonly<
  Record<
    | 'negotiate'
    | 'challenge'
    | 'authenticate'
    | 'authenticateMicZero'
    | 'mic'
    | 'exportedSessionKey'
    | 'ntProofStr'
    | 'encryptedRandomSessionKey',
    string
  >
>
type Logon = Readonly<
  Record<
    | 'user'
    | 'domain'
    | 'workstation'
    | 'password'
    | 'ntHash'
    | 'responseKeyNT'
    | 'serverChallenge'
    | 'ntProofStr'
    | 'sessionBaseKey'
    | 'authenticateMessage',
    string
  >
>

describe.skipIf(recordedVectors === undefined)('recorded messages [needs WMCTL_VECTORS]', () => {
  it('a WinRM logon of Windows: the MIC fits the session key', () => {
    const session = readRecorded<WindowsSession>(sessionFile)
    const { negotiate, challenge, authenticate } = exchangeOf(session)
    const message = readAuthenticateMessage(authenticate)
    expect(message.mic).toEqual(hex(session.mic))
    expect(withoutMic(authenticate)).toEqual(hex(session.authenticateMicZero))
    const key = hex(session.exportedSessionKey)
    expect(computeMic(key, { negotiate: negotiate, challenge: challenge, authenticate: withoutMic(authenticate) })).toEqual(
      message.mic,
    )
    expect(message.ntChallengeResponse.subarray(0, 16)).toEqual(hex(session.ntProofStr))
    expect(message.encryptedRandomSessionKey).toEqual(hex(session.encryptedRandomSessionKey))
    expect(message).toMatchObject({ userName: 'cbatt-adm@DAN.VMCLOUD', domainName: '', workstation: 'CODY-P2' })
    const { time, avPairs } = readClientChallenge(message.ntChallengeResponse.subarray(16))
    expect(readAvFlags(avPairs)).toBe(2)
    expect(time).toBe(readAvTimestamp(readChallengeMessage(challenge).targetInfo!))
  })

  it('what Windows wrote is written again byte for byte', () => {
    const session = readRecorded<WindowsSession>(sessionFile)
    const { negotiate, challenge, authenticate } = exchangeOf(session)
    expect(writeNegotiateMessage(readNegotiateMessage(negotiate))).toEqual(withOffsets(negotiate))
    expect(writeChallengeMessage(readChallengeMessage(challenge))).toEqual(challenge)
    const written = writeAuthenticateMessage(readAuthenticateMessage(authenticate))
    expect(written).toHaveLength(authenticate.length)
    expect(readAuthenticateMessage(written)).toEqual(readAuthenticateMessage(authenticate))
  })

  it('a logon that Windows accepted, with its password and without version and MIC', () => {
    const logon = readRecorded<Logon>(`${folder}/OTRF-Security-Datasets.ntlmv2-smbexec.json`)
    const authenticate = hex(logon.authenticateMessage)
    const message = readAuthenticateMessage(authenticate)
    expect(message).toMatchObject({ userName: logon.user, domainName: logon.domain, workstation: logon.workstation })
    expect([message.version, message.mic]).toEqual([undefined, undefined])
    const hash = ntHash(new Secret(logon.password))
    expect(hash).toEqual(hex(logon.ntHash))
    const key = ntowfv2(hash, message.userName, message.domainName)
    expect(key).toEqual(hex(logon.responseKeyNT))
    expect(sessionBaseKey(key, hex(logon.ntProofStr))).toEqual(hex(logon.sessionBaseKey))

    const { time } = readClientChallenge(message.ntChallengeResponse.subarray(16))
    const acceptor = new NtlmAcceptor({
      target: { netbiosComputerName: 'WORKSTATION6', netbiosDomainName: 'THESHIRE' },
      clock: { now: () => millisecondsOf(time) },
      serverChallenge: hex(logon.serverChallenge),
      lookup: () => ({ name: 'THESHIRE\\pgustavo', ntHash: hash }),
      mic: 'announced',
      require: 0,
    })
    acceptor.step(writeNegotiateMessage({ flags: message.flags }))
    acceptor.step(authenticate)
    expect(acceptor.initiatorName).toBe('THESHIRE\\pgustavo')
    expect(acceptor.sessionKey).toEqual(hex(logon.sessionBaseKey))
  })

  it.each(['ntlm_negotiate', 'ntlm_challenge', 'ntlm_authenticate', 'ntlm_authenticate_no_sign_seal'])('%s is shown', (name) => {
    const { name: message, value } = describeNtlm(
      new Uint8Array(recordedBytes(`${folder}/jborean93-pyspnego/tests/data/${name}`)),
    )
    expect(message).toBe(`${name.split('_')[1]?.toUpperCase()}_MESSAGE`)
    expect(JSON.stringify(value)).toContain('NTLMSSP_NEGOTIATE_UNICODE')
  })
})

function exchangeOf(session: WindowsSession): Exchange {
  return { negotiate: hex(session.negotiate), challenge: hex(session.challenge), authenticate: hex(session.authenticate) }
}

/** Windows leaves the offsets of the absent names zero, where the specification wants the place they would have. */
function withOffsets(negotiate: Uint8Array): Uint8Array {
  const expected = negotiate.slice()
  new DataView(expected.buffer).setUint32(20, 40, true)
  new DataView(expected.buffer).setUint32(28, 40, true)
  return expected
}
