import { equalInConstantTime } from '../../crypto/constant-time.js'
import type { AuthenticateMessage } from './authenticate-message.js'
import { type ClientChallenge, readClientChallenge } from './client-challenge.js'
import type { AccountName } from './credential.js'
import { ntowfv2, ntProof, sessionBaseKey } from './ntlmv2.js'

/** What a server knows of an account. */
export interface NtlmAccount {
  /** The account as the server calls it, `CORP\user`. */
  readonly name: string
  /** The NT hash of its password (`ntHash`). */
  readonly ntHash: Uint8Array
}

/** An account whose password the client has proven. */
export interface AcceptedAccount {
  readonly name: string
  readonly sessionBaseKey: Uint8Array
  readonly clientChallenge: ClientChallenge
}

export interface PasswordCheck {
  readonly message: AuthenticateMessage
  readonly serverChallenge: Uint8Array
  readonly lookup: (name: AccountName) => NtlmAccount | undefined
}

/** Checks an NTLMv2 response. Undefined for a wrong password and, in the same time, for an unknown user. Raises DecodeError. */
export function checkPassword({ message, serverChallenge, lookup }: PasswordCheck): AcceptedAccount | undefined {
  const { userName, domainName, ntChallengeResponse } = message
  const proof = ntChallengeResponse.subarray(0, PROOF_SIZE)
  const temp = ntChallengeResponse.subarray(PROOF_SIZE)
  const clientChallenge = readClientChallenge(temp)
  const account = lookup({ userName, domainName })
  let accepted: AcceptedAccount | undefined
  // Some clients leave the domain out of the key although they send it ([MS-NLMP] 3.2.5.1.2).
  for (const domain of [domainName, '']) {
    const key = ntowfv2(account?.ntHash ?? noHash, userName, domain)
    const fits = equalInConstantTime(ntProof(key, serverChallenge, temp), proof)
    if (fits && account !== undefined)
      accepted ??= { name: account.name, sessionBaseKey: sessionBaseKey(key, proof), clientChallenge }
  }
  return accepted
}

const PROOF_SIZE = 16

/** Stands for the hash of a user that does not exist. */
const noHash = new Uint8Array(16)
