import { equalInConstantTime } from '../../crypto/constant-time.js'
import { hashChannelBindings } from '../gss/channel-bindings.js'
import type { ChannelBindings } from '../gss/security-context.js'
import { AvId, type AvPair, avValue } from './av-pairs.js'

/**
 * CbtHardeningLevel: `none` looks at nothing, `relaxed` lets clients pass that do not bind but none that binds to another
 * channel, `strict` wants every client to bind.
 */
export type ChannelBindingPolicy = 'none' | 'relaxed' | 'strict'

/** What is wrong with the channel bindings a client has proven ([MS-NLMP] 3.2.5.1.2); undefined when nothing is. */
export function channelBindingProblem(
  avPairs: readonly AvPair[],
  channel: ChannelBindings | undefined,
  policy: ChannelBindingPolicy,
): string | undefined {
  if (policy === 'none') return undefined
  const hash = avValue(avPairs, AvId.MsvAvChannelBindings)
  // An all-zero hash says that there are none.
  const bound = hash?.some((byte) => byte !== 0) ?? false
  if (hash === undefined || !bound) return policy === 'strict' ? 'the client does not bind to the channel' : undefined
  if (channel === undefined || equalInConstantTime(hash, hashChannelBindings(channel))) return undefined
  return 'the client is bound to another channel: something between both ends the TLS connection'
}
