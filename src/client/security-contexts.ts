import { fileTimeOf } from '../base/file-time.js'
import type { Clock, RandomSource } from '../base/ports.js'
import type { HttpConnection } from '../io/http-connection.js'
import type { ChannelBindings, SecurityContext } from '../protocol/gss/security-context.js'
import { serverEndPointBindings } from '../protocol/gss/server-end-point.js'
import { initiatorFactory } from '../protocol/mechanisms/registry.js'
import { NtlmInitiator } from '../protocol/ntlm/initiator.js'
import type { Endpoint, PasswordCredential } from '../session/connection.js'

export interface SecurityContextsOptions {
  readonly endpoint: Endpoint
  readonly credential: PasswordCredential
  readonly clock: Clock
  readonly random: RandomSource
  /** The certificate of the connection at the time a context begins is what the context is bound to. */
  readonly connection: Pick<HttpConnection, 'certificate'>
}

/** Makers of the security contexts of one connection. */
export interface SecurityContexts {
  readonly ntlm: () => SecurityContext
  readonly negotiate: () => SecurityContext
}

export function securityContexts(options: SecurityContextsOptions): SecurityContexts {
  const { endpoint, credential, clock, random, connection } = options
  const ntlm = (): SecurityContext =>
    new NtlmInitiator({
      credential,
      now: fileTimeOf(clock.now()),
      clientChallenge: random.bytes(8),
      exportedSessionKey: random.bytes(16),
      targetName: `HTTP/${endpoint.address}`,
      ...bindingsOf(connection),
    })
  return { ntlm, negotiate: initiatorFactory('negotiate', { peer: endpoint.host, sources: { ntlm }, framing: 'spnego' }) }
}

/** tls-server-end-point ([RFC 5929] 4), without which a strict host refuses a logon over TLS. */
function bindingsOf({ certificate }: Pick<HttpConnection, 'certificate'>): { readonly channelBindings?: ChannelBindings } {
  const channelBindings = certificate === undefined ? undefined : serverEndPointBindings(certificate.der)
  return channelBindings === undefined ? {} : { channelBindings }
}
