import { describe, expect, it, test } from 'vitest'
import { formatHex } from '../../../src/base/hex.js'
import { describeToken } from '../../../src/client/describe-token.js'
import { describeTokenBytes, describeTokenText, type FoundToken } from '../../../src/client/token-text.js'
import { type DescribedField, isDamaged } from '../../../src/protocol/gss/described-field.js'
import { readNegToken } from '../../../src/protocol/spnego/neg-token-reader.js'
import { tokenText } from '../../../src/views/token/token-view.js'
import { kerberosSeeds } from '../../fuzz/kerberos-seeds.js'
import { tokenSeeds } from '../../fuzz/token-seeds.js'
import { defined } from '../../harness/defined.js'
import { expectGolden } from '../../harness/golden.js'
import { hex } from '../../harness/hex.js'
import { readRecorded, readVector, recordedBytes, recordedVectors } from '../../harness/read-vector.js'

const style = { colour: false, unicode: true, columns: 120 }
const shown = (token: DescribedField): string => tokenText({ source: 'test', length: undefined, token }, style)
const shownOf = (found: readonly FoundToken[]): string => found.map((each) => tokenText(each, style)).join('')

/** The paths of all fields, `NegTokenInit/mechTypes/MechType`. */
function paths({ name, value }: DescribedField, above = ''): readonly string[] {
  const path = `${above}${name}`
  return typeof value === 'string' ? [path] : [path, ...value.flatMap((field) => paths(field, `${path}/`))]
}

describe('the examples of the specifications', () => {
  const { sections } = readVector<{ sections: Record<string, Record<string, string>> }>('ms-nlmp-4.2.json')
  const examples: Readonly<Record<string, string>> = {
    '[MS-NLMP] 4.2.4 CHALLENGE_MESSAGE': defined(sections['4.2.4']?.['challenge']),
    '[MS-NLMP] 4.2.4 AUTHENTICATE_MESSAGE': defined(sections['4.2.4']?.['authenticate']),
    '[MS-SPNG] 4 NegTokenInit2': readVector<{ negTokenInit2: string }>('ms-spng-4.json').negTokenInit2,
    '[MS-CSSP] 4 TSCredentials': readVector<{ authInfo: string }>('ms-cssp-4.json').authInfo,
  }

  it('are shown by their names', () => {
    const texts = Object.entries(examples).map(([name, bytes]) => `${name}\n${shown(describeToken(hex(bytes)))}`)
    expectGolden('tokens/specifications.txt', texts.join('\n'))
  })

  it('the PIN is not among what is shown', () => {
    expect(shown(describeToken(hex(defined(examples['[MS-CSSP] 4 TSCredentials']))))).not.toContain('bbbb')
  })
})

test('messages of Kerberos are shown by their names', () => {
  const tokens = [...kerberosSeeds.requests, ...kerberosSeeds.replies, ...kerberosSeeds.tokens, ...kerberosSeeds.krbCred]
  expectGolden('tokens/kerberos.txt', tokens.map((token) => shown(describeToken(token))).join('\n'))
})

describe.skipIf(recordedVectors === undefined)('recorded tokens', () => {
  const folder = 'ntlm-spnego-credssp/jborean93-pyspnego/tests/data'

  test.each([
    [
      'initial_context_token_neg_token_init',
      'InitialContextToken/NegTokenInit/mechToken/InitialContextToken/innerContextToken/AP-REQ/ticket/enc-part/cipher',
    ],
    ['initial_context_token_neg_token_init2', 'InitialContextToken/NegTokenInit2/negHints/hintName'],
    ['neg_token_resp', 'NegTokenResp/responseToken/InitialContextToken/innerContextToken/AP-REP/enc-part/etype'],
    ['initial_context_token_krb_ap_req', 'InitialContextToken/innerContextToken/AP-REQ/authenticator/etype'],
    ['initial_context_token_krb_ap_rep', 'InitialContextToken/innerContextToken/AP-REP/enc-part'],
    ['ntlm_challenge', 'CHALLENGE_MESSAGE/TargetInfo/MsvAvTimestamp'],
    ['ntlm_authenticate', 'AUTHENTICATE_MESSAGE/NtChallengeResponse/AvPairs/MsvAvTargetName'],
    ['credssp_ts_credential_smart_card_full', 'TSCredentials/TSSmartCardCreds/cspData/readerName'],
    ['credssp_ts_credential_password', 'TSCredentials/TSPasswordCreds/userName'],
    ['credssp_ts_credential_remote_guard_multiple', 'TSCredentials/credentials'],
    ['tls1.2_client_hello', 'TLS records (CredSSP)/TLSPlaintext/content'],
    ['tls1.3_server_hello', 'TLS records (CredSSP)/TLSPlaintext/content'],
  ])('%s [needs WMCTL_VECTORS]', (file, path) => {
    const token = describeToken(new Uint8Array(recordedBytes(`${folder}/${file}`)))
    expect(paths(token)).toContain(path)
    expect(isDamaged(token)).toBe(false)
  })

  test('the logon of Windows 10: every message of the KDC, no ciphertext shown [needs WMCTL_VECTORS]', () => {
    const { messages } = readRecorded<{ messages: readonly { readonly hex: string }[] }>(
      'kerberos/otrf/win10-as-tgs-exchange.kdc.json',
    )
    for (const { hex: bytes } of messages) {
      const token = describeToken(hex(bytes))
      expect(token.name).toMatch(/^(AS|TGS)-RE[QP]$|^KRB-ERROR$/)
      expect(isDamaged(token)).toBe(false)
      const long = [...shown(token).matchAll(/[0-9a-f]{24,}/g)].map(String)
      expect(long).toEqual([])
    }
    const error = shown(describeToken(hex(defined(messages[1]).hex)))
    expect(error).toContain('error-code: 25 (KDC_ERR_PREAUTH_REQUIRED)')
    expect(error).toContain('padata-type: 19 (PA-ETYPE-INFO2)')
    expect(shown(describeToken(hex(defined(messages[0]).hex)))).toContain('padata-type: 128 (PA-PAC-REQUEST)')
  })

  test('a WinRM logon with NTLM, as its headers [needs WMCTL_VECTORS]', () => {
    const session = readRecorded<Record<'negotiate' | 'challenge' | 'authenticate', string>>(
      'ntlm-spnego-credssp/petrsnd-WinRm.NET.ntlmv2-session.json',
    )
    const base64 = (text: string): string => Buffer.from(text, 'hex').toString('base64')
    const headers = `POST /wsman HTTP/1.1\r\nAuthorization: Negotiate ${base64(session.authenticate)}\r\nContent-Length: 0\r\n\r\n`
    const text = shownOf(describeTokenText(headers))
    expect(text).toMatch(/^Authorization: Negotiate, \d+ bytes\nAUTHENTICATE_MESSAGE\n/)
    expect(text).toContain('NTProofStr: *** (16 bytes)')
    expect(text).toContain('MIC: *** (16 bytes)')
  })
})

describe('damaged tokens', () => {
  const all = [
    ...tokenSeeds.negotiate.slice(0, 1),
    ...tokenSeeds.challenge.slice(0, 1),
    ...tokenSeeds.authenticate.slice(0, 1),
    ...tokenSeeds.spnego.slice(0, 3),
    ...tokenSeeds.tsRequest.slice(0, 3),
    ...tokenSeeds.tsCredentials.slice(0, 2),
    ...kerberosSeeds.requests,
    ...kerberosSeeds.replies,
    ...kerberosSeeds.tokens,
  ]

  it('are shown as far as they go, wherever they are cut off, and where they break', () => {
    for (const token of all) {
      expect(isDamaged(describeToken(token)), formatHex(token)).toBe(false)
      let fields = 0
      // What is told of the last bytes of a name may go; nothing comes before it is there.
      for (let length = 0; length < token.length; length += 3) {
        const described = describeToken(token.subarray(0, length))
        const count = paths(described).length
        expect(count).toBeGreaterThanOrEqual(described.name === 'token' ? 1 : Math.min(fields, 2))
        fields = Math.max(fields, count)
      }
      const cut = describeToken(token.subarray(0, token.length - 1))
      expect(isDamaged(cut) || cut.name.endsWith('_MESSAGE'), formatHex(token)).toBe(true)
    }
  })

  it('say what is missing, by its place in the whole token', () => {
    const { mechToken } = readNegToken(defined(tokenSeeds.spnego[0])).token as { readonly mechToken: Uint8Array }
    const spnego = defined(tokenSeeds.spnego[0])
    const text = shown(describeToken(spnego.subarray(0, spnego.length - mechToken.length + 14)))
    expect(text).toContain('mechToken\n')
    expect(text).toContain('NEGOTIATE_MESSAGE')
    expect(text).toContain(`! NEGOTIATE_MESSAGE: 4 bytes wanted, 2 left (at byte ${spnego.length - mechToken.length + 12})`)
  })

  it('show a request of a KDC up to where it is cut off', () => {
    const request = defined(kerberosSeeds.requests[0])
    const text = shown(describeToken(request.subarray(0, 60)))
    expect(text).toContain('AS-REQ\n  pvno: 5\n  msg-type: 10 (KRB_AS_REQ)')
    expect(text).toMatch(/! .*: ends early, \d+ bytes are missing \(at byte 60\)/)
  })

  it('never show the password of a TSCredentials whose parts do not agree on its kind', () => {
    const smartCard = defined(tokenSeeds.tsCredentials[0])
    for (let at = 0; at < smartCard.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = smartCard.map((byte, index) => (index === at ? byte ^ (1 << bit) : byte))
        expect(shown(describeToken(changed))).not.toContain('bbbb')
      }
    }
  })
})

describe('what people paste', () => {
  const negotiate = defined(tokenSeeds.negotiate[0])
  const base64 = Buffer.from(negotiate).toString('base64')
  const first = (text: string): readonly [string, string] => {
    const [found] = describeTokenText(text)
    return [defined(found).source, defined(found).token.name]
  }

  test.each([
    ['base64', base64, 'base64'],
    ['base64 on several lines', base64.replace(/(.{20})/g, '$1\n'), 'base64'],
    ['base64 for URLs, without its padding', base64.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_'), 'base64'],
    ['hexadecimal', formatHex(negotiate), 'hexadecimal'],
    ['hexadecimal with spaces and colons', formatHex(negotiate).replace(/(..)/g, '$1: '), 'hexadecimal'],
    ['hexadecimal of a C program', formatHex(negotiate).replace(/(..)/g, '0x$1, '), 'hexadecimal'],
    ['a scheme and its token', `Negotiate ${base64}`, 'Negotiate'],
    ['a header', `Authorization: Negotiate ${base64}`, 'Authorization: Negotiate'],
    ['what curl prints', `> POST /wsman HTTP/1.1\n> authorization: NTLM ${base64}\n>\n`, 'authorization: NTLM'],
    ['a challenge', `< WWW-Authenticate: Negotiate ${base64}\r\n`, 'WWW-Authenticate: Negotiate'],
  ])('%s', (_name, text, source) => {
    expect(first(text)).toEqual([source, 'NEGOTIATE_MESSAGE'])
  })

  it('several challenges, some without a token', () => {
    const text = 'WWW-Authenticate: Negotiate\nWWW-Authenticate: Kerberos\nWWW-Authenticate: Basic realm="WSMAN"'
    expect(shownOf(describeTokenText(text))).toBe(
      'WWW-Authenticate: Negotiate\nNegotiate: without a token\nWWW-Authenticate: Kerberos\nKerberos: without a token\n' +
        'WWW-Authenticate: Basic\nBasic\n  realm: WSMAN\n',
    )
  })

  it('Basic and Digest without what they prove', () => {
    expect(shownOf(describeTokenText('Authorization: Basic dXNlcjpTM2NyZXQh'))).toBe(
      'Authorization: Basic\nBasic credentials\n  user-id: user\n  password: ***\n',
    )
    const digest = shownOf(describeTokenText('Authorization: Digest username="user", nonce="00", response="5ec3e7"'))
    expect(digest).toContain('username: user')
    expect(digest).toContain('response: ***')
    expect(shownOf(describeTokenText('Authorization: Bearer abc.def'))).not.toContain('abc')
  })

  it('a token cut off in the middle of base64', () => {
    const text = shownOf(
      describeTokenText(`Authorization: Negotiate ${Buffer.from(defined(tokenSeeds.spnego[0])).toString('base64').slice(0, 71)}`),
    )
    expect(text).toContain('mechTypes')
    expect(text).toContain('! NegTokenInit: ends inside a length (at byte 52)')
  })

  it('bytes of a file', () => {
    expect(describeTokenBytes(negotiate)).toMatchObject([{ source: 'bytes', token: { name: 'NEGOTIATE_MESSAGE' } }])
    expect(describeTokenBytes(Buffer.from(base64))).toMatchObject([{ source: 'base64', token: { name: 'NEGOTIATE_MESSAGE' } }])
  })

  it('what is no token', () => {
    expect(() => describeTokenText('not! a token')).toThrow('neither base64 nor hexadecimal')
    expect(shownOf(describeTokenText('AAAA'))).toContain(
      '! token: it begins as none of NTLM, SPNEGO, Kerberos, CredSSP and TLS do (at byte 0)',
    )
  })

  it('names that a terminal would obey are written out', () => {
    const bytes = hex('4e544c4d5353500001000000023000000500050020000000 0500050025000000'.replaceAll(' ', '')).slice()
    const named = Uint8Array.from([...bytes, ...Buffer.from('A\u001b[2J'), ...Buffer.from('B\u001b[2J')])
    expect(shown(describeToken(named))).toContain('DomainName: A␛[2J')
  })
})
