import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { DecodeError } from '../../../../src/base/errors.js'
import type { NegToken } from '../../../../src/protocol/spnego/neg-token.js'
import { isNegToken, readNegToken } from '../../../../src/protocol/spnego/neg-token-reader.js'
import { writeMechTypeList, writeNegToken } from '../../../../src/protocol/spnego/neg-token-writer.js'
import { hex } from '../../../harness/hex.js'
import { readVector, recordedBytes, recordedVectors } from '../../../harness/read-vector.js'

describe('[MS-SPNG] 4', () => {
  const init2 = hex(readVector<{ negTokenInit2: string }>('ms-spng-4.json').negTokenInit2)
  const { token } = readNegToken(init2)

  it('is read as annotated', () => {
    expect(token.kind).toBe('init')
    if (token.kind !== 'init') return
    expect(token.mechTypes).toEqual(['1.3.6.1.4.1.311.2.2.30', '1.3.6.1.4.1.311.2.2.10'])
    expect(token.mechToken).toHaveLength(254)
    expect(new TextDecoder('latin1').decode(token.mechToken).slice(0, 8)).toBe('NEGOEXTS')
    expect(token.hintName).toBe('not_defined_in_RFC4178@please_ignore')
    expect(token.mechListMic).toBeUndefined()
  })

  it('is written to the same bytes', () => {
    expect(writeNegToken(token)).toEqual(init2)
  })
})

// Tokens recorded by pyspnego against Windows.
describe.skipIf(recordedVectors === undefined)('recorded tokens', () => {
  const load = (name: string): Uint8Array =>
    new Uint8Array(recordedBytes(`ntlm-spnego-credssp/jborean93-pyspnego/tests/data/${name}`))

  it.each(['initial_context_token_neg_token_init', 'initial_context_token_neg_token_init2', 'neg_token_resp'])(
    '%s is read and written to the same bytes [needs WMCTL_VECTORS]',
    (name) => {
      const bytes = load(name)
      expect(isNegToken(bytes)).toBe(true)
      expect(writeNegToken(readNegToken(bytes).token)).toEqual(bytes)
    },
  )

  it.each(['initial_context_token_krb_ap_req', 'ntlm_negotiate'])('%s is no token of SPNEGO [needs WMCTL_VECTORS]', (name) => {
    const bytes = load(name)
    expect(isNegToken(bytes)).toBe(false)
    expect(() => readNegToken(bytes)).toThrow(DecodeError)
  })
})

describe('forms', () => {
  it('has the list for the MIC as the peer encoded it, tag 0x30', () => {
    const mechTypes = ['1.2.840.48018.1.2.2', '1.3.6.1.4.1.311.2.2.10']
    const { mechTypeList } = readNegToken(writeNegToken({ kind: 'init', mechTypes }))
    expect(mechTypeList).toEqual(writeMechTypeList(mechTypes))
    expect(mechTypeList?.[0]).toBe(0x30)
  })

  it('takes the name Windows Server 2003 puts where RFC 4178 has the MIC, in whatever code page', () => {
    // NegTokenInit { [0] { NTLM }, [3] { [0] GeneralString "h\xf6st" } }
    const name = '1b0468f67374'
    const body = `a00e300c060a2b06010401823702020aa30a3008a006${name}`
    const bytes = hex(`6028 06062b0601050502 a01e 301c ${body}`)
    expect(readNegToken(bytes).token).toMatchObject({ hintName: 'h\u00f6st', mechListMic: undefined })
  })

  test.each([
    ['nothing', ''],
    ['an indefinite length', 'a1803000'],
    ['an unknown state', 'a1073005a0030a0109'],
    ['bytes after the message', 'a1023000ff'],
    ['another mechanism', '600806062b0601050503'],
  ])('%s is refused', (_, text) => {
    expect(() => readNegToken(hex(text))).toThrow(DecodeError)
  })

  it('takes 64 mechanisms and no more', () => {
    const of = (count: number): Uint8Array => writeNegToken({ kind: 'init', mechTypes: Array<string>(count).fill('1.2.3') })
    expect(readNegToken(of(63)).token).toMatchObject({ kind: 'init' })
    expect(() => readNegToken(of(66))).toThrow(DecodeError)
  })
})

const bytes = fc.uint8Array({ maxLength: 300 })
const arc = fc.bigInt({ min: 0n, max: 2n ** 40n })
const oid = fc.array(arc, { maxLength: 5 }).map((arcs) => ['1.3', ...arcs].join('.'))
const anyToken: fc.Arbitrary<NegToken> = fc.oneof(
  fc.record({
    kind: fc.constant('init' as const),
    mechTypes: fc.array(oid, { maxLength: 8 }),
    mechToken: fc.option(bytes, { nil: undefined }),
    mechListMic: fc.option(bytes, { nil: undefined }),
    hintName: fc.option(fc.constantFrom('', 'host@REALM'), { nil: undefined }),
  }),
  fc.record({
    kind: fc.constant('resp' as const),
    negState: fc.constantFrom(undefined, 'accept-completed', 'accept-incomplete', 'reject', 'request-mic'),
    supportedMech: fc.option(oid, { nil: undefined }),
    responseToken: fc.option(bytes, { nil: undefined }),
    mechListMic: fc.option(bytes, { nil: undefined }),
  }),
)

describe('any token', () => {
  it('is read as it was written, and not when cut', () => {
    fc.assert(
      fc.property(anyToken, fc.nat(), (token, cut) => {
        const written = writeNegToken(token)
        expect(readNegToken(written).token).toEqual(token)
        expect(() => readNegToken(written.subarray(0, cut % written.length))).toThrow(DecodeError)
      }),
    )
  })

  it('damaged anywhere, or made up, is a token or a DecodeError', () => {
    const damaged = fc.tuple(anyToken, fc.nat(), fc.nat(255)).map(([token, at, byte]) => {
      const written = writeNegToken(token).slice()
      written[at % written.length] = byte
      return written
    })
    fc.assert(
      fc.property(fc.oneof(damaged, bytes), (input) => {
        try {
          readNegToken(input)
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
