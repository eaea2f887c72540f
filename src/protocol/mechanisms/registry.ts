import { AuthError } from '../../base/errors.js'
import type { SecurityContext } from '../gss/security-context.js'
import { SpnegoAcceptor } from '../spnego/acceptor.js'
import { SpnegoInitiator } from '../spnego/initiator.js'
import { kerberosOids, ntlmOids, type SpnegoMechanism } from '../spnego/mechanism.js'

/** The mechanisms by the names of the inventory; `negotiate` is the best of the others that works. */
export type MechanismName = 'negotiate' | SimpleMechanism

export type SimpleMechanism = 'kerberos' | 'ntlm'

/** Makers of contexts of one role. What is missing is not available here; a maker throws the error that says why there is no context. */
export type ContextSources = Readonly<Partial<Record<SimpleMechanism, (() => SecurityContext) | undefined>>>

export interface MechanismOptions {
  /** Name of the host in messages. */
  readonly peer: string
  readonly sources: ContextSources
  /** `bare`: without SPNEGO around it, for schemes and RPC authentication types of the mechanism's own. */
  readonly framing: 'spnego' | 'bare'
}

/**
 * Maker of the contexts of a mechanism in the client role. `negotiate` begins with Kerberos and falls back to NTLM; whoever asks
 * for a mechanism by its name gets that one or an error. Raises AuthError when it is not available.
 */
export function initiatorFactory(name: MechanismName, { peer, sources, framing }: MechanismOptions): () => SecurityContext {
  if (name === 'negotiate') {
    const mechanisms = available(sources)
    if (mechanisms.length > 0) return () => new SpnegoInitiator({ peer, mechanisms, fallback: 'allow' })
    throw new AuthError(peer, name, 'no-credential', 'neither Kerberos nor NTLM can be used with this credential')
  }
  const [mechanism] = available(sources, [name])
  if (mechanism === undefined)
    throw new AuthError(peer, name, 'unsupported', `${known[name].name} cannot be used with this credential`)
  if (framing === 'bare') return mechanism.create
  return () => new SpnegoInitiator({ peer, mechanisms: [mechanism], fallback: 'forbid' })
}

/** Maker of contexts in the server role that accept every mechanism there is a source for, in SPNEGO or bare. */
export function acceptorFactory(sources: ContextSources): () => SecurityContext {
  const mechanisms = available(sources)
  return () => new SpnegoAcceptor({ mechanisms })
}

/** The most wanted first. */
const known: Readonly<Record<SimpleMechanism, Pick<SpnegoMechanism, 'name' | 'oids'>>> = {
  kerberos: { name: 'Kerberos', oids: kerberosOids },
  ntlm: { name: 'NTLM', oids: ntlmOids },
}

function available(sources: ContextSources, wanted: readonly SimpleMechanism[] = ['kerberos', 'ntlm']): SpnegoMechanism[] {
  return wanted.flatMap((name) => {
    const create = sources[name]
    return create === undefined ? [] : [{ ...known[name], create }]
  })
}
