import { DecodeError } from '../../base/errors.js'
import { formatHex } from '../../base/hex.js'
import { type DescribedField, maskedValue } from '../gss/described-field.js'
import { type AuthenticateMessage, readAuthenticateMessage } from './authenticate-message.js'
import { readChallengeMessage } from './challenge-message.js'
import { readClientChallenge } from './client-challenge.js'
import { describeAvPairs, describeFileTime } from './describe-av-pairs.js'
import { messageTypeOf } from './message.js'
import { flagNames } from './negotiate-flags.js'
import { readNegotiateMessage } from './negotiate-message.js'
import type { NtlmVersion } from './version.js'

/** A message of NTLM by the names of [MS-NLMP] 2.2.1; responses and the session key are masked. Raises DecodeError. */
export function describeNtlm(bytes: Uint8Array): DescribedField {
  const type = messageTypeOf(bytes)
  switch (type) {
    case 1:
      return { name: 'NEGOTIATE_MESSAGE', value: describeNegotiate(bytes) }
    case 2:
      return { name: 'CHALLENGE_MESSAGE', value: describeChallenge(bytes) }
    case 3:
      return { name: 'AUTHENTICATE_MESSAGE', value: describeAuthenticate(readAuthenticateMessage(bytes)) }
    default:
      throw new DecodeError('NTLM message', `there is no MessageType ${type}`)
  }
}

function describeNegotiate(bytes: Uint8Array): DescribedField[] {
  const { flags, domainName, workstation, version } = readNegotiateMessage(bytes)
  return [
    describeFlags(flags),
    ...(domainName === undefined ? [] : [{ name: 'DomainName', value: domainName }]),
    ...(workstation === undefined ? [] : [{ name: 'WorkstationName', value: workstation }]),
    ...describeVersion(version),
  ]
}

function describeChallenge(bytes: Uint8Array): DescribedField[] {
  const { flags, targetName, serverChallenge, targetInfo, version } = readChallengeMessage(bytes)
  return [
    describeFlags(flags),
    { name: 'TargetName', value: targetName },
    { name: 'ServerChallenge', value: formatHex(serverChallenge) },
    ...(targetInfo === undefined ? [] : [{ name: 'TargetInfo', value: describeAvPairs(targetInfo) }]),
    ...describeVersion(version),
  ]
}

function describeAuthenticate(message: AuthenticateMessage): DescribedField[] {
  return [
    describeFlags(message.flags),
    { name: 'DomainName', value: message.domainName },
    { name: 'UserName', value: message.userName },
    { name: 'Workstation', value: message.workstation },
    { name: 'LmChallengeResponse', value: describeLmResponse(message.lmChallengeResponse) },
    { name: 'NtChallengeResponse', value: describeNtResponse(message.ntChallengeResponse) },
    { name: 'EncryptedRandomSessionKey', value: message.encryptedRandomSessionKey.length === 0 ? '' : maskedValue },
    ...describeVersion(message.version),
    ...(message.mic === undefined ? [] : [{ name: 'MIC', value: formatHex(message.mic) }]),
  ]
}

/** Zeros prove nothing and hide nothing. */
function describeLmResponse(response: Uint8Array): string {
  return response.every((byte) => byte === 0) ? formatHex(response) : maskedValue
}

function describeNtResponse(response: Uint8Array): string | DescribedField[] {
  if (response.length === 0) return ''
  if (response.length <= 24) return [{ name: 'NTLM_RESPONSE', value: maskedValue }]
  const { time, challengeFromClient, avPairs } = readClientChallenge(response.subarray(16))
  return [
    { name: 'NTProofStr', value: maskedValue },
    { name: 'TimeStamp', value: describeFileTime(time) },
    { name: 'ChallengeFromClient', value: formatHex(challengeFromClient) },
    { name: 'AvPairs', value: describeAvPairs(avPairs) },
  ]
}

function describeFlags(flags: number): DescribedField {
  const number = `0x${flags.toString(16).padStart(8, '0')}`
  return { name: 'NegotiateFlags', value: [number, ...flagNames(flags)].join(' ') }
}

function describeVersion(version: NtlmVersion | undefined): DescribedField[] {
  if (version === undefined) return []
  const { major, minor, build, revision } = version
  return [{ name: 'Version', value: `${major}.${minor}.${build} NTLMRevisionCurrent ${revision}` }]
}
