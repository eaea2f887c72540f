import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { AuthError, DecodeError, MisuseError, PeerError } from '../../../../src/base/errors.js'
import { Secret } from '../../../../src/base/secret.js'
import { readAuthenticateMessage, writeAuthenticateMessage } from '../../../../src/protocol/ntlm/authenticate-message.js'
import { AvId, avTimestamp, readAvFlags, readAvText } from '../../../../src/protocol/ntlm/av-pairs.js'
import { readChallengeMessage, writeChallengeMessage } from '../../../../src/protocol/ntlm/challenge-message.js'
import { readClientChallenge } from '../../../../src/protocol/ntlm/client-challenge.js'
import { defaultOffer } from '../../../../src/protocol/ntlm/initiator.js'
import { flagNames } from '../../../../src/protocol/ntlm/negotiate-flags.js'
import { NegotiateFlag } from '../../../../src/protocol/ntlm/negotiate-flags.table.js'
import { readNegotiateMessage, writeNegotiateMessage } from '../../../../src/protocol/ntlm/negotiate-message.js'
import { flipped, utf8 } from '../../../harness/hex.js'
import { exchangeNtlm, type lookupUser, ntlmAcceptor, ntlmInitiator } from '../../../harness/ntlm-pair.js'

const password = new Secret('Pässw0rd')
const tls = { applicationData: utf8('tls-server-end-point:certificate') }
const otherTls = { applicationData: utf8('tls-server-end-point:another') }

/** What a peer may be refused with. */
const refusal = expect.toSatisfy((error) => error instanceof AuthError || error instanceof PeerError)

/** The reason of the AuthError that an action throws. */
function reasonOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (error instanceof AuthError) return error.reason
    throw error
  }
  return 'accepted'
}

describe('an exchange', () => {
  it('gives both sides the same key and the account', () => {
    const initiator = ntlmInitiator()
    const acceptor = ntlmAcceptor()
    expect([initiator.complete, acceptor.complete, acceptor.initiatorName]).toEqual([false, false, undefined])
    const { negotiate, challenge, authenticate } = exchangeNtlm(initiator, acceptor)
    expect(readNegotiateMessage(negotiate).flags).toBe(0xe288_8235)
    expect(readChallengeMessage(challenge)).toMatchObject({ flags: 0xe289_8235, targetName: 'CORP' })
    expect(readAuthenticateMessage(authenticate)).toMatchObject({ flags: 0xe288_8235, domainName: 'CORP', userName: 'üser' })
    expect([initiator.complete, acceptor.complete]).toEqual([true, true])
    expect(initiator.sessionKey).toEqual(new Uint8Array(16).fill(0x55))
    expect(acceptor.sessionKey).toEqual(initiator.sessionKey)
    expect([initiator.initiatorName, acceptor.initiatorName]).toEqual(['CORP\\üser', 'CORP\\üser'])
    expect([initiator.role, acceptor.role, initiator.delegated]).toEqual(['initiator', 'acceptor', false])
  })

  it('says in the response what the client added to what the server said', () => {
    const { authenticate } = exchangeNtlm(ntlmInitiator({ targetName: 'HTTP/web01', workstation: 'ADMIN' }), ntlmAcceptor())
    const { ntChallengeResponse, lmChallengeResponse, workstation } = readAuthenticateMessage(authenticate)
    const { avPairs } = readClientChallenge(ntChallengeResponse.subarray(16))
    expect(avPairs.map(({ id }) => id)).toEqual([
      AvId.MsvAvNbDomainName,
      AvId.MsvAvNbComputerName,
      AvId.MsvAvDnsComputerName,
      AvId.MsvAvTimestamp,
      AvId.MsvAvFlags,
      AvId.MsvAvChannelBindings,
      AvId.MsvAvTargetName,
    ])
    expect(readAvText(avPairs, AvId.MsvAvTargetName)).toBe('HTTP/web01')
    expect(readAvFlags(avPairs)).toBe(2)
    expect(lmChallengeResponse).toEqual(new Uint8Array(24))
    expect(workstation).toBe('ADMIN')
  })

  it('names the computer where there is no domain', () => {
    const target = { netbiosComputerName: 'WEB01', netbiosDomainName: 'WEB01' }
    const { challenge } = exchangeNtlm(ntlmInitiator(), ntlmAcceptor({ target }))
    const { flags, targetName } = readChallengeMessage(challenge)
    expect(targetName).toBe('WEB01')
    expect(flagNames(flags)).toContain('NTLMSSP_TARGET_TYPE_SERVER')
    expect(flagNames(flags)).not.toContain('NTLMSSP_TARGET_TYPE_DOMAIN')
  })

  it('accepts a client that leaves its domain out of the key', () => {
    // The domain is changed on its way and the response still fits; only the MIC would tell.
    const initiator = ntlmInitiator({ credential: { kind: 'password', username: 'üser', password } })
    const acceptor = ntlmAcceptor({ mic: 'announced' })
    const challenge = acceptor.step(initiator.step())!
    const noTime = withoutTimestamp(challenge)
    const message = readAuthenticateMessage(initiator.step(noTime)!)
    acceptor.step(writeAuthenticateMessage({ ...message, domainName: 'CORP' }))
    expect(acceptor.initiatorName).toBe('CORP\\üser')
  })

  it('speaks OEM with a client that knows no Unicode', () => {
    const acceptor = ntlmAcceptor()
    const offer = (defaultOffer & ~NegotiateFlag.NTLMSSP_NEGOTIATE_UNICODE) | NegotiateFlag.NTLM_NEGOTIATE_OEM
    const challenge = readChallengeMessage(acceptor.step(writeNegotiateMessage({ flags: offer >>> 0 }))!)
    expect(challenge.targetName).toBe('CORP')
    expect(readAvText(challenge.targetInfo!, AvId.MsvAvNbDomainName)).toBe('CORP')
    expect(flagNames(challenge.flags)).toContain('NTLM_NEGOTIATE_OEM')
    const none = (offer & ~NegotiateFlag.NTLM_NEGOTIATE_OEM) >>> 0
    expect(() => ntlmAcceptor().step(writeNegotiateMessage({ flags: none }))).toThrow(PeerError)
  })
})

it('shows no secret', () => {
  const [initiator, acceptor] = [ntlmInitiator(), ntlmAcceptor()]
  exchangeNtlm(initiator, acceptor)
  for (const context of [initiator, acceptor]) {
    const shown = `${inspect(context, { depth: null, showHidden: true })}${JSON.stringify(context)}`
    expect(shown).not.toMatch(/Pässw0rd|55, ?55|85, ?85|5555/)
  }
})

describe('names', () => {
  it.each([
    ['CORP\\üser', 'CORP', 'üser', 'CORP\\üser'],
    ['corp\\ÜSER', 'corp', 'ÜSER', 'corp\\ÜSER'],
    ['.\\üser', 'WEB01', 'üser', 'WEB01\\üser'],
    ['üser@corp.example', '', 'üser@corp.example', 'üser@corp.example'],
    ['üser', '', 'üser', 'üser'],
  ])('%s', (username, domainName, userName, initiatorName) => {
    const initiator = ntlmInitiator({ credential: { kind: 'password', username, password } })
    const acceptor = ntlmAcceptor()
    const { authenticate } = exchangeNtlm(initiator, acceptor)
    expect(readAuthenticateMessage(authenticate)).toMatchObject({ domainName, userName })
    expect([initiator.initiatorName, acceptor.initiatorName]).toEqual([initiatorName, 'CORP\\üser'])
  })

  it('anonymous is refused, or allowed by name and then protects nothing', () => {
    const credential = { kind: 'anonymous' } as const
    expect(reasonOf(() => exchangeNtlm(ntlmInitiator({ credential }), ntlmAcceptor()))).toBe('rejected')
    const [initiator, acceptor] = [ntlmInitiator({ credential }), ntlmAcceptor({ anonymous: 'allowed' })]
    const { authenticate } = exchangeNtlm(initiator, acceptor)
    const message = readAuthenticateMessage(authenticate)
    expect(message).toMatchObject({ userName: '', domainName: '', lmChallengeResponse: Uint8Array.of(0) })
    expect(message.ntChallengeResponse).toEqual(new Uint8Array(0))
    expect(flagNames(message.flags)).toContain('NTLMSSP_NEGOTIATE_ANONYMOUS')
    expect(acceptor.initiatorName).toBe('NT AUTHORITY\\ANONYMOUS LOGON')
    expect(acceptor.sessionKey).toEqual(initiator.sessionKey)
    expect(() => initiator.wrap(utf8('x'))).toThrow(MisuseError)
    expect(() => acceptor.sign(utf8('x'))).toThrow(MisuseError)
  })
})

describe('a refusal', () => {
  it.each([
    ['a wrong password', { kind: 'password', username: 'CORP\\üser', password: new Secret('pässw0rd') }],
    ['an unknown user', { kind: 'password', username: 'CORP\\nobody', password }],
    ['the wrong domain in the key', { kind: 'password', username: 'CORP\\üser@CORP', password }],
  ] as const)('%s', (_, credential) => {
    const acceptor = ntlmAcceptor()
    const action = (): unknown => exchangeNtlm(ntlmInitiator({ credential }), acceptor)
    expect(action).toThrow(`${credential.username}: NTLM: the user name or the password is wrong`)
    expect(acceptor.complete).toBe(false)
    expect(() => acceptor.sessionKey).toThrow(MisuseError)
    expect(() => acceptor.step(new Uint8Array(0))).toThrow('ended with an error')
  })

  it('looks the account up once', () => {
    const asked: unknown[] = []
    const lookup: typeof lookupUser = (name) => {
      asked.push(name)
      return undefined
    }
    expect(reasonOf(() => exchangeNtlm(ntlmInitiator(), ntlmAcceptor({ lookup })))).toBe('rejected')
    expect(asked).toEqual([{ userName: 'üser', domainName: 'CORP' }])
  })

  it('tells what became of a password', () => {
    const told: unknown[] = []
    const passwordChecked = (name: unknown, outcome: string): number => told.push([name, outcome])
    const wrong = { kind: 'password', username: 'CORP\\üser', password: new Secret('wrong') } as const
    exchangeNtlm(ntlmInitiator(), ntlmAcceptor({ passwordChecked }))
    expect(reasonOf(() => exchangeNtlm(ntlmInitiator({ credential: wrong }), ntlmAcceptor({ passwordChecked })))).toBe('rejected')
    const name = { userName: 'üser', domainName: 'CORP' }
    expect(told).toEqual([
      [name, 'right'],
      [name, 'wrong'],
    ])
  })

  it('NTLMv1, and LM alone', () => {
    for (const length of [24, 0]) {
      const { acceptor, message } = toAuthenticate()
      const changed = writeAuthenticateMessage({ ...message, ntChallengeResponse: new Uint8Array(length) })
      expect(reasonOf(() => acceptor.step(changed))).toBe('downgrade')
    }
  })

  it('a message that was changed: every byte counts', () => {
    const { negotiate, challenge, authenticate } = exchangeNtlm(ntlmInitiator(), ntlmAcceptor())
    for (let at = 0; at < authenticate.length; at++) {
      const acceptor = ntlmAcceptor()
      acceptor.step(negotiate)
      const changed = flipped(authenticate, at)
      expect(() => acceptor.step(changed), `byte ${at}`).toThrow(refusal)
    }
    for (const at of [12, 20, 56, challenge.length - 5]) {
      const [initiator, acceptor] = [ntlmInitiator(), ntlmAcceptor()]
      const changed = flipped(acceptor.step(initiator.step())!, at, 0x80)
      expect(() => acceptor.step(initiator.step(changed)), `byte ${at} of the challenge`).toThrow(refusal)
    }
  })

  it('a MIC that was taken away', () => {
    const announced = toAuthenticate()
    const { mic, ...without } = announced.message
    expect(mic).toHaveLength(16)
    expect(reasonOf(() => announced.acceptor.step(writeAuthenticateMessage(without)))).toBe('downgrade')
  })

  it('a client that gives no MIC although it was told the time, unless that is allowed', () => {
    for (const [mic, expected] of [
      ['required', 'downgrade'],
      ['announced', 'accepted'],
    ] as const) {
      const [initiator, acceptor] = [ntlmInitiator(), ntlmAcceptor({ mic })]
      const challenge = withoutTimestamp(acceptor.step(initiator.step())!)
      const authenticate = initiator.step(challenge)!
      expect(readAuthenticateMessage(authenticate).mic).toBeUndefined()
      expect(readAuthenticateMessage(authenticate).lmChallengeResponse.subarray(16)).toEqual(new Uint8Array(8).fill(0xaa))
      expect(reasonOf(() => acceptor.step(authenticate))).toBe(expected)
    }
  })

  it.each([
    'NTLMSSP_NEGOTIATE_SIGN',
    'NTLMSSP_NEGOTIATE_SEAL',
    'NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY',
    'NTLMSSP_NEGOTIATE_128',
  ] as const)('%s left out by any message', (name) => {
    const without = (flags: number): number => (flags & ~NegotiateFlag[name]) >>> 0
    const weak = writeNegotiateMessage({ flags: without(defaultOffer) })
    expect(() => ntlmAcceptor().step(weak)).toThrow(`the client: NTLM: the NEGOTIATE_MESSAGE leaves out ${name}`)

    const [initiator, acceptor] = [ntlmInitiator({ targetName: 'HTTP/web01' }), ntlmAcceptor()]
    const challenge = readChallengeMessage(acceptor.step(initiator.step())!)
    const weaker = writeChallengeMessage({ ...challenge, flags: without(challenge.flags) })
    expect(() => initiator.step(weaker)).toThrow(`HTTP/web01: NTLM: the CHALLENGE_MESSAGE leaves out ${name}`)

    const last = toAuthenticate()
    const weakest = writeAuthenticateMessage({ ...last.message, flags: without(last.message.flags) })
    expect(reasonOf(() => last.acceptor.step(weakest))).toBe('downgrade')
  })

  it('a server that does not name itself', () => {
    const [initiator, acceptor] = [ntlmInitiator(), ntlmAcceptor()]
    const challenge = readChallengeMessage(acceptor.step(initiator.step())!)
    const nameless = writeChallengeMessage({ ...challenge, targetInfo: [avTimestamp(0n)] })
    expect(reasonOf(() => initiator.step(nameless))).toBe('unsupported')
  })

  it('a response older than a day and a half', () => {
    const hours = (count: number): number => count * 3_600_000
    for (const [age, expected] of [
      [hours(35), 'accepted'],
      [hours(37), 'clock-skew'],
      [hours(-37), 'clock-skew'],
    ] as const) {
      let now = Date.UTC(2024, 0, 1)
      const [initiator, acceptor] = [ntlmInitiator(), ntlmAcceptor({ clock: { now: () => now } })]
      const authenticate = initiator.step(acceptor.step(initiator.step()))!
      now += age
      expect(reasonOf(() => acceptor.step(authenticate))).toBe(expected)
    }
  })

  it('a session key of the wrong length', () => {
    const { acceptor, message } = toAuthenticate()
    const changed = writeAuthenticateMessage({ ...message, encryptedRandomSessionKey: new Uint8Array(15) })
    expect(() => acceptor.step(changed)).toThrow('EncryptedRandomSessionKey is not of 16 bytes')
  })

  it('a name that is longer than any', () => {
    const { acceptor, message } = toAuthenticate()
    const changed = writeAuthenticateMessage({ ...message, userName: 'x'.repeat(1025) })
    expect(() => acceptor.step(changed)).toThrow(new DecodeError('UserName', 'a name of 2050 bytes'))
  })

  it('target information that would not fit the answer', () => {
    const [initiator, acceptor] = [ntlmInitiator(), ntlmAcceptor()]
    const challenge = readChallengeMessage(acceptor.step(initiator.step())!)
    const targetInfo = [...(challenge.targetInfo ?? []), { id: 99, value: new Uint8Array(17_000) }]
    expect(() => initiator.step(writeChallengeMessage({ ...challenge, targetInfo }))).toThrow(DecodeError)
  })

  it('a token out of turn', () => {
    expect(() => ntlmInitiator().step(new Uint8Array(0))).toThrow(MisuseError)
    expect(() => ntlmAcceptor().step()).toThrow(MisuseError)
    const [initiator, acceptor] = [ntlmInitiator(), ntlmAcceptor()]
    const { negotiate, challenge } = exchangeNtlm(initiator, acceptor)
    expect(() => initiator.step(challenge)).toThrow(MisuseError)
    expect(() => acceptor.step(negotiate)).toThrow(MisuseError)
    expect(acceptor.complete).toBe(true)
    expect(() => ntlmAcceptor().step(challenge)).toThrow(new DecodeError('NEGOTIATE_MESSAGE', 'MessageType is 2, not 1'))
  })
})

describe('channel bindings', () => {
  it.each([
    // policy, what the server sees, what the client binds to
    ['none', tls, otherTls, 'accepted'],
    ['none', undefined, undefined, 'accepted'],
    ['relaxed', tls, tls, 'accepted'],
    ['relaxed', tls, undefined, 'accepted'],
    ['relaxed', tls, otherTls, 'rejected'],
    ['relaxed', undefined, tls, 'accepted'],
    ['strict', tls, tls, 'accepted'],
    ['strict', tls, undefined, 'rejected'],
    ['strict', tls, otherTls, 'rejected'],
    ['strict', undefined, undefined, 'rejected'],
  ] as const)('%s (case %#)', (channelBindingPolicy, server, client, expected) => {
    const initiator = ntlmInitiator(client === undefined ? {} : { channelBindings: client })
    const acceptor = ntlmAcceptor({ channelBindingPolicy, ...(server === undefined ? {} : { channelBindings: server }) })
    expect(reasonOf(() => exchangeNtlm(initiator, acceptor))).toBe(expected)
  })

  it('are relaxed when nothing is said', () => {
    const acceptor = ntlmAcceptor({ channelBindings: tls })
    expect(() => exchangeNtlm(ntlmInitiator({ channelBindings: otherTls }), acceptor)).toThrow('bound to another channel')
  })
})

/** An acceptor that waits for the last message, and that message. */
function toAuthenticate(): { acceptor: ReturnType<typeof ntlmAcceptor>; message: ReturnType<typeof readAuthenticateMessage> } {
  const [initiator, acceptor] = [ntlmInitiator(), ntlmAcceptor()]
  return { acceptor, message: readAuthenticateMessage(initiator.step(acceptor.step(initiator.step()))!) }
}

function withoutTimestamp(challenge: Uint8Array): Uint8Array {
  const message = readChallengeMessage(challenge)
  return writeChallengeMessage({ ...message, targetInfo: message.targetInfo!.filter(({ id }) => id !== AvId.MsvAvTimestamp) })
}
