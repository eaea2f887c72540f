import process from 'node:process'
import { ConnectError, InternalError } from '../base/errors.js'
import type { ClassSource } from '../cim/class.js'
import { ClassCache } from '../client/class-cache.js'
import { loadClientCertificate } from '../client/client-certificate.js'
import { openWsmanSession } from '../client/connect.js'
import { CredentialGate } from '../client/credential-gate.js'
import { KerberosClient } from '../client/kerberos/kerberos-client.js'
import { loadCredentialCache, loadKeytab, loadKrb5Conf } from '../client/kerberos/kerberos-files.js'
import { type CredentialReference, type EndpointSource, endpointOf } from '../config/connection-settings.js'
import type { Lease } from '../engine/host-target.js'
import { defaultConcurrency } from '../engine/plan-run.js'
import type { SecretResolver } from '../engine/secrets.js'
import { readTextFile } from '../io/read-text.js'
import { systemClock } from '../io/system-clock.js'
import { systemRandom } from '../io/system-random.js'
import type { CimSession } from '../session/cim-session.js'
import type { Credential, KerberosSettings, ProtocolName } from '../session/connection.js'
import { readAuthority } from './read-authority.js'

/** Sessions to the hosts of a run: what is shared between hosts (credentials, certificates, what was learnt of classes) is kept once. */
export interface Sessions {
  readonly open: (host: string) => Promise<Lease<CimSession>>
  /** Ends what is still open. */
  close(): Promise<void>
}

export interface SessionsOptions {
  readonly resolver: SecretResolver
  readonly classes: ClassSource
  readonly warn: (text: string) => void
  /** Told what only matters to somebody who wants to know more; each reason once. */
  readonly note?: ((text: string) => void) | undefined
}

/** Resolves the credentials and certificates that the hosts need first, so that a missing one is told before any host is asked. */
export async function openSessions(hosts: Iterable<EndpointSource>, options: SessionsOptions): Promise<Sessions> {
  const sources = new Map([...hosts].map((host) => [host.name, host]))
  const gate = new CredentialGate()
  const kerberos = openKerberos(
    [...sources.values()].find(({ connection }) => connection.kerberos !== undefined)?.connection.kerberos,
  )
  const fallbacks = new Set<string>()
  const classCache = new ClassCache()
  const credentials = memoize(
    (reference: CredentialReference) => reference.name,
    (reference) => resolveCredential(reference, options.resolver),
  )
  const authorities = memoize((path: string) => path, readTextFile)
  const authorityOf = (connection: EndpointSource['connection']): Promise<string | undefined> =>
    readAuthority(connection, authorities)
  for (const { connection } of sources.values()) {
    if (connection.credential !== undefined) await credentials(connection.credential)
    await authorityOf(connection)
  }
  const open = new Set<{ close(): Promise<void> }>()
  let warnedInsecure = false

  return {
    async open(host) {
      const source = sources.get(host)
      if (source === undefined) throw new InternalError(`No connection is known for ${host}`)
      const { connection } = source
      requireProtocol(host, connection.protocols)
      const { tls, credential } = connection
      if (typeof tls === 'object' && tls.insecure === true && !warnedInsecure) {
        warnedInsecure = true
        options.warn(
          'warning: `insecure: true` in the inventory: certificates of such hosts are not checked, so anyone between may pose as them\n',
        )
      }
      const session = openWsmanSession({
        endpoint: endpointOf(source, await authorityOf(connection)),
        auth: connection.auth,
        credential: credential === undefined ? undefined : await credentials(credential),
        maxConnections: Math.min(connection.concurrency, connectionsPerHost(sources.size)),
        classes: options.classes,
        classCache,
        gate,
        clock: systemClock,
        random: systemRandom,
        kerberos,
        fellBack: (passedOver) => {
          for (const { mechanism, reason } of passedOver) {
            if (fallbacks.has(reason)) continue
            fallbacks.add(reason)
            options.note?.(`note: ${host}: ${mechanism} was not used: ${reason}\n`)
          }
        },
      })
      open.add(session)
      return {
        session,
        async release() {
          open.delete(session)
          await session.close()
        },
      }
    },
    async close() {
      await Promise.all([...open].map((session) => session.close()))
    },
  }
}

/**
 * Many hosts are served at the same time anyway: there, more connections to each would cost a logon apiece and gain nothing.
 * A few hosts get what their inventory allows.
 */
function connectionsPerHost(hosts: number): number {
  return Math.max(1, Math.floor(defaultConcurrency / hosts))
}

/** Kerberos of a run, with what the inventory says of it. */
export function openKerberos(settings: KerberosSettings | undefined): KerberosClient {
  return new KerberosClient({
    settings,
    conf: () => loadKrb5Conf({ env: process.env }),
    clock: systemClock,
    random: systemRandom,
  })
}

export async function resolveCredential(reference: CredentialReference, resolver: SecretResolver): Promise<Credential> {
  if ('password' in reference) {
    return { kind: 'password', username: reference.username, password: await resolver.get(reference.password) }
  }
  if ('keytab' in reference) return loadKeytab(reference.username, reference.keytab)
  const named = reference.username === undefined ? {} : { username: reference.username }
  if ('ccache' in reference) {
    return loadCredentialCache({ name: reference.ccache, ...named }, { env: process.env, userId: process.getuid?.() })
  }
  return loadClientCertificate(
    { file: reference.certificate.file, username: reference.username },
    {
      key: reference.key === undefined ? undefined : await resolver.get(reference.key),
      passphrase: reference.passphrase === undefined ? undefined : await resolver.get(reference.passphrase),
    },
    systemClock,
  )
}

/** The protocols sessions are opened over; the first one of the inventory's list that is among them is used. */
const spoken: readonly ProtocolName[] = ['auto', 'wsmv']

function requireProtocol(host: string, protocols: readonly ProtocolName[]): void {
  if (!protocols.some((protocol) => spoken.includes(protocol))) throw new ProtocolUnavailableError(host, protocols)
}

/** The inventory leaves no way to talk to the host: it counts as unreachable, since nothing was asked of it. */
class ProtocolUnavailableError extends ConnectError {
  readonly code = 'WMCTL_PROTOCOL'

  constructor(host: string, protocols: readonly ProtocolName[]) {
    super(`${host}: wmctl opens no sessions over ${protocols.join(', ')}, and the inventory names nothing else`, {
      hint: 'Write `protocol: wsmv` (WS-Management of Windows Vista, Server 2008 and later), or leave `protocol` out.',
    })
  }
}

/** Computes once per key, also when many ask at the same time; a failure is not kept. */
function memoize<Input, Output>(
  keyOf: (input: Input) => string,
  compute: (input: Input) => Promise<Output>,
): (input: Input) => Promise<Output> {
  const known = new Map<string, Promise<Output>>()
  return (input) => {
    const key = keyOf(input)
    let result = known.get(key)
    if (result === undefined) {
      result = compute(input)
      known.set(key, result)
      result.catch(() => known.delete(key))
    }
    return result
  }
}
