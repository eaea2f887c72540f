import { describe, expect, it } from 'vitest'
import { DecodeError, MisuseError, PeerError } from '../../../../src/base/errors.js'
import type { SecurityBuffer, SecurityContext } from '../../../../src/protocol/gss/security-context.js'
import { defaultOffer } from '../../../../src/protocol/ntlm/initiator.js'
import { flagNames } from '../../../../src/protocol/ntlm/negotiate-flags.js'
import { NegotiateFlag } from '../../../../src/protocol/ntlm/negotiate-flags.table.js'
import { flipped, utf8 } from '../../../harness/hex.js'
import { exchangeNtlm, ntlmAcceptor, ntlmInitiator } from '../../../harness/ntlm-pair.js'

const list = utf8('the DER of the mechanisms')

function pairOf(offer = defaultOffer): { readonly client: SecurityContext; readonly server: SecurityContext } {
  const [client, server] = [ntlmInitiator({ offer, require: 0 }), ntlmAcceptor({ require: 0 })]
  exchangeNtlm(client, server)
  return { client, server }
}

/** Every choice of the flags that decide how messages are protected. */
const combinations = Array.from({ length: 32 }, (_, bits) => {
  const optional = [
    NegotiateFlag.NTLMSSP_NEGOTIATE_SIGN,
    NegotiateFlag.NTLMSSP_NEGOTIATE_SEAL,
    NegotiateFlag.NTLMSSP_NEGOTIATE_KEY_EXCH,
    NegotiateFlag.NTLMSSP_NEGOTIATE_128,
    NegotiateFlag.NTLMSSP_NEGOTIATE_56,
  ]
  const offer = optional.reduce((flags, flag, index) => ((bits >> index) & 1 ? flags : (flags & ~flag) >>> 0), defaultOffer)
  const seals = (offer & NegotiateFlag.NTLMSSP_NEGOTIATE_SEAL) !== 0
  const signs = seals || (offer & NegotiateFlag.NTLMSSP_NEGOTIATE_SIGN) !== 0
  return { offer, seals, signs, names: shortNames(offer) }
})

describe('every combination of flags', () => {
  it.each(combinations)('agrees on a key ($names)', ({ offer, signs }) => {
    const { client, server } = pairOf(offer)
    expect(client.sessionKey).toEqual(server.sessionKey)
    const exchanged = signs && (offer & NegotiateFlag.NTLMSSP_NEGOTIATE_KEY_EXCH) !== 0
    expect(client.sessionKey.every((byte) => byte === 0x55)).toBe(exchanged)
  })

  it.each(combinations.filter(({ signs }) => signs))('signs in both directions ($names)', ({ offer }) => {
    const { client, server } = pairOf(offer)
    for (const text of ['one', 'two', '']) {
      server.verify(utf8(text), client.sign(utf8(text)))
      client.verify(utf8(text), server.sign(utf8(text)))
    }
    expect(client.sign(utf8('x'))).not.toEqual(server.sign(utf8('x')))
  })

  it.each(combinations.filter(({ seals }) => seals))('seals in both directions ($names)', ({ offer }) => {
    const { client, server } = pairOf(offer)
    for (const text of ['one', 'two', '']) {
      expect(server.unwrap(client.wrap(utf8(text)))).toEqual(utf8(text))
      expect(client.unwrap(server.wrap(utf8(text)))).toEqual(utf8(text))
    }
    const { token, data } = client.seal([{ kind: 'data', bytes: utf8('secret') }])
    expect(data).not.toEqual([utf8('secret')])
    expect(server.unseal(token, data.map(asData))).toEqual([utf8('secret')])
    expect(() => client.wrap(utf8('x'), { confidential: false })).toThrow(MisuseError)
  })

  it.each(combinations.filter(({ signs, seals }) => signs && !seals))('wraps in the clear only ($names)', ({ offer }) => {
    const { client, server } = pairOf(offer)
    expect(server.unwrap(client.wrap(utf8('plain'), { confidential: false }))).toEqual(utf8('plain'))
    expect(() => client.wrap(utf8('x'))).toThrow('no encryption was negotiated')
    expect(server.unwrap(client.wrap(utf8('still'), { confidential: false }))).toEqual(utf8('still'))
  })

  it.each(combinations.filter(({ signs }) => !signs))('protects nothing ($names)', ({ offer }) => {
    const { client, server } = pairOf(offer)
    expect(() => client.sign(utf8('x'))).toThrow('no message security was negotiated')
    expect(() => server.seal([])).toThrow(MisuseError)
  })

  it.each(combinations)("protects SPNEGO's list and goes on with the same stream ($names)", ({ offer, signs }) => {
    const { client, server } = pairOf(offer)
    expect(client.mechListMic?.required).toBe(true)
    expect(server.mechListMic?.required).toBe(true)
    const mic = client.mechListMic!.sign(list)
    server.mechListMic!.verify(list, mic)
    client.mechListMic!.verify(list, server.mechListMic!.sign(list))
    if (!signs) {
      expect(mic).toEqual(Uint8Array.of(1, ...new Uint8Array(15)))
      return
    }
    const signature = client.sign(list)
    expect(signature[12]).toBe(1)
    server.verify(list, signature)
    client.verify(list, server.sign(list))
  })
})

describe('the stream after the list of mechanisms', () => {
  it('is where it was, the sequence number is not ([MS-SPNG] 3.3.5.1)', () => {
    const { client } = pairOf()
    const { client: other } = pairOf()
    client.mechListMic!.sign(list)
    const sealed = client.seal([{ kind: 'data', bytes: utf8('first') }])
    expect(sealed.data).toEqual(other.seal([{ kind: 'data', bytes: utf8('first') }]).data)
    expect(Array.from(sealed.token.subarray(12))).toEqual([1, 0, 0, 0])
  })

  it('is refused when the list was changed', () => {
    const { client, server } = pairOf()
    const mic = client.mechListMic!.sign(list)
    expect(() => server.mechListMic!.verify(utf8('another list'), mic)).toThrow(PeerError)
    expect(server.complete).toBe(false)
  })
})

describe('several buffers', () => {
  const head = { kind: 'sign-only', bytes: utf8('head') } as const

  it('are signed together, and encrypted where they are data', () => {
    const { client, server } = pairOf()
    const { token, data } = client.seal([head, ...['body', 'more'].map(utf8).map(asData)])
    expect(token).toHaveLength(client.sizes().sealToken)
    expect(data.map(({ length }) => length)).toEqual([4, 4])
    expect(server.unseal(token, [head, ...data.map(asData)])).toEqual(['body', 'more'].map(utf8))
  })

  it('that are only signed are refused when one was changed', () => {
    const { client, server } = pairOf()
    const { token, data } = client.seal([head, asData(utf8('body'))])
    const changed = { kind: 'sign-only', bytes: utf8('Head') } as const
    expect(() => server.unseal(token, [changed, ...data.map(asData)])).toThrow(PeerError)
  })
})

describe('a protected message is refused', () => {
  it.each([0, 4, 11, 12, 15, 16, 20])('when byte %d was changed, and all that follow', (at) => {
    const { client, server } = pairOf()
    const token = flipped(client.wrap(utf8('hello')), at)
    expect(() => server.unwrap(token)).toThrow(PeerError)
    expect(server.complete).toBe(false)
    expect(() => server.unwrap(client.wrap(utf8('again')))).toThrow('ended with an error')
  })

  it('when it is replayed, dropped or reordered', () => {
    const replayed = pairOf()
    const token = replayed.client.wrap(utf8('once'))
    replayed.server.unwrap(token)
    expect(() => replayed.server.unwrap(token)).toThrow('message 0 arrived where 1 was due')

    const dropped = pairOf()
    dropped.client.wrap(utf8('lost'))
    expect(() => dropped.server.unwrap(dropped.client.wrap(utf8('next')))).toThrow('message 1 arrived where 0 was due')
  })

  it('when it comes from the wrong side', () => {
    const { client } = pairOf()
    expect(() => client.unwrap(client.wrap(utf8('mine')))).toThrow(PeerError)
  })

  it('when it is too short', () => {
    expect(() => pairOf().server.unwrap(new Uint8Array(15))).toThrow(DecodeError)
    expect(() => pairOf().server.verify(list, new Uint8Array(15))).toThrow(DecodeError)
    expect(() => pairOf().server.verify(list, new Uint8Array(17))).toThrow(DecodeError)
  })

  it('before the context is complete', () => {
    const context = ntlmInitiator()
    expect(() => context.wrap(utf8('early'))).toThrow(MisuseError)
    expect(() => context.mechListMic.sign(list)).toThrow(MisuseError)
    expect(context.mechListMic.required).toBe(false)
    expect(context.step()).toBeDefined()
  })
})

function asData(bytes: Uint8Array): SecurityBuffer {
  return { kind: 'data', bytes }
}

function shortNames(offer: number): string {
  const names = flagNames(offer).map((name) => name.replace('NTLMSSP_NEGOTIATE_', ''))
  return names.filter((name) => ['SIGN', 'SEAL', 'KEY_EXCH', '128', '56'].includes(name)).join(' ') || 'none'
}
