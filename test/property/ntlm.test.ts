import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AuthError, PeerError } from '../../src/base/errors.js'
import {
  type AuthenticateMessage,
  readAuthenticateMessage,
  writeAuthenticateMessage,
} from '../../src/protocol/ntlm/authenticate-message.js'
import { type AvPair, readAvPairs, writeAvPairs } from '../../src/protocol/ntlm/av-pairs.js'
import { type ChallengeMessage, readChallengeMessage, writeChallengeMessage } from '../../src/protocol/ntlm/challenge-message.js'
import { type ClientChallenge, readClientChallenge, writeClientChallenge } from '../../src/protocol/ntlm/client-challenge.js'
import { describeNtlm } from '../../src/protocol/ntlm/describe.js'
import { NegotiateFlag } from '../../src/protocol/ntlm/negotiate-flags.table.js'
import { type NegotiateMessage, readNegotiateMessage, writeNegotiateMessage } from '../../src/protocol/ntlm/negotiate-message.js'
import { exchangeNtlm, ntlmAcceptor, ntlmInitiator } from '../harness/ntlm-pair.js'

const runs = { numRuns: Number(process.env['WMCTL_FUZZ_RUNS'] ?? 2000) }

/** A value, or an error that says the peer is wrong; nothing else may come out. */
function survives(action: () => unknown): void {
  try {
    action()
  } catch (error) {
    if (!(error instanceof PeerError) && !(error instanceof AuthError)) throw error
  }
}

const tokens = exchangeNtlm(ntlmInitiator(), ntlmAcceptor())

const change = fc.record({ at: fc.nat(400), value: fc.nat(255) })

/** A real message with some bytes changed and its end cut off. */
const damaged = fc
  .record({
    token: fc.constantFrom(tokens.negotiate, tokens.challenge, tokens.authenticate),
    changes: fc.array(change, { maxLength: 8 }),
    length: fc.option(fc.nat(400), { nil: 400 }),
  })
  .map(({ token, changes, length }) => {
    const bytes = token.slice(0, length)
    for (const { at, value } of changes) if (at < bytes.length) bytes[at] = value
    return bytes
  })

const anything = fc.oneof(damaged, fc.uint8Array({ maxLength: 200 }))

test('any bytes are read, shown or refused', () => {
  fc.assert(
    fc.property(anything, (bytes) => {
      for (const read of [
        readNegotiateMessage,
        readChallengeMessage,
        readAuthenticateMessage,
        readClientChallenge,
        describeNtlm,
      ]) {
        survives(() => read(bytes))
      }
    }),
    runs,
  )
})

test('any bytes take a context further or end it', () => {
  fc.assert(
    fc.property(anything, (bytes) => {
      const initiator = ntlmInitiator({ require: 0 })
      initiator.step()
      survives(() => initiator.step(bytes))
      const acceptor = ntlmAcceptor({ require: 0, mic: 'announced', anonymous: 'allowed' })
      survives(() => acceptor.step(bytes))
      const challenged = ntlmAcceptor()
      challenged.step(tokens.negotiate)
      let accepted = false
      survives(() => {
        challenged.step(bytes)
        accepted = true
      })
      // Nobody gets in with a changed message.
      expect(accepted).toBe(Buffer.compare(bytes, tokens.authenticate) === 0)
    }),
    runs,
  )
})

test('any bytes are no protected message', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const [initiator, acceptor] = [ntlmInitiator(), ntlmAcceptor()]
      exchangeNtlm(initiator, acceptor)
      expect(() => acceptor.unwrap(bytes)).toThrow(PeerError)
    }),
    runs,
  )
})

const unicode = NegotiateFlag.NTLMSSP_NEGOTIATE_UNICODE
const version = fc.record({ major: fc.nat(255), minor: fc.nat(255), build: fc.nat(65_535), revision: fc.nat(255) })
const text = fc.string({ unit: 'binary', maxLength: 40 })
const latin = fc.string({ unit: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 20 })
const bytesOf = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length })
const avPair: fc.Arbitrary<AvPair> = fc.record({
  id: fc.integer({ min: 1, max: 65_535 }),
  value: fc.uint8Array({ maxLength: 60 }),
})
const avPairs = fc.array(avPair, { maxLength: 12 })

/** Every flag but those that say which fields are there. */
const otherFlags = fc.nat(0xffff_ffff).map((flags) => {
  const announcing = [
    unicode,
    NegotiateFlag.NTLM_NEGOTIATE_OEM,
    NegotiateFlag.NTLMSSP_NEGOTIATE_VERSION,
    NegotiateFlag.NTLMSSP_NEGOTIATE_OEM_DOMAIN_SUPPLIED,
    NegotiateFlag.NTLMSSP_NEGOTIATE_OEM_WORKSTATION_SUPPLIED,
    NegotiateFlag.NTLMSSP_NEGOTIATE_TARGET_INFO,
    NegotiateFlag.NTLMSSP_NEGOTIATE_KEY_EXCH,
  ]
  return announcing.reduce((rest, flag) => (rest & ~flag) >>> 0, flags)
})

/** Raises when what comes back is not what went in. */
function again<T>(values: fc.Arbitrary<T>, writeAndRead: (value: T) => T): void {
  fc.assert(
    fc.property(values, (value) => {
      expect(writeAndRead(value)).toEqual(value)
    }),
  )
}

test('what is written is read again', () => {
  const negotiate = fc.record({ flags: otherFlags, domainName: latin, workstation: latin, version }).map(
    (message): NegotiateMessage => ({
      ...message,
      flags:
        (message.flags |
          NegotiateFlag.NTLMSSP_NEGOTIATE_VERSION |
          NegotiateFlag.NTLMSSP_NEGOTIATE_OEM_DOMAIN_SUPPLIED |
          NegotiateFlag.NTLMSSP_NEGOTIATE_OEM_WORKSTATION_SUPPLIED) >>>
        0,
    }),
  )
  again(negotiate, (message) => readNegotiateMessage(writeNegotiateMessage(message)))

  const challengeFlags = unicode | NegotiateFlag.NTLMSSP_REQUEST_TARGET | NegotiateFlag.NTLMSSP_NEGOTIATE_TARGET_INFO
  const challenge = fc
    .record({ flags: otherFlags, targetName: text, serverChallenge: bytesOf(8), targetInfo: avPairs })
    .map((message): ChallengeMessage => ({ ...message, flags: (message.flags | challengeFlags) >>> 0 }))
  again(challenge, (message) => readChallengeMessage(writeChallengeMessage(message)))

  const authenticate = fc
    .record({
      flags: otherFlags,
      domainName: text,
      userName: text.filter((name) => name !== ''),
      workstation: text,
      lmChallengeResponse: bytesOf(24),
      ntChallengeResponse: fc.uint8Array({ maxLength: 200 }),
      encryptedRandomSessionKey: bytesOf(16),
      mic: bytesOf(16),
    })
    .map(
      (message): AuthenticateMessage => ({
        ...message,
        flags: (message.flags | unicode | NegotiateFlag.NTLMSSP_NEGOTIATE_KEY_EXCH) >>> 0,
      }),
    )
  again(authenticate, (message) => readAuthenticateMessage(writeAuthenticateMessage(message)))

  again(avPairs, (pairs) => readAvPairs(writeAvPairs(pairs), 'TargetInfo'))
  const temp: fc.Arbitrary<ClientChallenge> = fc.record({
    time: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    challengeFromClient: bytesOf(8),
    avPairs,
  })
  again(temp, (value) => readClientChallenge(writeClientChallenge(value)))
})
