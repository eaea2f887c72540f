import { describe, expect, it } from 'vitest'
import { DecodeError } from '../../../../src/base/errors.js'
import type { DescribedField } from '../../../../src/protocol/gss/described-field.js'
import { readAuthenticateMessage, writeAuthenticateMessage } from '../../../../src/protocol/ntlm/authenticate-message.js'
import { describeNtlm } from '../../../../src/protocol/ntlm/describe.js'
import { describeFileTime } from '../../../../src/protocol/ntlm/describe-av-pairs.js'
import { writeNegotiateMessage } from '../../../../src/protocol/ntlm/negotiate-message.js'
import { defined } from '../../../harness/defined.js'
import { exchangeNtlm, ntlmAcceptor, ntlmInitiator } from '../../../harness/ntlm-pair.js'

function render({ name, value }: DescribedField, indent = ''): string {
  if (typeof value === 'string') return `${indent}${name}: ${value}`
  return [`${indent}${name}`, ...value.map((field) => render(field, `${indent}  `))].join('\n')
}

describe('describeNtlm', () => {
  const tokens = exchangeNtlm(ntlmInitiator({ targetName: 'HTTP/web01', workstation: 'ADMIN' }), ntlmAcceptor())

  it('shows a NEGOTIATE message', () => {
    expect(render(describeNtlm(tokens.negotiate))).toBe(
      `NEGOTIATE_MESSAGE
  NegotiateFlags: 0xe2888235 NTLMSSP_NEGOTIATE_UNICODE NTLMSSP_REQUEST_TARGET NTLMSSP_NEGOTIATE_SIGN NTLMSSP_NEGOTIATE_SEAL NTLMSSP_NEGOTIATE_NTLM NTLMSSP_NEGOTIATE_ALWAYS_SIGN NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY NTLMSSP_NEGOTIATE_TARGET_INFO NTLMSSP_NEGOTIATE_VERSION NTLMSSP_NEGOTIATE_128 NTLMSSP_NEGOTIATE_KEY_EXCH NTLMSSP_NEGOTIATE_56
  Version: 0.0.0 NTLMRevisionCurrent 15`,
    )
    const named = writeNegotiateMessage({ flags: 0x4000_3002, domainName: 'CORP', workstation: 'ADMIN' })
    expect(render(describeNtlm(named))).toContain('DomainName: CORP\n  WorkstationName: ADMIN')
  })

  it('shows a CHALLENGE message', () => {
    expect(render(describeNtlm(tokens.challenge)).split('\n').slice(2)).toEqual([
      '  TargetName: CORP',
      '  ServerChallenge: 1111111111111111',
      '  TargetInfo',
      '    MsvAvNbDomainName: CORP',
      '    MsvAvNbComputerName: WEB01',
      '    MsvAvDnsComputerName: web01.corp.example',
      '    MsvAvTimestamp: 2024-02-29T12:00:00.000Z',
      '  Version: 0.0.0 NTLMRevisionCurrent 15',
    ])
  })

  it('shows an AUTHENTICATE message without what could be cracked', () => {
    const { mic, ntChallengeResponse, encryptedRandomSessionKey } = readAuthenticateMessage(tokens.authenticate)
    const text = render(describeNtlm(tokens.authenticate))
    expect(text.split('\n').slice(2)).toEqual([
      '  DomainName: CORP',
      '  UserName: üser',
      '  Workstation: ADMIN',
      `  LmChallengeResponse: ${'0'.repeat(48)}`,
      '  NtChallengeResponse',
      '    NTProofStr: *** (16 bytes)',
      '    TimeStamp: 2024-02-29T12:00:00.000Z',
      '    ChallengeFromClient: aaaaaaaaaaaaaaaa',
      '    AvPairs',
      '      MsvAvNbDomainName: CORP',
      '      MsvAvNbComputerName: WEB01',
      '      MsvAvDnsComputerName: web01.corp.example',
      '      MsvAvTimestamp: 2024-02-29T12:00:00.000Z',
      '      MsvAvFlags: 0x00000002',
      `      MsvAvChannelBindings: ${'0'.repeat(32)}`,
      '      MsvAvTargetName: HTTP/web01',
      '  EncryptedRandomSessionKey: *** (16 bytes)',
      '  Version: 0.0.0 NTLMRevisionCurrent 15',
      '  MIC: *** (16 bytes)',
    ])
    for (const secret of [ntChallengeResponse.subarray(0, 16), encryptedRandomSessionKey, defined(mic)]) {
      expect(text).not.toContain(Buffer.from(secret).toString('hex'))
    }
  })

  it('masks the responses of NTLMv1', () => {
    const message = readAuthenticateMessage(tokens.authenticate)
    const response = new Uint8Array(24).fill(0xbb)
    const v1 = writeAuthenticateMessage({ ...message, lmChallengeResponse: response, ntChallengeResponse: response })
    const text = render(describeNtlm(v1))
    expect(text).toContain('LmChallengeResponse: *** (24 bytes)\n  NtChallengeResponse\n    NTLM_RESPONSE: *** (24 bytes)')
    expect(text).not.toContain('bbbb')
  })

  it('refuses what is no message', () => {
    expect(() => describeNtlm(new Uint8Array(40))).toThrow(
      new DecodeError('NTLM message', 'it does not begin with NTLMSSP', { offset: 0 }),
    )
    const unknown = tokens.negotiate.slice()
    unknown[8] = 4
    expect(() => describeNtlm(unknown)).toThrow('there is no MessageType 4')
  })

  it('shows the first and the last time there is', () => {
    expect(describeFileTime(0xffff_ffff_ffff_ffffn)).toBe('+060056-05-28T05:36:10.955Z')
    expect(describeFileTime(0n)).toBe('1601-01-01T00:00:00.000Z')
  })
})
