import {
  type AccessPolicy,
  type CertificateMapping,
  type ClassSource,
  type Clock,
  certificateMapping,
  createFaultInjector,
  createObjectManager,
  createRequestLog,
  createWsmanEndpoint,
  type Domain,
  type FaultInjector,
  type HttpListener,
  type KeytabEntry,
  type Lockout,
  type LogonEvent,
  listenHttp,
  type ServedScheme,
  securityProfiles,
  systemRandom,
  type WsmanAuthenticationOptions,
  type WsmanServerProfile,
  wsmanAuthentication,
  wsmanAuthorization,
} from 'wmctl'
import { classesOf } from '../profile/absent-classes.js'
import { productVersion } from '../profile/product-version.js'
import type { LabProfile } from '../profile/profile.js'
import { providersOf } from '../provider/all.js'
import { createMachine } from '../provider/create-machine.js'
import { mirrorChanges } from '../provider/mirrors.js'
import { computerName, dnsName, type HostFacts } from '../seed/host-facts.js'
import { accountPlace, certificateName, labDomainName } from './account-name.js'
import type { HostAddress } from './addresses.js'
import type { HostCertificate, LabAuthority } from './certificates.js'
import type { LabHost, LabSecurity } from './lab.js'
import { builtinGroup, hostAccounts, type LabAccount, type RefusedLogon } from './lab-accounts.js'
import type { LabDomain } from './lab-domain.js'

export interface HostOptions {
  readonly facts: HostFacts
  /** The catalogue, of which the host takes what its release has. */
  readonly classes: ClassSource
  readonly clock: Clock
  readonly address: HostAddress
  readonly accounts: readonly LabAccount[]
  readonly security: LabSecurity
  /** Of the host's own accounts. */
  readonly lockout: Lockout
  /** Of the lab; whether the host is in it is among its facts. */
  readonly labDomain: LabDomain
  /** What the host shows in TLS; undefined when nothing it serves has need of it. */
  readonly certificate: HostCertificate | undefined
  /** Listens with HTTPS. */
  readonly tls: boolean
  /** What it offers. */
  readonly schemes: readonly ServedScheme[]
  /** Whose certificates it takes for log-ons, when it takes any. */
  readonly authority: Pick<LabAuthority, 'certificate' | 'thumbprint'> | undefined
}

export interface ServedHost {
  readonly host: LabHost
  readonly listener: HttpListener
}

/** Brings one simulated host up. Raises TransportError when its address cannot be had. */
export async function serveHost(options: HostOptions): Promise<ServedHost> {
  const { facts, clock, address } = options
  const classes = classesOf(facts, options.classes)
  const tls = options.tls ? options.certificate : undefined
  const faults = createFaultInjector()
  const requests = createRequestLog(100)
  const machine = createMachine({ facts, classes, powerOff: () => turnOff(faults) })
  const cim = createObjectManager({ classes, clock, providers: providersOf(machine), access: accessPolicy })
  mirrorChanges(cim, machine)
  const logons = { right: 0, wrong: 0 }
  const refused: RefusedLogon[] = []
  const accepted: LogonEvent[] = []
  const domain = facts.domain === undefined ? undefined : options.labDomain.domain
  const keytab = join(facts, domain)
  const loggedOn = (logon: LogonEvent): void => remember(accepted, logon)
  const accounts = hostAccounts({ ...options, domain, logons, refused: (logon) => remember(refused, logon) })
  const endpoint = createWsmanEndpoint({
    objects: cim,
    profile: wsmanProfile(facts.profile, options.schemes),
    authenticate: wsmanAuthentication({ ...authentication(options), accounts, keytab }),
    authorize: wsmanAuthorization({
      accounts,
      keytab,
      localGroups: options.labDomain.localGroups,
      loggedOn,
    }),
    mapCertificate: certificateMapping({ mappings: mappingsOf(options), accounts, loggedOn }),
    clock,
    random: systemRandom,
    faults,
    log: requests,
  })
  const listener = await listenHttp(
    {
      host: address.address,
      port: address.port,
      ...(tls === undefined ? {} : { tls: { key: tls.key, cert: tls.cert, ...clientAuthorities(options) } }),
      maxBodyBytes: facts.profile.quotas.maxEnvelopeKilobytes * 1024 * 2,
      refuse: () => faults.strike('connect').length > 0,
    },
    endpoint,
  )
  const url = `${tls === undefined ? 'http' : 'https'}://${address.address}:${listener.port}/wsman`
  const state = { cim, machine, faults, requests, logons, accepted, refused }
  return { listener, host: { name: facts.name, url, facts, profile: facts.profile, ...state } }
}

/** Hosts ask for certificates in the handshake, as after `netsh http … clientcertnegotiation=enable`. */
function clientAuthorities({ authority, schemes }: HostOptions): { readonly clientAuthorities?: string } {
  return authority === undefined || !schemes.includes('certificate') ? {} : { clientAuthorities: authority.certificate }
}

/** The certificate of `user@localhost` stands for the host's own account `user`. */
function mappingsOf({ authority, accounts }: HostOptions): readonly CertificateMapping[] {
  if (authority === undefined) return []
  return accounts.flatMap(({ username, password }) => {
    const { kind, user } = accountPlace(username)
    if (kind === 'domain') return []
    return [{ issuer: authority.thumbprint, subject: certificateName(user), uri: '*', username: user, password }]
  })
}

/** Full control for administrators; others need to be in a group that was made for it. */
const accessPolicy: AccessPolicy = [
  { account: builtinGroup.administrators, rights: ['read', 'write', 'execute'] },
  { account: builtinGroup.remoteManagementUsers, rights: ['read'] },
]

/** Makes the host's account in the domain; undefined for a host that is in none. */
function join(facts: HostFacts, domain: Domain | undefined): readonly KeytabEntry[] | undefined {
  const name = dnsName(facts)
  return name === undefined ? undefined : domain?.join({ name: computerName(facts), dnsName: name, trustedForDelegation: true })
}

/** The last hundred. */
function remember<Event>(events: Event[], event: Event): void {
  events.push(event)
  if (events.length > 100) events.shift()
}

function wsmanProfile(profile: LabProfile, schemes: readonly ServedScheme[]): WsmanServerProfile {
  return {
    productVersion: productVersion(profile),
    securityProfiles: profile.stack === '3.0' ? securityProfiles(schemes) : undefined,
    maxEnvelopeSize: profile.quotas.maxEnvelopeKilobytes * 1024,
    maxBatchItems: profile.quotas.maxBatchItems,
    maxConcurrentOperationsPerUser: profile.quotas.maxConcurrentOperationsPerUser,
    enumerationTimeout: profile.quotas.enumerationTimeout,
    supportsCreateDelete: profile.supportsCreateDelete,
    identifyOnly: !profile.protocols.includes('wsmv'),
  }
}

function authentication({
  facts,
  clock,
  tls,
  certificate,
  schemes,
  ...options
}: HostOptions): Omit<WsmanAuthenticationOptions, 'accounts' | 'keytab'> {
  const { channelBindings = 'relaxed', allowUnencrypted = false, clockOffset = 0 } = options.security
  return {
    schemes,
    target: ntlmTarget(facts),
    version: ntlmVersion(facts.profile),
    certificate: tls ? certificate?.der : undefined,
    credssp: certificate === undefined ? undefined : { ...certificate, ...credsspVersion(options.security) },
    channelBindings,
    allowUnencrypted,
    clock: {
      now: () => clock.now() + clockOffset,
      elapsed: () => clock.elapsed(),
      sleep: (ms, signal) => clock.sleep(ms, signal),
    },
    random: systemRandom,
  }
}

function credsspVersion({ credsspVersion: version }: LabSecurity): { readonly version?: number } {
  return version === undefined ? {} : { version }
}

function ntlmTarget(facts: HostFacts): WsmanAuthenticationOptions['target'] {
  const { name, domain } = facts
  const netbiosComputerName = computerName(facts)
  if (domain === undefined) return { netbiosComputerName, netbiosDomainName: netbiosComputerName, dnsComputerName: name }
  return {
    netbiosComputerName,
    netbiosDomainName: labDomainName,
    dnsComputerName: `${name}.${domain}`,
    dnsDomainName: domain,
    dnsTreeName: domain,
  }
}

function ntlmVersion({ osVersion }: LabProfile): WsmanAuthenticationOptions['version'] {
  const [major = 0, minor = 0, build = 0] = osVersion.split('.').map(Number)
  return { major, minor, build, revision: 15 }
}

/** A host that is off takes no connection and answers on none. */
function turnOff(faults: FaultInjector): void {
  faults.add({ operations: ['connect'], fault: { kind: 'refuse' } })
  // Faults are chosen before a request is performed, so the one that shuts the host down is still answered.
  faults.add({ fault: { kind: 'close', afterBytes: 0 } })
}
