import { equalInConstantTime } from '../../crypto/constant-time.js'
import { hashChannelBindings } from './channel-bindings.js'
import type { ChannelBindings } from './security-context.js'

/**
 * CbtHardeningLevel: `none` looks at nothing, `relaxed` lets clients pass that know nothing of channel bindings but none that
 * binds to another channel, `strict` wants every client to bind.
 */
export type ChannelBindingPolicy = 'none' | 'relaxed' | 'strict'

export interface ChannelBindingCheck {
  /** What the client has proven; zeros say that it binds to nothing. */
  readonly hash: Uint8Array
  /** The client says that it binds wherever there is a channel, so that zeros mean that it saw none. */
  readonly clientBinds: boolean
  readonly channel: ChannelBindings | undefined
  readonly policy: ChannelBindingPolicy
}

/** What is wrong with the channel bindings of a client; undefined when nothing is. */
export function channelBindingMismatch({ hash, clientBinds, channel, policy }: ChannelBindingCheck): string | undefined {
  if (policy === 'none') return undefined
  const bound = hash.some((byte) => byte !== 0)
  if (!bound && policy === 'strict') return 'the client does not bind to the channel'
  if (channel === undefined || (!bound && !clientBinds)) return undefined
  if (equalInConstantTime(hash, hashChannelBindings(channel))) return undefined
  return 'the client is bound to another channel: something between both ends the TLS connection'
}
