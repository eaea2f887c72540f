import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DecodeError } from '../../../../src/base/errors.js'
import { Secret } from '../../../../src/base/secret.js'
import { readTsCredentials, type TsCredentials, writeTsCredentials } from '../../../../src/protocol/credssp/ts-credentials.js'
import { readTsRequest, type TsRequest, writeTsRequest } from '../../../../src/protocol/credssp/ts-request.js'
import { hex } from '../../../harness/hex.js'
import { readRecorded, readVector, recordedBytes, recordedVectors } from '../../../harness/read-vector.js'

describe('[MS-CSSP] 4', () => {
  const authInfo = hex(readVector<{ authInfo: string }>('ms-cssp-4.json').authInfo)
  const credentials = readTsCredentials(authInfo)

  it('is read as listed', () => {
    expect(credentials).toMatchObject({
      kind: 'smart-card',
      cspData: {
        keySpec: 1,
        cardName: undefined,
        readerName: 'OMNIKEY CardMan 3x21 0',
        containerName: 'le-MSSmartcardUser-8bda019f-1266--53268',
        cspName: 'Microsoft Base Smart Card Crypto Provider',
      },
      userHint: undefined,
      domainHint: undefined,
    })
    expect(credentials.kind === 'smart-card' && credentials.pin.reveal()).toBe('bbbbbbbbbbbb')
  })

  it('is written to the same bytes', () => {
    expect(writeTsCredentials(credentials)).toEqual(authInfo)
  })
})

describe.skipIf(recordedVectors === undefined)('recorded messages', () => {
  const pyspnego = 'ntlm-spnego-credssp/jborean93-pyspnego/tests/data'

  it('TSRequests of sspi-rs are read and written to the same bytes [needs WMCTL_VECTORS]', () => {
    interface Vectors {
      readonly vectors: readonly { readonly name: string | null; readonly hex: string }[]
    }
    const file = 'ntlm-spnego-credssp/Devolutions-sspi-rs/transcribed_src_credssp_ts_request_test.json'
    const { vectors } = readRecorded<Vectors>(file)
    const bytesOf = (name: string): Uint8Array => hex(vectors.find((vector) => vector.name === name)?.hex ?? '')
    const nonce = bytesOf('NTLM_CLIENT_NONCE')
    for (const phase of [1, 2, 3]) {
      const bytes = bytesOf(`NTLM_${phase}_PHASE_TS_REQUEST`)
      const request = readTsRequest(bytes)
      expect([request.version, request.clientNonce]).toEqual([6, nonce])
      expect(request.negoToken?.slice(0, bytesOf(`NTLM_${phase}_PHASE_NEGO_TOKEN`).length)).toEqual(
        bytesOf(`NTLM_${phase}_PHASE_NEGO_TOKEN`),
      )
      expect(request.pubKeyAuth !== undefined).toBe(phase === 3)
      expect(writeTsRequest(request)).toEqual(bytes)
    }
  })

  it('a nonce that has not 32 bytes is refused [needs WMCTL_VECTORS]', () => {
    const bytes = new Uint8Array(recordedBytes(`${pyspnego}/credssp_ts_request`))
    expect(() => readTsRequest(bytes)).toThrow('clientNonce of 12 bytes')
  })

  it.each(['credssp_ts_credential_password', 'credssp_ts_credential_smart_card', 'credssp_ts_credential_smart_card_full'])(
    '%s is read and written to the same bytes [needs WMCTL_VECTORS]',
    (name) => {
      const bytes = new Uint8Array(recordedBytes(`${pyspnego}/${name}`))
      expect(writeTsCredentials(readTsCredentials(bytes))).toEqual(bytes)
    },
  )

  it('credentials that are neither password nor smart card are refused [needs WMCTL_VECTORS]', () => {
    const bytes = new Uint8Array(recordedBytes(`${pyspnego}/credssp_ts_remote_guard_ms_example`))
    expect(() => readTsCredentials(bytes)).toThrow(DecodeError)
  })
})

const bytes = fc.uint8Array({ maxLength: 200 })
const text = fc.string({ maxLength: 20, unit: 'binary' })
const optionalText = fc.option(text, { nil: undefined })
const anyRequest: fc.Arbitrary<TsRequest> = fc.record({
  version: fc.integer({ min: 2, max: 9 }),
  negoToken: fc.option(bytes, { nil: undefined }),
  authInfo: fc.option(bytes, { nil: undefined }),
  pubKeyAuth: fc.option(bytes, { nil: undefined }),
  errorCode: fc.option(fc.integer({ min: 0, max: 0xffff_ffff }), { nil: undefined }),
  clientNonce: fc.option(fc.uint8Array({ minLength: 32, maxLength: 32 }), { nil: undefined }),
})
const anyCredentials: fc.Arbitrary<TsCredentials> = fc.oneof(
  fc.record({
    kind: fc.constant('password' as const),
    domainName: text,
    userName: text,
    password: text.map((password) => new Secret(password)),
  }),
  fc.record({
    kind: fc.constant('smart-card' as const),
    pin: text.map((pin) => new Secret(pin)),
    cspData: fc.record({
      keySpec: fc.integer({ min: 0, max: 9 }),
      cardName: optionalText,
      readerName: optionalText,
      containerName: optionalText,
      cspName: optionalText,
    }),
    userHint: optionalText,
    domainHint: optionalText,
  }),
)

describe('any message', () => {
  it('is read as it was written, and not when cut', () => {
    fc.assert(
      fc.property(anyRequest, anyCredentials, fc.nat(), (request, credentials, cut) => {
        const written = writeTsRequest(request)
        expect(readTsRequest(written)).toEqual(request)
        expect(() => readTsRequest(written.subarray(0, cut % written.length))).toThrow(DecodeError)
        const handed = writeTsCredentials(credentials)
        expect(revealed(readTsCredentials(handed))).toEqual(revealed(credentials))
        expect(() => readTsCredentials(handed.subarray(0, cut % handed.length))).toThrow(DecodeError)
      }),
      { numRuns: 200 },
    )
  })

  it('damaged anywhere, or made up, is a message or a DecodeError without its text', () => {
    const secret = { kind: 'password', domainName: 'CORP', userName: 'ann', password: new Secret('geheim') } as const
    const originals = [writeTsCredentials(secret), writeTsRequest({ version: 6, negoToken: new Uint8Array(20) })]
    const damaged = fc.tuple(fc.constantFrom(...originals), fc.nat(), fc.nat(255)).map(([original, at, byte]) => {
      const changed = original.slice()
      changed[at % changed.length] = byte
      return changed
    })
    fc.assert(
      fc.property(fc.oneof(damaged, bytes), (input) => {
        for (const read of [readTsRequest, readTsCredentials]) {
          try {
            read(input)
          } catch (error) {
            expect(error).toBeInstanceOf(DecodeError)
            expect(String(error)).not.toContain('geheim')
          }
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('an NTSTATUS is written as Windows does, a negative number', () => {
    expect(writeTsRequest({ version: 6, errorCode: 0xc000006d })).toEqual(hex('300d a003020106 a406 0204c000006d'))
  })

  it('the password is in no text', () => {
    const secret: TsCredentials = { kind: 'password', domainName: 'CORP', userName: 'ann', password: new Secret('geheim') }
    expect(JSON.stringify(readTsCredentials(writeTsCredentials(secret)))).not.toContain('geheim')
  })
})

function revealed(credentials: TsCredentials): unknown {
  return { ...credentials, secret: credentials.kind === 'password' ? credentials.password.reveal() : credentials.pin.reveal() }
}
