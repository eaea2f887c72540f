import { fileTimeOf } from '../../src/base/file-time.js'
import { Secret } from '../../src/base/secret.js'
import { NtlmAcceptor, type NtlmAcceptorOptions } from '../../src/protocol/ntlm/acceptor.js'
import type { AccountName } from '../../src/protocol/ntlm/credential.js'
import { NtlmInitiator, type NtlmInitiatorOptions } from '../../src/protocol/ntlm/initiator.js'
import { ntHash } from '../../src/protocol/ntlm/ntlmv2.js'

const ntlmNow = Date.UTC(2024, 1, 29, 12, 0, 0)

const password = new Secret('Pässw0rd')

/** One account that answers to its name in every form and case. */
export function lookupUser({ userName }: AccountName): { readonly name: string; readonly ntHash: Uint8Array } | undefined {
  const known = ['üser', 'üser@corp.example'].includes(userName.toLowerCase())
  return known ? { name: 'CORP\\üser', ntHash: ntHash(password) } : undefined
}

export function ntlmInitiator(options: Partial<NtlmInitiatorOptions> = {}): NtlmInitiator {
  return new NtlmInitiator({
    credential: { kind: 'password', username: 'CORP\\üser', password },
    now: fileTimeOf(ntlmNow),
    clientChallenge: new Uint8Array(8).fill(0xaa),
    exportedSessionKey: new Uint8Array(16).fill(0x55),
    ...options,
  })
}

export function ntlmAcceptor(options: Partial<NtlmAcceptorOptions> = {}): NtlmAcceptor {
  return new NtlmAcceptor({
    target: { netbiosComputerName: 'WEB01', netbiosDomainName: 'CORP', dnsComputerName: 'web01.corp.example' },
    clock: { now: () => ntlmNow },
    serverChallenge: new Uint8Array(8).fill(0x11),
    lookup: lookupUser,
    ...options,
  })
}

/** The three messages of an exchange, for tests that change one on its way. */
export interface NtlmTokens {
  readonly negotiate: Uint8Array
  readonly challenge: Uint8Array
  readonly authenticate: Uint8Array
}

/** Runs the exchange to its end. */
export function exchangeNtlm(initiator: NtlmInitiator, acceptor: NtlmAcceptor): NtlmTokens {
  const negotiate = present(initiator.step())
  const challenge = present(acceptor.step(negotiate))
  const authenticate = present(initiator.step(challenge))
  if (acceptor.step(authenticate) !== undefined) throw new Error('the acceptor answers the last message')
  return { negotiate, challenge, authenticate }
}

function present(token: Uint8Array | undefined): Uint8Array {
  if (token === undefined) throw new Error('a token is missing')
  return token
}
