import { ByteReader, ByteWriter } from '../../base/bytes.js'
import { type AvPair, readAvPairs, writeAvPairs } from './av-pairs.js'

/** NTLMv2_CLIENT_CHALLENGE ([MS-NLMP] 2.2.2.7), `temp` in 3.3.2: what the client proves beside its password. */
export interface ClientChallenge {
  /** FILETIME. */
  readonly time: bigint
  /** Eight bytes. */
  readonly challengeFromClient: Uint8Array
  readonly avPairs: readonly AvPair[]
}

/** RespType and HiRespType. */
const RESPONSE_VERSION = 1

/** Raises DecodeError. */
export function readClientChallenge(bytes: Uint8Array): ClientChallenge {
  const reader = new ByteReader('NTLMv2_CLIENT_CHALLENGE', bytes)
  const version = reader.u8()
  if (version !== RESPONSE_VERSION) throw reader.fail(`RespType is ${version}, not ${RESPONSE_VERSION}`)
  reader.skip(7)
  const time = reader.u64le()
  const challengeFromClient = reader.bytes(8)
  reader.skip(4)
  return { time, challengeFromClient, avPairs: readAvPairs(reader.rest(), 'AvPairs') }
}

export function writeClientChallenge({ time, challengeFromClient, avPairs }: ClientChallenge): Uint8Array {
  const writer = new ByteWriter(256).u8(RESPONSE_VERSION).u8(RESPONSE_VERSION).zeros(6)
  return writer.u64le(time).bytes(challengeFromClient).zeros(4).bytes(writeAvPairs(avPairs)).zeros(4).toBytes()
}
