import {
  basicAcceptor,
  type ClassSource,
  type Clock,
  createFaultInjector,
  createObjectManager,
  createRequestLog,
  createWsmanEndpoint,
  type FaultInjector,
  type HttpListener,
  listenHttp,
  type Secret,
  systemRandom,
  type WsmanServerProfile,
} from 'wmctl'
import { productVersion } from '../profile/product-version.js'
import type { LabProfile } from '../profile/profile.js'
import { hostProviders } from '../provider/all.js'
import { createMachine } from '../provider/create-machine.js'
import { bindProvider } from '../provider/host-provider.js'
import type { HostFacts } from '../seed/host-facts.js'
import type { HostAddress } from './addresses.js'
import type { LabHost } from './lab.js'

export interface HostOptions {
  readonly facts: HostFacts
  readonly classes: ClassSource
  readonly clock: Clock
  readonly address: HostAddress
  readonly account: { readonly username: string; readonly password: Secret }
  /** PEM texts. */
  readonly tls: { readonly key: string; readonly cert: string } | undefined
}

export interface ServedHost {
  readonly host: LabHost
  readonly listener: HttpListener
}

/** Brings one simulated host up. Raises TransportError when its address cannot be had. */
export async function serveHost({ facts, classes, clock, address, account, tls }: HostOptions): Promise<ServedHost> {
  const faults = createFaultInjector()
  const requests = createRequestLog(100)
  const machine = createMachine({ facts, classes, powerOff: () => turnOff(faults) })
  const cim = createObjectManager({ classes, clock, providers: hostProviders.map((provider) => bindProvider(machine, provider)) })
  const endpoint = createWsmanEndpoint({
    objects: cim,
    profile: wsmanProfile(facts.profile),
    authenticate: () => basicAcceptor({ realm: 'WSMAN', lookup: (name) => passwordOf(account, name) }),
    clock,
    random: systemRandom,
    faults,
    log: requests,
  })
  const listener = await listenHttp(
    {
      host: address.address,
      port: address.port,
      ...(tls === undefined ? {} : { tls }),
      maxBodyBytes: facts.profile.quotas.maxEnvelopeKilobytes * 1024 * 2,
      refuse: () => faults.strike('connect').length > 0,
    },
    endpoint,
  )
  const url = `${tls === undefined ? 'http' : 'https'}://${address.address}:${listener.port}/wsman`
  return { listener, host: { name: facts.name, url, facts, profile: facts.profile, cim, machine, faults, requests } }
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

/** Account names of Windows have no case; `.\` and nothing both mean this host. */
function passwordOf(account: HostOptions['account'], name: string): Secret | undefined {
  const local = name.replace(/^\.\\/, '')
  return local.toLowerCase() === account.username.toLowerCase() ? account.password : undefined
}

/** A host that is off takes no connection and answers on none. */
function turnOff(faults: FaultInjector): void {
  faults.add({ operations: ['connect'], fault: { kind: 'refuse' } })
  // Faults are chosen before a request is performed, so the one that shuts the host down is still answered.
  faults.add({ fault: { kind: 'close', afterBytes: 0 } })
}
