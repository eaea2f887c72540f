import {
  type ClassSource,
  type Clock,
  createFaultInjector,
  createObjectManager,
  createRequestLog,
  createWsmanEndpoint,
  type FaultInjector,
  type HttpListener,
  listenHttp,
  systemRandom,
  type WsmanAuthenticationOptions,
  type WsmanServerProfile,
  wsmanAuthentication,
} from 'wmctl'
import { classesOf } from '../profile/absent-classes.js'
import { productVersion } from '../profile/product-version.js'
import type { LabProfile } from '../profile/profile.js'
import { providersOf } from '../provider/all.js'
import { createMachine } from '../provider/create-machine.js'
import { mirrorChanges } from '../provider/mirrors.js'
import { computerName, type HostFacts } from '../seed/host-facts.js'
import type { HostAddress } from './addresses.js'
import type { HostCertificate } from './certificates.js'
import type { LabHost, LabSecurity } from './lab.js'
import { type LabAccount, type Lockout, type LogonCount, labAccounts, labDomainName } from './lab-accounts.js'

export interface HostOptions {
  readonly facts: HostFacts
  /** The catalogue, of which the host takes what its release has. */
  readonly classes: ClassSource
  readonly clock: Clock
  readonly address: HostAddress
  readonly account: LabAccount
  readonly security: LabSecurity
  readonly lockout: Lockout
  /** What the host shows in TLS; undefined when nothing it serves has need of it. */
  readonly certificate: HostCertificate | undefined
  /** Listens with HTTPS. */
  readonly tls: boolean
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
  const cim = createObjectManager({ classes, clock, providers: providersOf(machine) })
  mirrorChanges(cim, machine)
  const logons = { right: 0, wrong: 0 }
  const endpoint = createWsmanEndpoint({
    objects: cim,
    profile: wsmanProfile(facts.profile),
    authenticate: wsmanAuthentication(authentication(options, logons)),
    clock,
    random: systemRandom,
    faults,
    log: requests,
  })
  const listener = await listenHttp(
    {
      host: address.address,
      port: address.port,
      ...(tls === undefined ? {} : { tls: { key: tls.key, cert: tls.cert } }),
      maxBodyBytes: facts.profile.quotas.maxEnvelopeKilobytes * 1024 * 2,
      refuse: () => faults.strike('connect').length > 0,
    },
    endpoint,
  )
  const url = `${tls === undefined ? 'http' : 'https'}://${address.address}:${listener.port}/wsman`
  return { listener, host: { name: facts.name, url, facts, profile: facts.profile, cim, machine, faults, requests, logons } }
}

function wsmanProfile(profile: LabProfile): WsmanServerProfile {
  return {
    productVersion: productVersion(profile),
    maxEnvelopeSize: profile.quotas.maxEnvelopeKilobytes * 1024,
    maxBatchItems: profile.quotas.maxBatchItems,
    maxConcurrentOperationsPerUser: profile.quotas.maxConcurrentOperationsPerUser,
    enumerationTimeout: profile.quotas.enumerationTimeout,
    supportsCreateDelete: profile.supportsCreateDelete,
    identifyOnly: !profile.protocols.includes('wsmv'),
  }
}

function authentication(
  { facts, clock, tls, certificate, ...options }: HostOptions,
  logons: LogonCount,
): WsmanAuthenticationOptions {
  const { schemes = facts.profile.auth, channelBindings = 'relaxed', allowUnencrypted = false } = options.security
  return {
    schemes,
    accounts: labAccounts({ ...options, facts, logons }),
    target: ntlmTarget(facts),
    version: ntlmVersion(facts.profile),
    certificate: tls ? certificate?.der : undefined,
    credssp: certificate,
    channelBindings,
    allowUnencrypted,
    clock,
    random: systemRandom,
  }
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
