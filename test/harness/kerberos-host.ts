import { Secret } from '../../src/base/secret.js'
import { openWsmanSession } from '../../src/client/connect.js'
import { CredentialGate } from '../../src/client/credential-gate.js'
import { KerberosClient } from '../../src/client/kerberos/kerberos-client.js'
import type { WsmanSession } from '../../src/client/wsman-session.js'
import { listenHttp } from '../../src/io/http-listener.js'
import type { ServiceRecord } from '../../src/io/service-resolver.js'
import { systemClock } from '../../src/io/system-clock.js'
import { systemRandom } from '../../src/io/system-random.js'
import type { ChannelBindings, PassedOver, SecurityContext } from '../../src/protocol/gss/security-context.js'
import { serverEndPointBindings } from '../../src/protocol/gss/server-end-point.js'
import { NegotiateAcceptor } from '../../src/protocol/httpauth/negotiate-acceptor.js'
import { KerberosAcceptor } from '../../src/protocol/kerberos/context/kerberos-acceptor.js'
import { ReplayCache } from '../../src/protocol/kerberos/context/replay-cache.js'
import type { KeytabEntry } from '../../src/protocol/kerberos/files/keytab.js'
import type { Krb5Conf } from '../../src/protocol/kerberos/files/krb5-conf.js'
import { acceptorFactory, type ContextSources } from '../../src/protocol/mechanisms/registry.js'
import { NtlmAcceptor } from '../../src/protocol/ntlm/acceptor.js'
import { ntHash } from '../../src/protocol/ntlm/ntlmv2.js'
import { createObjectManager } from '../../src/server/object-manager.js'
import { createWsmanEndpoint } from '../../src/server/wsman/endpoint.js'
import type { AuthName, Credential, Endpoint, KerberosSettings, PasswordCredential } from '../../src/session/connection.js'
import { zoo } from '../unit/server/fixture.js'

export interface KerberosHostOptions {
  /** What it accepts tickets with; without it the host knows no Kerberos. */
  readonly keys?: readonly KeytabEntry[]
  /** The password of `user` in NTLM; without it the host knows no NTLM. */
  readonly password?: Secret
  readonly tls?: { readonly key: string; readonly cert: string; readonly der: Uint8Array }
  /** Milliseconds its clock is ahead. */
  readonly ahead?: number
  /** Put around every context. */
  readonly twist?: (context: SecurityContext) => SecurityContext
}

export interface KerberosHost {
  readonly port: number
  /** Who has logged on, in order: `Kerberos user@REALM`. */
  readonly logons: readonly string[]
  /** The contexts clients have begun. */
  readonly contexts: readonly SecurityContext[]
  close(): Promise<void>
}

/** A WinRM service that accepts Negotiate with a keytab, NTLM or both, and answers Identify. */
export async function startKerberosHost(options: KerberosHostOptions): Promise<KerberosHost> {
  const { keys, password, tls, ahead = 0, twist = same } = options
  const clock = { now: () => Date.now() + ahead }
  const replays = new ReplayCache()
  const bindings: ChannelBindings | undefined = tls === undefined ? undefined : serverEndPointBindings(tls.der)
  const bound =
    bindings === undefined
      ? ({ channelBindingPolicy: 'none' } as const)
      : ({ channelBindings: bindings, channelBindingPolicy: 'strict' } as const)
  const contexts: SecurityContext[] = []
  const kept = (context: SecurityContext): SecurityContext => {
    contexts.push(context)
    return twist(context)
  }
  const sources: ContextSources = {
    ...(keys === undefined
      ? {}
      : { kerberos: () => kept(new KerberosAcceptor({ peer: 'host', keys, clock, random: systemRandom, replays, ...bound })) }),
    ...(password === undefined ? {} : { ntlm: () => kept(ntlmAcceptor(password, bindings)) }),
  }
  const createContext = acceptorFactory(sources)
  const handler = createWsmanEndpoint({
    objects: createObjectManager({ classes: zoo, providers: [], clock: systemClock }),
    profile: {
      productVersion: 'OS: 10.0.20348 SP: 0.0 Stack: 3.0',
      maxEnvelopeSize: 512_000,
      maxBatchItems: 32_000,
      maxConcurrentOperationsPerUser: 1_500,
      enumerationTimeout: 60_000,
      supportsCreateDelete: true,
      identifyOnly: false,
    },
    authenticate: () =>
      new NegotiateAcceptor({ scheme: 'Negotiate', createContext, tls: tls !== undefined, allowUnencrypted: false }),
    clock: systemClock,
    random: systemRandom,
  })
  const listener = await listenHttp(
    {
      host: '127.0.0.1',
      port: 0,
      maxBodyBytes: 1_000_000,
      ...(tls === undefined ? {} : { tls: { key: tls.key, cert: tls.cert } }),
    },
    handler,
  )
  return {
    port: listener.port,
    contexts,
    get logons() {
      return contexts
        .filter(({ complete }) => complete)
        .map(({ mechanism, initiatorName }) => `${mechanism} ${initiatorName ?? ''}`)
    },
    close: () => listener.close(),
  }
}

function ntlmAcceptor(password: Secret, channelBindings: ChannelBindings | undefined): NtlmAcceptor {
  return new NtlmAcceptor({
    target: { netbiosComputerName: 'WEB01', netbiosDomainName: 'CORP', dnsComputerName: 'web01.corp.example' },
    clock: systemClock,
    serverChallenge: systemRandom.bytes(8),
    lookup: ({ userName }) => (userName.startsWith('user') ? { name: 'CORP\\user', ntHash: ntHash(password) } : undefined),
    require: 0,
    mic: 'announced',
    ...(channelBindings === undefined
      ? { channelBindingPolicy: 'none' as const }
      : { channelBindings, channelBindingPolicy: 'strict' as const }),
  })
}

function same(context: SecurityContext): SecurityContext {
  return context
}

export interface KerberosClientChoice {
  readonly settings?: KerberosSettings
  readonly conf?: Krb5Conf
  /** SRV records by name. */
  readonly services?: Readonly<Record<string, readonly ServiceRecord[]>>
  /** Addresses by name; every other name is not found. */
  readonly names?: Readonly<Record<string, string>>
  /** Milliseconds our clock is ahead. */
  readonly ahead?: number
}

/** A client whose KDCs are all on the loopback. It is patient, so that on a slow machine it asks none of them twice. */
export function kerberosClient({ settings, conf, services = {}, names = {}, ahead = 0 }: KerberosClientChoice): KerberosClient {
  return new KerberosClient({
    settings,
    conf: () => Promise.resolve(conf),
    clock: { ...systemClock, now: () => Date.now() + ahead },
    random: systemRandom,
    services: { services: (name) => Promise.resolve(services[name] ?? []) },
    resolver: {
      resolve: (name) => {
        const address = names[name]
        if (address !== undefined) return Promise.resolve([{ address, family: 4 }])
        return Promise.reject(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }))
      },
    },
    limits: { stagger: 5_000, patience: 10_000 },
  })
}

export interface KerberosSessionChoice {
  readonly port: number
  readonly credential: Credential
  readonly auth?: AuthName
  readonly kerberos?: KerberosClient
  readonly gate?: CredentialGate
  readonly endpoint?: Partial<Endpoint>
  readonly fellBack?: (passedOver: readonly PassedOver[]) => void
  /** Milliseconds our clock is ahead. */
  readonly ahead?: number
}

/** A session to a host on the loopback, whose SPN is `HTTP/web01` unless the endpoint says otherwise. */
export function kerberosSession(choice: KerberosSessionChoice): WsmanSession {
  const { port, credential, auth = 'kerberos', kerberos, gate = new CredentialGate(), endpoint, fellBack, ahead = 0 } = choice
  return openWsmanSession({
    endpoint: {
      host: 'web01',
      address: '127.0.0.1',
      port,
      path: '/wsman',
      tls: undefined,
      connectTimeout: 5_000,
      operationTimeout: 10_000,
      allowUnencrypted: false,
      spn: 'HTTP/web01',
      ...endpoint,
    },
    auth,
    credential,
    classes: zoo,
    clock: { ...systemClock, now: () => Date.now() + ahead },
    random: systemRandom,
    gate,
    maxConnections: 2,
    ...(kerberos === undefined ? {} : { kerberos }),
    ...(fellBack === undefined ? {} : { fellBack }),
  })
}

export function passwordOf(username: string, password: Secret | string): PasswordCredential {
  return { kind: 'password', username, password: typeof password === 'string' ? new Secret(password) : password }
}
