import type { ByteReader } from '../../base/bytes.js'
import { DecodeError } from '../../base/errors.js'
import { formatHex } from '../../base/hex.js'
import { type DescribedField, describedField, insideAt, masked } from '../gss/described-field.js'
import { readAvPairs } from './av-pairs.js'
import { readClientChallenge } from './client-challenge.js'
import { describeAvPairs, describeFileTime } from './describe-av-pairs.js'
import { decodeOem, decodeText, type MessageType, messageTypeOf, openMessage, readField } from './message.js'
import { flagNames, hasFlags } from './negotiate-flags.js'
import { NegotiateFlag } from './negotiate-flags.table.js'
import { readVersion, VERSION_SIZE } from './version.js'

/**
 * A message of NTLM by the names of [MS-NLMP] 2.2.1, field by field, so that a damaged one is shown as far as it goes. Responses,
 * the session key and the MIC, by each of which a password could be tried, are shown by their length. Raises DecodeError for what is no message.
 */
export function describeNtlm(bytes: Uint8Array): DescribedField {
  const type = messageTypeOf(bytes)
  switch (type) {
    case 1:
      return describeMessage('NEGOTIATE_MESSAGE', type, bytes, negotiateFields)
    case 2:
      return describeMessage('CHALLENGE_MESSAGE', type, bytes, challengeFields)
    case 3:
      return describeMessage('AUTHENTICATE_MESSAGE', type, bytes, authenticateFields)
    default:
      throw new DecodeError('NTLM message', `there is no MessageType ${type}`)
  }
}

/** Shows the fields in the order of the message; where its head ends early, what is missing is damage. */
type Fields = (reader: ByteReader, bytes: Uint8Array) => Generator<DescribedField>

function describeMessage(name: string, type: MessageType, bytes: Uint8Array, fields: Fields): DescribedField {
  const shown: DescribedField[] = []
  try {
    for (const field of fields(openMessage(name, type, bytes), bytes)) shown.push(field)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    const detail = error.message.replace(/ \(at \d+\)$/, '')
    return { name, value: shown, damage: { detail, offset: error.offset ?? bytes.length } }
  }
  return { name, value: shown }
}

function* negotiateFields(reader: ByteReader, bytes: Uint8Array): Generator<DescribedField> {
  const flags = reader.u32le()
  yield describeFlags(flags)
  // The oldest clients stop here.
  if (reader.remaining === 0) return
  for (const [name, flag] of [
    ['DomainName', NegotiateFlag.NTLMSSP_NEGOTIATE_OEM_DOMAIN_SUPPLIED],
    ['WorkstationName', NegotiateFlag.NTLMSSP_NEGOTIATE_OEM_WORKSTATION_SUPPLIED],
  ] as const) {
    const field = reader.sub(name, 8)
    if (hasFlags(flags, flag)) yield payload(name, field, bytes, decodeOem)
  }
  yield* versionField(reader, flags)
}

function* challengeFields(reader: ByteReader, bytes: Uint8Array): Generator<DescribedField> {
  const nameField = reader.sub('TargetName', 8)
  const flags = reader.u32le()
  yield describeFlags(flags)
  // Without these the field means nothing.
  const named =
    NegotiateFlag.NTLMSSP_REQUEST_TARGET | NegotiateFlag.NTLMSSP_TARGET_TYPE_DOMAIN | NegotiateFlag.NTLMSSP_TARGET_TYPE_SERVER
  const text: Show = (name) => decodeText(name, flags, 'TargetName')
  yield (flags & named) === 0 ? { name: 'TargetName', value: '' } : payload('TargetName', nameField, bytes, text)
  yield { name: 'ServerChallenge', value: formatHex(reader.bytes(8)) }
  // The oldest servers stop here.
  if (reader.remaining === 0) return
  reader.skip(8)
  const infoField = reader.sub('TargetInfo', 8)
  if (hasFlags(flags, NegotiateFlag.NTLMSSP_NEGOTIATE_TARGET_INFO)) {
    yield payload('TargetInfo', infoField, bytes, (info) =>
      describeAvPairs(info.length === 0 ? [] : readAvPairs(info, 'TargetInfo')),
    )
  }
  yield* versionField(reader, flags)
}

function* authenticateFields(reader: ByteReader, bytes: Uint8Array): Generator<DescribedField> {
  const lm = reader.sub('LmChallengeResponse', 8)
  const nt = reader.sub('NtChallengeResponse', 8)
  const texts = (['DomainName', 'UserName', 'Workstation'] as const).map((name) => ({ name, field: reader.sub(name, 8) }))
  const key = reader.sub('EncryptedRandomSessionKey', 8)
  const flags = reader.u32le()
  yield describeFlags(flags)
  const payloads: number[] = []
  const noted = (name: string, field: ByteReader, show: Show): DescribedField =>
    payload(name, field, bytes, (part) => {
      if (part.length > 0) payloads.push(part.byteOffset - bytes.byteOffset)
      return show(part)
    })
  for (const { name, field } of texts) yield noted(name, field, (part) => decodeText(part, flags, name))
  yield noted('LmChallengeResponse', lm, (part) => (part.every((byte) => byte === 0) ? formatHex(part) : masked(part)))
  yield noted('NtChallengeResponse', nt, describeNtResponse)
  const exchanged = hasFlags(flags, NegotiateFlag.NTLMSSP_NEGOTIATE_KEY_EXCH)
  yield exchanged ? noted('EncryptedRandomSessionKey', key, masked) : { name: 'EncryptedRandomSessionKey', value: '' }
  // The version and the MIC are there when there is room for them before the payload.
  const room = Math.min(...payloads, bytes.length)
  if (room >= reader.position + VERSION_SIZE) yield* versionField(reader, flags)
  if (room >= micOffset + micSize) yield { name: 'MIC', value: masked(bytes.subarray(micOffset, micOffset + micSize)) }
}

const micOffset = 72
const micSize = 16

type Show = (part: Uint8Array) => DescribedField['value']

/** A field of the payload, found by its length and offset. */
function payload(name: string, field: ByteReader, bytes: Uint8Array, show: Show): DescribedField {
  const read = describedField(name, 0, () => {
    const part = readField(field, bytes)
    const shown = describedField(name, 0, () => show(part.bytes))
    return [insideAt(shown, part.offset)]
  })
  const [inner] = typeof read.value === 'string' ? [] : read.value
  return inner ?? read
}

function describeNtResponse(response: Uint8Array): string | DescribedField[] {
  if (response.length === 0) return ''
  if (response.length <= 24) return [{ name: 'NTLM_RESPONSE', value: masked(response) }]
  const { time, challengeFromClient, avPairs } = readClientChallenge(response.subarray(16))
  return [
    { name: 'NTProofStr', value: masked(response.subarray(0, 16)) },
    { name: 'TimeStamp', value: describeFileTime(time) },
    { name: 'ChallengeFromClient', value: formatHex(challengeFromClient) },
    { name: 'AvPairs', value: describeAvPairs(avPairs) },
  ]
}

function describeFlags(flags: number): DescribedField {
  const number = `0x${flags.toString(16).padStart(8, '0')}`
  return { name: 'NegotiateFlags', value: [number, ...flagNames(flags)].join(' ') }
}

function* versionField(reader: ByteReader, flags: number): Generator<DescribedField> {
  if (!hasFlags(flags, NegotiateFlag.NTLMSSP_NEGOTIATE_VERSION) || reader.remaining < VERSION_SIZE) return
  const version = readVersion(reader)
  const { major, minor, build, revision } = version
  yield { name: 'Version', value: `${major}.${minor}.${build} NTLMRevisionCurrent ${revision}` }
}
