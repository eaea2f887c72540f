import { parseDuration } from '../base/duration.js'
import type { SecretReference } from '../engine/document.js'
import type { AuthName, CredsspSettings, Endpoint, KerberosSettings, ProtocolName, TlsSettings } from '../session/connection.js'
import { child, itemsOf, type MapNode, plainOf, type SourceNode, textOf } from './source-node.js'

/** Connection settings of a host, inherited and completed by the defaults. */
export interface ConnectionSettings {
  /** In the order in which to try them. */
  readonly protocols: readonly ProtocolName[]
  readonly auth: AuthName
  /** Undefined: no credential is named. */
  readonly credential: CredentialReference | undefined
  readonly port: number | undefined
  readonly path: string
  /** Undefined: HTTPS exactly when the port is 5986 or 443, or when none is given and the log-on is by certificate. */
  readonly tls: boolean | TlsOptions | undefined
  readonly allowUnencrypted: boolean
  readonly proxy: string | undefined
  /** Milliseconds. */
  readonly connectTimeout: number
  readonly operationTimeout: number
  /** Requests in flight to the host. */
  readonly concurrency: number
  readonly credssp: CredsspSettings | undefined
  readonly spn: string | undefined
  readonly delegate: boolean
  /** What the inventories say of Kerberos, one object for all hosts. */
  readonly kerberos: KerberosSettings | undefined
}

export interface TlsOptions extends TlsSettings {
  /** File with PEM certificates; whoever opens the connection reads it. */
  readonly caFile?: string
}

/** An account of the inventory; its secrets are still references. */
export type CredentialReference = { readonly name: string } & (
  | { readonly username: string; readonly password: SecretReference }
  /** Path of a keytab. */
  | { readonly username: string; readonly keytab: string }
  /** Path of a credential cache, `FILE:…`, `DIR:…`, or `default`. */
  | { readonly username?: string; readonly ccache: string }
  /** Path of a PEM file, and where its key is; or of a PKCS #12 file, which holds the key too. */
  | {
      readonly username?: string
      readonly certificate: { readonly file: string }
      readonly key?: SecretReference
      readonly passphrase?: SecretReference
    }
)

/** What one `connection:` mapping says. */
export interface ConnectionPatch {
  readonly settings: Partial<Omit<ConnectionSettings, 'credential' | 'kerberos'>>
  readonly credential: SourceNode | undefined
}

const noSettings: ConnectionPatch = { settings: {}, credential: undefined }

/** Reads a mapping that has passed the schema. */
export function readConnection(node: SourceNode | undefined): ConnectionPatch {
  if (node === undefined) return noSettings
  const settings: { -readonly [name in keyof ConnectionSettings]?: ConnectionSettings[name] } = {}
  const protocol = child(node, 'protocol')
  if (protocol !== undefined) settings.protocols = itemsOf(protocol).map((item) => textOf(item) as ProtocolName)
  const auth = textOf(child(node, 'auth'))
  if (auth !== undefined) settings.auth = auth as AuthName
  const port = numberOf(child(node, 'port'))
  if (port !== undefined) settings.port = port
  const path = textOf(child(node, 'path'))
  if (path !== undefined) settings.path = path
  const tls = child(node, 'tls')
  if (tls !== undefined) settings.tls = tls.kind === 'map' ? tlsOptions(tls) : plainOf(tls) === true
  const allowUnencrypted = child(node, 'allowUnencrypted')
  if (allowUnencrypted !== undefined) settings.allowUnencrypted = plainOf(allowUnencrypted) === true
  const proxy = textOf(child(node, 'proxy'))
  if (proxy !== undefined) settings.proxy = proxy
  for (const name of ['connectTimeout', 'operationTimeout'] as const) {
    const duration = parseDuration(textOf(child(node, name)) ?? '')
    if (duration !== undefined) settings[name] = duration
  }
  const concurrency = numberOf(child(node, 'concurrency'))
  if (concurrency !== undefined) settings.concurrency = concurrency
  const minimumVersion = numberOf(child(child(node, 'credssp'), 'minimumVersion'))
  if (minimumVersion !== undefined) settings.credssp = { minimumVersion }
  const spn = textOf(child(node, 'spn'))
  if (spn !== undefined) settings.spn = spn
  const delegate = child(node, 'delegate')
  if (delegate !== undefined) settings.delegate = plainOf(delegate) === true
  return { settings, credential: child(node, 'credential') }
}

/** The later patch over the earlier one; TLS settings merge field by field, so that a host can add its server name to its group's authority. */
export function overlay(base: ConnectionPatch, over: ConnectionPatch): ConnectionPatch {
  if (over === noSettings) return base
  if (base === noSettings) return over
  const settings = { ...base.settings, ...over.settings }
  const [below, above] = [base.settings.tls, over.settings.tls]
  const tls = typeof below === 'object' && typeof above === 'object' ? { ...below, ...above } : undefined
  return { settings: tls === undefined ? settings : { ...settings, tls }, credential: over.credential ?? base.credential }
}

/** Completes what was inherited with the defaults. */
export function completeSettings(
  patch: ConnectionPatch,
  { credential, kerberos }: Pick<ConnectionSettings, 'credential' | 'kerberos'>,
): ConnectionSettings {
  return { ...defaults, ...patch.settings, credential, kerberos }
}

/** Where to connect. `ca` is the text of `tls.caFile`, when there is one. */
export function endpointOf(host: EndpointSource, ca?: string): Endpoint {
  const { connection } = host
  const secure = isSecure(connection)
  const port = connection.port ?? (secure ? 5986 : 5985)
  const { caFile: _, ...tls } = typeof connection.tls === 'object' ? connection.tls : ({} as TlsOptions)
  return {
    host: host.name,
    address: host.address,
    port,
    path: connection.path,
    tls: secure ? { ...tls, ...(ca === undefined ? {} : { ca }) } : undefined,
    ...(connection.proxy === undefined ? {} : { proxy: connection.proxy }),
    connectTimeout: connection.connectTimeout,
    operationTimeout: connection.operationTimeout,
    allowUnencrypted: connection.allowUnencrypted,
    ...(connection.credssp === undefined ? {} : { credssp: connection.credssp }),
    ...(connection.spn === undefined ? {} : { spn: connection.spn }),
    ...(connection.delegate ? { delegate: true } : {}),
  }
}

/** Whether a host is reached with HTTPS. */
export function isSecure({ tls, port, auth }: Pick<ConnectionSettings, 'tls' | 'port' | 'auth'>): boolean {
  if (tls !== undefined) return tls !== false
  return port === 5986 || port === 443 || (port === undefined && auth === 'certificate')
}

export interface EndpointSource {
  readonly name: string
  readonly address: string
  readonly connection: ConnectionSettings
}

const defaults: ConnectionSettings = {
  protocols: ['auto'],
  auth: 'auto',
  credential: undefined,
  port: undefined,
  path: '/wsman',
  tls: undefined,
  allowUnencrypted: false,
  proxy: undefined,
  connectTimeout: 10_000,
  operationTimeout: 60_000,
  concurrency: 4,
  credssp: undefined,
  spn: undefined,
  delegate: false,
  kerberos: undefined,
}

function tlsOptions(node: MapNode): TlsOptions {
  const options = plainOf(node) as TlsOptions
  if (options.fingerprint === undefined) return options
  return { ...options, fingerprint: options.fingerprint.replaceAll(':', '').toLowerCase() }
}

function numberOf(node: SourceNode | undefined): number | undefined {
  if (node?.kind !== 'scalar') return undefined
  return typeof node.value === 'bigint' || typeof node.value === 'number' ? Number(node.value) : undefined
}
