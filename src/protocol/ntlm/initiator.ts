import { AuthError, MisuseError } from '../../base/errors.js'
import { rc4 } from '../../crypto/rc4.js'
import type { ChannelBindings } from '../gss/security-context.js'
import { type AuthenticateMessage, withMic, writeAuthenticateMessage } from './authenticate-message.js'
import { AvId, readAvText, readAvTimestamp } from './av-pairs.js'
import { type ChallengeMessage, readChallengeMessage } from './challenge-message.js'
import { NtlmContext } from './context.js'
import { accountName, formatAccountName, type NtlmCredential } from './credential.js'
import { computeMic } from './mic.js'
import { exchangesKey, flagNames, hasFlags, joinFlags, strongSecurity } from './negotiate-flags.js'
import { NegotiateFlag } from './negotiate-flags.table.js'
import { writeNegotiateMessage } from './negotiate-message.js'
import { anonymousResponse, type ChallengeResponse, passwordResponse } from './response.js'
import { type NtlmVersion, unnamedVersion } from './version.js'

export interface NtlmInitiatorOptions {
  /** Name of the host in messages; the target name unless given. */
  readonly peer?: string
  readonly credential: NtlmCredential
  /** FILETIME: used when the server does not say its own time. */
  readonly now: bigint
  /** Eight random bytes. */
  readonly clientChallenge: Uint8Array
  /** Sixteen random bytes: the session key, where the server agrees to exchange one. */
  readonly exportedSessionKey: Uint8Array
  /** The name of this computer. */
  readonly workstation?: string
  /** The service principal name of the service that is meant, `HTTP/host`. */
  readonly targetName?: string
  readonly channelBindings?: ChannelBindings
  /** The flags to offer. */
  readonly offer?: number
  /** The flags without which the server's answer is refused. */
  readonly require?: number
  readonly version?: NtlmVersion
}

/** What Windows and pyspnego offer, without what is outdated: 0xE2888235. */
export const defaultOffer = joinFlags(
  NegotiateFlag.NTLMSSP_NEGOTIATE_UNICODE,
  NegotiateFlag.NTLMSSP_REQUEST_TARGET,
  NegotiateFlag.NTLMSSP_NEGOTIATE_SIGN,
  NegotiateFlag.NTLMSSP_NEGOTIATE_SEAL,
  NegotiateFlag.NTLMSSP_NEGOTIATE_NTLM,
  NegotiateFlag.NTLMSSP_NEGOTIATE_ALWAYS_SIGN,
  NegotiateFlag.NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY,
  NegotiateFlag.NTLMSSP_NEGOTIATE_TARGET_INFO,
  NegotiateFlag.NTLMSSP_NEGOTIATE_VERSION,
  NegotiateFlag.NTLMSSP_NEGOTIATE_128,
  NegotiateFlag.NTLMSSP_NEGOTIATE_KEY_EXCH,
  NegotiateFlag.NTLMSSP_NEGOTIATE_56,
)

/** NTLMv2 in the client role ([MS-NLMP] 3.1): NEGOTIATE, then the CHALLENGE is answered with AUTHENTICATE. */
export class NtlmInitiator extends NtlmContext {
  readonly role = 'initiator'
  readonly #options: NtlmInitiatorOptions
  readonly #offer: number
  #negotiate: Uint8Array | undefined
  #name: string | undefined

  constructor(options: NtlmInitiatorOptions) {
    super()
    this.#options = options
    this.#offer = options.offer ?? defaultOffer
  }

  get initiatorName(): string | undefined {
    return this.#name
  }

  protected advance(token: Uint8Array | undefined): Uint8Array {
    if (this.#negotiate === undefined) {
      if (token !== undefined) throw new MisuseError('NTLM: the initiator begins; there is no token to take yet')
      this.#negotiate = writeNegotiateMessage({ flags: this.#offer, ...this.#version(this.#offer) })
      return this.#negotiate
    }
    if (token === undefined) throw new MisuseError('NTLM: the CHALLENGE_MESSAGE is due')
    return this.#answer(this.#negotiate, token)
  }

  #answer(negotiate: Uint8Array, token: Uint8Array): Uint8Array {
    const challenge = readChallengeMessage(token)
    this.#assertAcceptable(challenge)
    const { credential, exportedSessionKey } = this.#options
    // In connection-oriented mode this says what both agreed on, and repeats the wish for a target name.
    const flags = joinFlags(this.#offer & challenge.flags, this.#offer & NegotiateFlag.NTLMSSP_REQUEST_TARGET)
    const account = this.#account(challenge)
    const response = this.#respond(challenge)
    const exchanged = exchangesKey(flags)
    const sessionKey = exchanged ? exportedSessionKey : response.sessionBaseKey
    const message: AuthenticateMessage = {
      flags: credential.kind === 'anonymous' ? joinFlags(flags, NegotiateFlag.NTLMSSP_NEGOTIATE_ANONYMOUS) : flags,
      ...account,
      workstation: this.#options.workstation ?? '',
      lmChallengeResponse: response.lm,
      ntChallengeResponse: response.nt,
      encryptedRandomSessionKey: exchanged ? rc4(response.sessionBaseKey, exportedSessionKey) : new Uint8Array(0),
      ...this.#version(flags),
      ...(response.micProvided ? { mic: new Uint8Array(16) } : {}),
    }
    const authenticate = writeAuthenticateMessage(message)
    this.#name = credential.kind === 'anonymous' ? undefined : formatAccountName(account)
    const { micProvided } = response
    this.establish({ exportedSessionKey: sessionKey, flags, micProvided, anonymous: credential.kind === 'anonymous' })
    return micProvided
      ? withMic(authenticate, computeMic(sessionKey, { negotiate, challenge: token, authenticate }))
      : authenticate
  }

  #account(challenge: ChallengeMessage): { readonly domainName: string; readonly userName: string } {
    const { credential } = this.#options
    if (credential.kind === 'anonymous') return { domainName: '', userName: '' }
    return accountName(credential.username, readAvText(challenge.targetInfo ?? [], AvId.MsvAvNbComputerName) ?? '')
  }

  #respond(challenge: ChallengeMessage): ChallengeResponse {
    const { credential, now, clientChallenge, targetName, channelBindings } = this.#options
    if (credential.kind === 'anonymous') return anonymousResponse()
    const { serverChallenge, targetInfo } = challenge
    const time = readAvTimestamp(targetInfo ?? [])
    return passwordResponse({
      account: this.#account(challenge),
      password: credential.password,
      serverChallenge,
      clientChallenge,
      targetInfo,
      serverTime: time,
      now,
      targetName,
      channelBindings,
    })
  }

  /** Refuses what is weaker than asked for ([MS-NLMP] 3.1.5.1.2): whoever is in the middle could have taken flags away. */
  #assertAcceptable({ flags, targetInfo }: ChallengeMessage): void {
    const missing = (this.#options.require ?? strongSecurity) & ~flags
    if (missing !== 0) throw this.#refuse('downgrade', `the CHALLENGE_MESSAGE leaves out ${flagNames(missing).join(', ')}`)
    if (!hasFlags(flags, NegotiateFlag.NTLMSSP_NEGOTIATE_UNICODE))
      throw this.#refuse('unsupported', 'the server does not speak Unicode')
    const protects = flags & this.#offer & (NegotiateFlag.NTLMSSP_NEGOTIATE_SIGN | NegotiateFlag.NTLMSSP_NEGOTIATE_SEAL)
    const names = [AvId.MsvAvNbComputerName, AvId.MsvAvNbDomainName].map((id) => readAvText(targetInfo ?? [], id))
    if (protects !== 0 && names.includes(undefined))
      throw this.#refuse('unsupported', 'the CHALLENGE_MESSAGE does not name the server and its domain')
  }

  #refuse(reason: 'downgrade' | 'unsupported', detail: string): AuthError {
    const { peer, targetName } = this.#options
    const hint =
      reason === 'downgrade'
        ? 'Somebody on the way weakens the logon, or the host does not sign and encrypt as Windows does; no proof of the password was sent.'
        : 'The host does not speak NTLM as Windows does; choose another `auth`.'
    return new AuthError(peer ?? targetName ?? 'the server', this.mechanism, reason, `NTLM: ${detail}`, { hint })
  }

  #version(flags: number): { readonly version?: NtlmVersion } {
    if (!hasFlags(flags, NegotiateFlag.NTLMSSP_NEGOTIATE_VERSION)) return {}
    return { version: this.#options.version ?? unnamedVersion }
  }
}
