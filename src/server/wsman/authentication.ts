import { MisuseError } from '../../base/errors.js'
import type { Clock, RandomSource } from '../../base/ports.js'
import { openTlsTunnel } from '../../io/tls-tunnel.js'
import type { ChannelBindingPolicy } from '../../protocol/gss/channel-binding-policy.js'
import type { ChannelBindings, SecurityContext } from '../../protocol/gss/security-context.js'
import { serverEndPointBindings } from '../../protocol/gss/server-end-point.js'
import { basicAcceptor } from '../../protocol/httpauth/basic-acceptor.js'
import { certificateAcceptor } from '../../protocol/httpauth/certificate-acceptor.js'
import { certificateProfile, namesCertificate } from '../../protocol/httpauth/certificate-profile.js'
import { DigestAcceptor } from '../../protocol/httpauth/digest-acceptor.js'
import type { HttpAcceptor } from '../../protocol/httpauth/http-authenticator.js'
import { NegotiateAcceptor } from '../../protocol/httpauth/negotiate-acceptor.js'
import { type OfferedScheme, SchemesAcceptor } from '../../protocol/httpauth/schemes-acceptor.js'
import { KerberosAcceptor } from '../../protocol/kerberos/context/kerberos-acceptor.js'
import { ReplayCache } from '../../protocol/kerberos/context/replay-cache.js'
import type { KeytabEntry } from '../../protocol/kerberos/files/keytab.js'
import { acceptorFactory, type ContextSources } from '../../protocol/mechanisms/registry.js'
import { NtlmAcceptor } from '../../protocol/ntlm/acceptor.js'
import { accountName } from '../../protocol/ntlm/credential.js'
import { NegotiateFlag } from '../../protocol/ntlm/negotiate-flags.table.js'
import { ntHash } from '../../protocol/ntlm/ntlmv2.js'
import type { NtlmTarget } from '../../protocol/ntlm/target.js'
import type { NtlmVersion } from '../../protocol/ntlm/version.js'
import type { AccountDirectory, LogonName, ServerAccount } from '../accounts.js'
import { CredsspHttpAcceptor } from './credssp-acceptor.js'
import { delegatedLogon } from './delegated-logon.js'

/** The service of Windows knows no scheme `ntlm`: it is what web servers offer beside Negotiate. */
export type ServedScheme = 'negotiate' | 'kerberos' | 'ntlm' | 'basic' | 'digest' | 'credssp' | 'certificate'

export interface WsmanAuthenticationOptions {
  /** In the order in which a 401 lists them; it does not list `certificate`, which there is over HTTPS alone. */
  readonly schemes: readonly ServedScheme[]
  readonly accounts: AccountDirectory
  /** Who the host is to clients of NTLM, and which version of Windows. */
  readonly target: NtlmTarget
  readonly version: NtlmVersion
  /** The certificate it shows, in DER; undefined over plain HTTP. */
  readonly certificate: Uint8Array | undefined
  /** What `credssp` among the schemes needs. */
  readonly credssp?: CredsspServing | undefined
  /** Keys of the host's account in its domain; undefined for a host that is in none, which offers no Kerberos. */
  readonly keytab?: readonly KeytabEntry[] | undefined
  /** CbtHardeningLevel of the service ([MS-WSMV] 2.2.4.8), which is about HTTPS alone. */
  readonly channelBindings: ChannelBindingPolicy
  /** Serves what comes under Negotiate over plain HTTP in clear ([MS-WSMV] 2.2.4.1). */
  readonly allowUnencrypted: boolean
  readonly clock: Clock
  readonly random: RandomSource
}

/** The authentication of a WS-Management service, for `createWsmanEndpoint`: a maker of one acceptor for each connection. */
export function wsmanAuthentication(options: WsmanAuthenticationOptions): () => HttpAcceptor {
  const { certificate, keytab } = options
  const channel = certificate === undefined ? undefined : serverEndPointBindings(certificate)
  const bound = { ...options, channel, replays: new ReplayCache() }
  const schemes = options.schemes.filter((scheme) => {
    if (scheme === 'certificate') return certificate !== undefined
    return scheme !== 'kerberos' || keytab !== undefined
  })
  const offered = schemes.map((scheme) => offeredScheme(scheme, bound))
  return () => new SchemesAcceptor(offered)
}

/** CredSSP in the server role. */
export interface CredsspServing {
  /** PEM of the certificate in the TLS inside HTTP, which clients do not verify, and its key. */
  readonly key: string
  readonly cert: string
  /** 2 to 6: that of the Windows the host stands for; the newest unless given. */
  readonly version?: number
  /** Of clients; 2 unless given, as Windows without the policy of its update accepts them. */
  readonly minimumVersion?: number
}

interface Bound extends WsmanAuthenticationOptions {
  readonly channel: ChannelBindings | undefined
  readonly replays: ReplayCache
}

function offeredScheme(scheme: ServedScheme, options: Bound): OfferedScheme {
  const { accounts, certificate, allowUnencrypted, clock, random } = options
  const passwords = {
    realm: 'WSMAN',
    lookup: (username: string) => ownAccount(accounts, username)?.password,
    passwordChecked: (username: string, outcome: 'right' | 'wrong') => {
      const name = accountName(username, '')
      if (!isOfDomain(accounts.find(name))) accounts.passwordChecked?.(name, outcome)
    },
  }
  switch (scheme) {
    case 'basic':
      return { scheme: 'Basic', create: () => basicAcceptor(passwords) }
    case 'digest':
      return {
        scheme: 'Digest',
        create: () =>
          new DigestAcceptor({ ...passwords, algorithms: ['SHA-256', 'MD5'], random, clock, lifetime: nonceLifetime }),
      }
    case 'certificate':
      return { scheme: certificateProfile, create: certificateAcceptor, named: namesCertificate }
    case 'credssp': {
      const { credssp } = options
      if (credssp === undefined) throw new MisuseError('CredSSP needs a certificate of its own')
      const { key, cert, version, minimumVersion = 2 } = credssp
      // The binding to the key of the TLS inside takes the place of channel bindings.
      const inner = { ...options, channel: undefined }
      return {
        scheme: 'CredSSP',
        create: () =>
          new CredsspHttpAcceptor({
            openTunnel: () => openTlsTunnel({ server: { key, cert } }),
            createContext: acceptorFactory(contextSources(inner)),
            logOn: (credentials) => delegatedLogon(credentials, accounts),
            minimumVersion,
            version,
            tls: certificate !== undefined,
          }),
      }
    }
    case 'negotiate':
    case 'kerberos':
    case 'ntlm': {
      const { kerberos, ntlm } = contextSources(options)
      const sources = { negotiate: { kerberos, ntlm }, kerberos: { kerberos }, ntlm: { ntlm } }
      const createContext = acceptorFactory(sources[scheme])
      const tls = certificate !== undefined
      const name = schemeNames[scheme]
      return {
        scheme: name,
        create: () => new NegotiateAcceptor({ scheme: name, createContext, tls, allowUnencrypted }),
      }
    }
  }
}

/** Basic is for accounts of the host itself ([MS-WSMV] note 79), and Digest, which Windows does not serve, is treated alike. */
function ownAccount(accounts: AccountDirectory, username: string): ServerAccount | undefined {
  const account = accounts.find(accountName(username, ''))
  return isOfDomain(account) ? undefined : account
}

/** Accounts of a domain carry its name. */
function isOfDomain(account: ServerAccount | undefined): boolean {
  return account?.name.includes('\\') === true
}

const schemeNames = { negotiate: 'Negotiate', kerberos: 'Kerberos', ntlm: 'NTLM' } as const

/** Kerberos only where the host has keys. */
function contextSources(options: Bound): ContextSources {
  const { keytab } = options
  return {
    ...(keytab === undefined ? {} : { kerberos: () => kerberosContext(options, keytab) }),
    ntlm: () => ntlmContext(options),
  }
}

function kerberosContext(options: Bound, keys: readonly KeytabEntry[]): SecurityContext {
  const { target, clock, random, replays } = options
  const peer = target.dnsComputerName ?? target.netbiosComputerName
  return new KerberosAcceptor({ peer, keys, clock, random, replays, ...bindingsOf(options) })
}

/** As a Windows host without policies is: what sealing needs is for the client to ask for, and HTTPS needs none of it. */
function ntlmContext(options: Bound): SecurityContext {
  const { accounts, target, version, clock, random } = options
  return new NtlmAcceptor({
    target,
    version,
    clock,
    serverChallenge: random.bytes(8),
    lookup: (name: LogonName) => {
      const account = accounts.find(name)
      return account === undefined ? undefined : { name: account.name, ntHash: ntHash(account.password) }
    },
    passwordChecked: (name, outcome) => accounts.passwordChecked?.(name, outcome),
    ...bindingsOf(options),
    require: NegotiateFlag.NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY,
    mic: 'announced',
  })
}

/** CbtHardeningLevel is about HTTPS alone. */
function bindingsOf({ channel, channelBindings }: Bound): {
  readonly channelBindings?: ChannelBindings
  readonly channelBindingPolicy: ChannelBindingPolicy
} {
  if (channel === undefined) return { channelBindingPolicy: 'none' }
  return { channelBindings: channel, channelBindingPolicy: channelBindings }
}

/** Milliseconds. */
const nonceLifetime = 300_000
