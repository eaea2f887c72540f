import { fileTimeOf } from '../base/file-time.js'
import type { Clock, RandomSource } from '../base/ports.js'
import type { HttpConnection } from '../io/http-connection.js'
import type { ChannelBindings, SecurityContext } from '../protocol/gss/security-context.js'
import { serverEndPointBindings } from '../protocol/gss/server-end-point.js'
import { type ContextSources, initiatorFactory, type MechanismName } from '../protocol/mechanisms/registry.js'
import { NtlmInitiator } from '../protocol/ntlm/initiator.js'
import type { Credential, Endpoint } from '../session/connection.js'
import type { HostTickets } from './kerberos/host-tickets.js'

export interface SecurityContextsOptions {
  readonly endpoint: Endpoint
  readonly credential: Credential
  readonly clock: Clock
  readonly random: RandomSource
  /** The certificate of the connection at the time a context begins is what the context is bound to. */
  readonly connection: Pick<HttpConnection, 'certificate'>
  /** Without them there is no Kerberos. */
  readonly tickets?: HostTickets | undefined
}

/** Makers of the security contexts of one connection. Those with Kerberos use the ticket that was fetched before. */
export type SecurityContexts = Readonly<Record<MechanismName, () => SecurityContext>>

export function securityContexts(options: SecurityContextsOptions): SecurityContexts {
  const { endpoint, credential, clock, random, connection, tickets } = options
  const ntlm =
    credential.kind !== 'password'
      ? undefined
      : (): SecurityContext =>
          new NtlmInitiator({
            peer: endpoint.host,
            credential,
            now: fileTimeOf(clock.now()),
            clientChallenge: random.bytes(8),
            exportedSessionKey: random.bytes(16),
            targetName: `HTTP/${endpoint.address}`,
            ...bindingsOf(connection),
          })
  const kerberos =
    tickets === undefined ? undefined : (): SecurityContext => tickets.context(bindingsOf(connection).channelBindings)
  const sources: ContextSources = { ...(kerberos === undefined ? {} : { kerberos }), ...(ntlm === undefined ? {} : { ntlm }) }
  const peer = endpoint.host
  return {
    // The service of Windows has no scheme of NTLM's own: it takes bare tokens under Negotiate.
    ntlm: () => initiatorFactory('ntlm', { peer, sources, framing: 'bare' })(),
    kerberos: () => initiatorFactory('kerberos', { peer, sources, framing: 'spnego' })(),
    negotiate: () => {
      // The KDC said no to the password: NTLM would only try the same one again.
      if (tickets?.refusal !== undefined) throw tickets.refusal
      return initiatorFactory('negotiate', { peer, sources, framing: 'spnego' })()
    },
  }
}

/** tls-server-end-point ([RFC 5929] 4), without which a strict host refuses a logon over TLS. */
function bindingsOf({ certificate }: Pick<HttpConnection, 'certificate'>): { readonly channelBindings?: ChannelBindings } {
  const channelBindings = certificate === undefined ? undefined : serverEndPointBindings(certificate.der)
  return channelBindings === undefined ? {} : { channelBindings }
}
