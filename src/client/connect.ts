import type { Clock, RandomSource } from '../base/ports.js'
import type { ClassSource } from '../cim/class.js'
import { openHttpConnection } from '../io/http-client.js'
import type { HttpConnection, HttpConnectionOptions } from '../io/http-connection.js'
import type { Resolver } from '../io/resolver.js'
import type { PassedOver } from '../protocol/gss/security-context.js'
import type { WsmanIdentity } from '../protocol/wsman/message.js'
import type { AuthName, Credential, Endpoint } from '../session/connection.js'
import { chooseAuthentication } from './authentication.js'
import { ClassCache } from './class-cache.js'
import type { CredentialGate } from './credential-gate.js'
import type { KerberosClient } from './kerberos/kerberos-client.js'
import { defaultEnumerationLimits, type EnumerationLimits } from './wsman/enumeration.js'
import { WsmanPump } from './wsman/pump.js'
import { WsmanSession } from './wsman-session.js'

export interface WsmanSessionOptions {
  readonly endpoint: Endpoint
  readonly credential: Credential | undefined
  readonly auth: AuthName
  /** Class facts by which values are read; what they lack is asked of the host. */
  readonly classes: ClassSource
  readonly clock: Clock
  readonly random: RandomSource
  /** One for a run. */
  readonly gate: CredentialGate
  /** One for a run, so that hosts of one version describe a class once. */
  readonly classCache?: ClassCache
  /** The answer to Identify, when a probe has it: it saves asking. */
  readonly identity?: WsmanIdentity
  /** Connections at a time, 1 unless given; more are opened only for requests that run at the same time. */
  readonly maxConnections?: number
  /** Bytes of one answer to ask for. */
  readonly maxEnvelopeSize?: number
  readonly enumerationLimits?: EnumerationLimits
  readonly resolver?: Resolver
  /** One for a run. Without it there is no Kerberos. */
  readonly kerberos?: KerberosClient | undefined
  /** Told when a host was logged on to with less than what was wanted most. */
  readonly fellBack?: (passedOver: readonly PassedOver[]) => void
}

/** What the CIM cmdlets ask for, and Windows since 2012 sends at most. */
const defaultEnvelopeSize = 512_000

/** Bytes of an HTTP body beyond which it is no answer: any service's largest envelope, twice for UTF-16. */
const maxBodyBytes = 16 * 1024 * 1024

/** Milliseconds that an answer may come after the host's own time-out for the operation. */
const answerMargin = 10_000

/** Opens a session without sending anything. Raises AuthError when nothing could be sent under these settings. */
export function openWsmanSession(options: WsmanSessionOptions): WsmanSession {
  const { endpoint, classes, classCache = new ClassCache() } = options
  const authentication = chooseAuthentication(options)
  // The pump reads by what the session knows, and the session sends by the pump.
  const pump = new WsmanPump({
    endpoint,
    authentication,
    openConnection: () => connectionTo(endpoint, options.resolver, options.credential),
    maxConnections: options.maxConnections ?? 1,
    gate: options.gate,
    clock: options.clock,
    random: options.random,
    classes: (namespace, className) => session.knownClass(namespace, className),
    maxEnvelopeSize: options.maxEnvelopeSize ?? defaultEnvelopeSize,
  })
  const session: WsmanSession = new WsmanSession({
    host: endpoint.host,
    pump,
    classes,
    classCache,
    identity: options.identity,
    enumerationLimits: options.enumerationLimits ?? defaultEnumerationLimits,
  })
  return session
}

/** An HTTP connection to an endpoint, its limits taken from there. A client certificate is shown to a host that asks for it. */
export function connectionTo(endpoint: Endpoint, resolver: Resolver | undefined, credential?: Credential): HttpConnection {
  return openHttpConnection(connectionOptions(endpoint, resolver, credential))
}

export function connectionOptions(
  endpoint: Endpoint,
  resolver: Resolver | undefined,
  credential?: Credential,
): HttpConnectionOptions {
  const { host, address, port, tls, proxy, connectTimeout, operationTimeout } = endpoint
  return {
    host,
    address,
    port,
    ...(tls === undefined ? {} : { tls: credential?.kind === 'certificate' ? { ...tls, client: credential.identity } : tls }),
    ...(proxy === undefined ? {} : { proxy }),
    connectTimeout,
    answerTimeout: operationTimeout + answerMargin,
    maxBodyBytes,
    ...(resolver === undefined ? {} : { resolver }),
  }
}
