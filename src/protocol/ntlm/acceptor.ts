import { AuthError, MisuseError, PeerError } from '../../base/errors.js'
import { fileTimeOf } from '../../base/file-time.js'
import type { Clock } from '../../base/ports.js'
import { equalInConstantTime } from '../../crypto/constant-time.js'
import { rc4 } from '../../crypto/rc4.js'
import { type ChannelBindingPolicy, channelBindingMismatch } from '../gss/channel-binding-policy.js'
import type { ChannelBindings } from '../gss/security-context.js'
import { type AcceptedAccount, checkPassword, type NtlmAccount } from './account.js'
import { type AuthenticateMessage, readAuthenticateMessage, withoutMic } from './authenticate-message.js'
import { AvFlag, AvId, avValue, readAvFlags } from './av-pairs.js'
import { writeChallengeMessage } from './challenge-message.js'
import { NtlmContext } from './context.js'
import { type AccountName, formatAccountName } from './credential.js'
import { computeMic } from './mic.js'
import { exchangesKey, flagNames, hasFlags, joinFlags, strongSecurity } from './negotiate-flags.js'
import { NegotiateFlag } from './negotiate-flags.table.js'
import { readNegotiateMessage } from './negotiate-message.js'
import { isDomainMember, type NtlmTarget, targetInfoOf, targetNameOf } from './target.js'
import { type NtlmVersion, unnamedVersion } from './version.js'

export interface NtlmAcceptorOptions {
  readonly target: NtlmTarget
  readonly clock: Pick<Clock, 'now'>
  /** Eight random bytes, never used twice. */
  readonly serverChallenge: Uint8Array
  /** The account of these names as the client wrote them, the user in any case; undefined when there is none. */
  readonly lookup: (name: AccountName) => NtlmAccount | undefined
  /** Told of each password that was tried, of accounts that do not exist too. */
  readonly passwordChecked?: (name: AccountName, outcome: 'right' | 'wrong') => void
  /** The TLS channel around the exchange, when there is one. */
  readonly channelBindings?: ChannelBindings
  /** `relaxed` when it is not given. */
  readonly channelBindingPolicy?: ChannelBindingPolicy
  /** The flags without which a client is refused. */
  readonly require?: number
  /**
   * A client that is told the time answers with a MIC. `announced` checks it when the response, which the password protects,
   * says that it is there: what Windows does for the sake of old clients. `required`, the default, refuses those.
   */
  readonly mic?: 'required' | 'announced'
  /** Logons without a name; refused when it is not given. */
  readonly anonymous?: 'allowed'
  /** What the server says of itself. */
  readonly version?: NtlmVersion
}

/** NTLMv2 in the server role ([MS-NLMP] 3.2): NEGOTIATE is answered with CHALLENGE, AUTHENTICATE is checked. */
export class NtlmAcceptor extends NtlmContext {
  readonly role = 'acceptor'
  readonly #options: NtlmAcceptorOptions
  #challenged: Challenged | undefined
  #name: string | undefined

  constructor(options: NtlmAcceptorOptions) {
    super()
    this.#options = options
  }

  get initiatorName(): string | undefined {
    return this.#name
  }

  protected advance(token: Uint8Array | undefined): Uint8Array | undefined {
    if (token === undefined) throw new MisuseError('NTLM: the acceptor waits for a message')
    if (this.#challenged === undefined) {
      this.#challenged = this.#challenge(token)
      return this.#challenged.challenge
    }
    this.#authenticate(this.#challenged, token)
    return undefined
  }

  #challenge(negotiate: Uint8Array): Challenged {
    const { target, serverChallenge, clock } = this.#options
    const { flags: offered } = readNegotiateMessage(negotiate)
    const flags = this.#choose(offered)
    const challenge = writeChallengeMessage({
      flags,
      targetName: targetNameOf(target),
      serverChallenge,
      targetInfo: targetInfoOf(target, fileTimeOf(clock.now())),
      ...(hasFlags(flags, NegotiateFlag.NTLMSSP_NEGOTIATE_VERSION) ? { version: this.#options.version ?? unnamedVersion } : {}),
    })
    // Tokens are views into what the caller may use again.
    return { negotiate: negotiate.slice(), challenge, flags }
  }

  #choose(offered: number): number {
    const unicode = hasFlags(offered, NegotiateFlag.NTLMSSP_NEGOTIATE_UNICODE)
    if (!unicode && !hasFlags(offered, NegotiateFlag.NTLM_NEGOTIATE_OEM)) {
      throw new PeerError('NTLM: the NEGOTIATE_MESSAGE offers no character set')
    }
    this.#assertStrong(offered, 'NEGOTIATE_MESSAGE', 'the client')
    const charset = unicode ? NegotiateFlag.NTLMSSP_NEGOTIATE_UNICODE : NegotiateFlag.NTLM_NEGOTIATE_OEM
    const protects = (offered & (NegotiateFlag.NTLMSSP_NEGOTIATE_SIGN | NegotiateFlag.NTLMSSP_NEGOTIATE_SEAL)) !== 0
    const kind = isDomainMember(this.#options.target)
      ? NegotiateFlag.NTLMSSP_TARGET_TYPE_DOMAIN
      : NegotiateFlag.NTLMSSP_TARGET_TYPE_SERVER
    return joinFlags(charset, offered & supported, protects ? offered & NegotiateFlag.NTLMSSP_NEGOTIATE_128 : 0, always, kind)
  }

  #authenticate(challenged: Challenged, token: Uint8Array): void {
    const message = readAuthenticateMessage(token)
    const peer = formatAccountName(message) || 'the client'
    const flags = joinFlags(message.flags & challenged.flags)
    this.#assertStrong(flags, 'AUTHENTICATE_MESSAGE', peer)
    if (isAnonymous(message)) {
      if (this.#options.anonymous !== 'allowed') throw refuse(peer, 'rejected', 'anonymous logons are not allowed')
      this.#finish(challenged, token, { message, flags, sessionBaseKey: new Uint8Array(16), anonymous: true, peer })
      this.#name = 'NT AUTHORITY\\ANONYMOUS LOGON'
      return
    }
    const accepted = this.#check(message, peer)
    this.#finish(challenged, token, { message, flags, sessionBaseKey: accepted.sessionBaseKey, anonymous: false, peer, accepted })
    this.#name = accepted.name
  }

  #check(message: AuthenticateMessage, peer: string): AcceptedAccount {
    const { serverChallenge, lookup, clock, channelBindings, channelBindingPolicy, passwordChecked } = this.#options
    if (message.ntChallengeResponse.length <= NTLMV1_SIZE) throw refuse(peer, 'downgrade', 'NTLMv1 is not accepted')
    const accepted = checkPassword({ message, serverChallenge, lookup })
    passwordChecked?.({ userName: message.userName, domainName: message.domainName }, accepted === undefined ? 'wrong' : 'right')
    if (accepted === undefined) throw refuse(peer, 'rejected', 'the user name or the password is wrong')
    const { time, avPairs } = accepted.clientChallenge
    const distance = time - fileTimeOf(clock.now())
    if (distance > MAX_LIFETIME || distance < -MAX_LIFETIME)
      throw refuse(peer, 'clock-skew', 'the response is too old, or of the future')
    const problem = channelBindingMismatch({
      hash: avValue(avPairs, AvId.MsvAvChannelBindings) ?? new Uint8Array(16),
      // Windows sends zeros also for programs that know nothing of channel bindings.
      clientBinds: false,
      channel: channelBindings,
      policy: channelBindingPolicy ?? 'relaxed',
    })
    if (problem !== undefined) throw refuse(peer, 'rejected', problem)
    return accepted
  }

  #finish({ negotiate, challenge }: Challenged, token: Uint8Array, logon: Logon): void {
    const { message, flags, sessionBaseKey, anonymous, peer, accepted } = logon
    const exchanged = exchangesKey(flags)
    const encrypted = message.encryptedRandomSessionKey
    if (exchanged && encrypted.length !== 16) throw new PeerError('NTLM: EncryptedRandomSessionKey is not of 16 bytes')
    const exportedSessionKey = exchanged ? rc4(sessionBaseKey, encrypted) : sessionBaseKey
    const micProvided = accepted !== undefined && (readAvFlags(accepted.clientChallenge.avPairs) & AvFlag.micProvided) !== 0
    if (micProvided) {
      if (message.mic === undefined) throw refuse(peer, 'downgrade', 'the AUTHENTICATE_MESSAGE lacks the MIC it announces')
      const expected = computeMic(exportedSessionKey, { negotiate, challenge, authenticate: withoutMic(token) })
      if (!equalInConstantTime(expected, message.mic))
        throw refuse(peer, 'downgrade', 'the MIC does not fit: a message was changed on its way')
    } else if (!anonymous && this.#options.mic !== 'announced') {
      throw refuse(peer, 'downgrade', 'the AUTHENTICATE_MESSAGE has no MIC')
    }
    this.establish({ exportedSessionKey, flags, micProvided, anonymous })
  }

  #assertStrong(flags: number, where: string, peer: string): void {
    const missing = (this.#options.require ?? strongSecurity) & ~flags
    if (missing !== 0) throw refuse(peer, 'downgrade', `the ${where} leaves out ${flagNames(missing).join(', ')}`)
  }
}

interface Challenged {
  readonly negotiate: Uint8Array
  readonly challenge: Uint8Array
  readonly flags: number
}

interface Logon {
  readonly message: AuthenticateMessage
  readonly flags: number
  readonly sessionBaseKey: Uint8Array
  readonly anonymous: boolean
  readonly peer: string
  /** Undefined for an anonymous logon. */
  readonly accepted?: AcceptedAccount
}

/** MaxLifetime ([MS-NLMP] 3.1.1.1): 36 hours as 100-nanosecond intervals. */
const MAX_LIFETIME = 36n * 3600n * 10_000_000n

/** NTLM_RESPONSE ([MS-NLMP] 2.2.2.6); no NTLMv2 response is as short. */
const NTLMV1_SIZE = 24

/** What a client gets when it asks for it. */
const supported = joinFlags(
  NegotiateFlag.NTLMSSP_NEGOTIATE_SIGN,
  NegotiateFlag.NTLMSSP_NEGOTIATE_SEAL,
  NegotiateFlag.NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY,
  NegotiateFlag.NTLMSSP_NEGOTIATE_IDENTIFY,
  NegotiateFlag.NTLMSSP_NEGOTIATE_VERSION,
  NegotiateFlag.NTLMSSP_NEGOTIATE_KEY_EXCH,
  NegotiateFlag.NTLMSSP_NEGOTIATE_56,
)

/** What every challenge says. */
const always = joinFlags(
  NegotiateFlag.NTLMSSP_REQUEST_TARGET,
  NegotiateFlag.NTLMSSP_NEGOTIATE_NTLM,
  NegotiateFlag.NTLMSSP_NEGOTIATE_ALWAYS_SIGN,
  NegotiateFlag.NTLMSSP_NEGOTIATE_TARGET_INFO,
)

/** [MS-NLMP] 3.2.5.1.2, NullSession. */
function isAnonymous({ userName, ntChallengeResponse, lmChallengeResponse }: AuthenticateMessage): boolean {
  const emptyLm = lmChallengeResponse.length === 0 || (lmChallengeResponse.length === 1 && lmChallengeResponse[0] === 0)
  return userName === '' && ntChallengeResponse.length === 0 && emptyLm
}

function refuse(peer: string, reason: 'downgrade' | 'rejected' | 'clock-skew', detail: string): AuthError {
  return new AuthError(peer, 'NTLM', reason, `NTLM: ${detail}`)
}
