import { concatBytes } from '../../base/bytes.js'
import type { Secret } from '../../base/secret.js'
import { hashChannelBindings } from '../gss/channel-bindings.js'
import type { ChannelBindings } from '../gss/security-context.js'
import { AvFlag, AvId, type AvPair, avFlags, avText, readAvFlags, withAvPair } from './av-pairs.js'
import { writeClientChallenge } from './client-challenge.js'
import type { AccountName } from './credential.js'
import { lmv2Response, ntHash, ntowfv2, ntProof, sessionBaseKey } from './ntlmv2.js'

/** Both responses of an AUTHENTICATE message, and what comes of them. */
export interface ChallengeResponse {
  readonly lm: Uint8Array
  readonly nt: Uint8Array
  /** With NTLMv2 also the key exchange key ([MS-NLMP] 3.4.5.1). */
  readonly sessionBaseKey: Uint8Array
  /** The response says that the message carries a MIC. */
  readonly micProvided: boolean
}

export interface PasswordResponseInput {
  readonly account: AccountName
  readonly password: Secret
  readonly serverChallenge: Uint8Array
  readonly clientChallenge: Uint8Array
  readonly targetInfo: readonly AvPair[] | undefined
  /** MsvAvTimestamp of the challenge. */
  readonly serverTime: bigint | undefined
  readonly now: bigint
  readonly targetName: string | undefined
  readonly channelBindings: ChannelBindings | undefined
}

/** NTLMv2 ([MS-NLMP] 3.3.2, 3.1.5.1.2). A server that says its time gets a MIC, and zeros for the LM response. */
export function passwordResponse(input: PasswordResponseInput): ChallengeResponse {
  const { account, serverChallenge, clientChallenge, serverTime } = input
  const key = ntowfv2(ntHash(input.password), account.userName, account.domainName)
  const micProvided = serverTime !== undefined
  const temp = writeClientChallenge({
    time: serverTime ?? input.now,
    challengeFromClient: clientChallenge,
    avPairs: input.targetInfo === undefined ? [] : clientPairs(input.targetInfo, input),
  })
  const proof = ntProof(key, serverChallenge, temp)
  return {
    lm: micProvided ? new Uint8Array(24) : lmv2Response(key, serverChallenge, clientChallenge),
    nt: concatBytes(proof, temp),
    sessionBaseKey: sessionBaseKey(key, proof),
    micProvided,
  }
}

/** An anonymous logon: one zero for the LM response, no other; a key that everyone knows. */
export function anonymousResponse(): ChallengeResponse {
  return { lm: new Uint8Array(1), nt: new Uint8Array(0), sessionBaseKey: new Uint8Array(16), micProvided: false }
}

/** The server's pairs, and what the client adds. */
function clientPairs(
  targetInfo: readonly AvPair[],
  { serverTime, targetName, channelBindings }: PasswordResponseInput,
): AvPair[] {
  const flags = serverTime === undefined ? 0 : readAvFlags(targetInfo) | AvFlag.micProvided
  const pairs = serverTime === undefined ? targetInfo : withAvPair(targetInfo, avFlags(flags))
  const bound = withAvPair(pairs, { id: AvId.MsvAvChannelBindings, value: hashChannelBindings(channelBindings) })
  return withAvPair(bound, avText(AvId.MsvAvTargetName, targetName ?? ''))
}
