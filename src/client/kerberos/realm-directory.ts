import type { RandomSource } from '../../base/ports.js'
import type { KdcAddress } from '../../io/kdc-client.js'
import type { ServiceRecord, ServiceResolver } from '../../io/service-resolver.js'
import { type Krb5Conf, realmOfHost } from '../../protocol/kerberos/files/krb5-conf.js'
import type { KerberosSettings } from '../../session/connection.js'
import { parseKdcAddress } from './kdc-address.js'
import { orderRecords } from './order-records.js'

/** Where a fact on a realm comes from, the most explicit first. */
export type RealmSource = 'inventory' | 'krb5.conf' | 'dns' | 'convention'

export interface FoundRealm {
  readonly realm: string
  readonly source: RealmSource
}

export interface FoundKdcs {
  /** In the order in which to try them. */
  readonly kdcs: readonly KdcAddress[]
  readonly source: RealmSource
  /** What was looked at and had nothing, in words, for diagnostics. */
  readonly passedOver: readonly string[]
}

export interface RealmDirectoryOptions {
  readonly settings: KerberosSettings | undefined
  /** The system's krb5.conf; undefined when there is none. */
  readonly conf: () => Promise<Krb5Conf | undefined>
  readonly services: ServiceResolver
  readonly random: RandomSource
}

/**
 * Knows which realm a host is in and where its KDCs are: by the inventory, by krb5.conf, by DNS, by convention. Names are taken
 * as they are given: no alias is followed and no address is looked up, so whoever answers for DNS cannot choose the service that
 * tickets are for. What was found is kept.
 */
export class RealmDirectory {
  readonly #options: RealmDirectoryOptions
  readonly #records = new Map<string, Promise<ServiceLookup>>()
  readonly #kdcs = new Map<string, Promise<FoundKdcs>>()
  readonly #aliases = new Map<string, string>()
  #conf: Promise<Krb5Conf | undefined> | undefined

  constructor(options: RealmDirectoryOptions) {
    this.#options = options
  }

  /** The realm of a host that the inventory or krb5.conf names. */
  async configuredRealmOf(host: string): Promise<FoundRealm | undefined> {
    const named = realmByDomain(this.#options.settings, host)
    if (named !== undefined) return { realm: named, source: 'inventory' }
    const conf = await this.conf()
    const realm = conf === undefined ? undefined : realmOfHost(conf, host)
    return realm === undefined ? undefined : { realm, source: 'krb5.conf' }
  }

  /**
   * The realm of a host: what is configured, else the nearest of its domains that DNS has KDCs for, else its domain in upper
   * case. Undefined for a name without a domain.
   */
  async realmOf(host: string): Promise<FoundRealm | undefined> {
    const configured = await this.configuredRealmOf(host)
    if (configured !== undefined) return configured
    const domains = domainsOf(host)
    for (const domain of domains) {
      const realm = domain.toUpperCase()
      if ((await this.#serviceRecords(realm)).kdcs.length > 0) return { realm, source: 'dns' }
    }
    const [nearest] = domains
    return nearest === undefined ? undefined : { realm: nearest.toUpperCase(), source: 'convention' }
  }

  /** The realm of user names that have none; undefined when nothing is configured. */
  async defaultRealm(): Promise<FoundRealm | undefined> {
    const realm = this.#options.settings?.defaultRealm
    if (realm !== undefined) return { realm, source: 'inventory' }
    const configured = (await this.conf())?.defaultRealm
    return configured === undefined ? undefined : { realm: configured, source: 'krb5.conf' }
  }

  /** Realms that the inventory or krb5.conf name. */
  async configuredRealms(): Promise<readonly string[]> {
    const { settings } = this.#options
    const conf = await this.conf()
    const names = [
      ...Object.keys(settings?.realms ?? {}),
      ...(settings?.defaultRealm === undefined ? [] : [settings.defaultRealm]),
      ...(conf?.kdcs.keys() ?? []),
      ...(conf?.defaultRealm === undefined ? [] : [conf.defaultRealm]),
    ]
    return [...new Set(names)]
  }

  /** Whether DNS has KDCs for a realm. */
  async isInDns(realm: string): Promise<boolean> {
    return (await this.#serviceRecords(realm)).kdcs.length > 0
  }

  /** Another name of a realm, such as the NetBIOS name of a domain. */
  alias(name: string, realm: string): void {
    if (!this.#aliases.has(name.toLowerCase())) this.#aliases.set(name.toLowerCase(), realm)
  }

  /** The KDCs of a realm; none when nothing says where they are. */
  kdcsOf(name: string): Promise<FoundKdcs> {
    const realm = this.#aliases.get(name.toLowerCase()) ?? name
    const key = realm.toLowerCase()
    const known = this.#kdcs.get(key) ?? this.#findKdcs(realm)
    this.#kdcs.set(key, known)
    return known
  }

  conf(): Promise<Krb5Conf | undefined> {
    this.#conf ??= this.#options.conf()
    return this.#conf
  }

  async #findKdcs(realm: string): Promise<FoundKdcs> {
    const passedOver: string[] = []
    const own = entryOf(Object.entries(this.#options.settings?.realms ?? {}), realm)?.kdcs ?? []
    if (own.length > 0) return { kdcs: own.flatMap((text) => parseKdcAddress(text) ?? []), source: 'inventory', passedOver }
    passedOver.push('the inventory names none')
    const conf = await this.conf()
    const configured = entryOf([...(conf?.kdcs ?? [])], realm)?.flatMap((text) => parseKdcAddress(text) ?? []) ?? []
    if (configured.length > 0) return { kdcs: configured, source: 'krb5.conf', passedOver }
    passedOver.push(conf === undefined ? 'there is no krb5.conf' : 'krb5.conf names none')
    const { kdcs, detail } = await this.#serviceRecords(realm)
    if (kdcs.length > 0) return { kdcs, source: 'dns', passedOver }
    passedOver.push(detail)
    const domain = realm.toLowerCase()
    if (!domain.includes('.')) return { kdcs: [], source: 'convention', passedOver }
    return { kdcs: [{ host: domain, port: kdcPort }], source: 'convention', passedOver }
  }

  #serviceRecords(realm: string): Promise<ServiceLookup> {
    const key = realm.toLowerCase()
    const known = this.#records.get(key) ?? this.#lookUp(key)
    this.#records.set(key, known)
    return known
  }

  /** `_kerberos._udp` and `_kerberos._tcp` of the realm ([RFC 4120] 7.2.3.2, [MS-ADTS] 6.3.2.3). */
  async #lookUp(domain: string): Promise<ServiceLookup> {
    if (!domain.includes('.')) return { kdcs: [], detail: 'the realm is no DNS name' }
    if ((await this.conf())?.dnsLookupKdc === false) return { kdcs: [], detail: 'krb5.conf forbids to look in DNS' }
    const { services, random } = this.#options
    const names = [`_kerberos._udp.${domain}`, `_kerberos._tcp.${domain}`]
    try {
      const [udp = [], tcp = []] = await Promise.all(names.map((name) => services.services(name)))
      const usable = (records: readonly ServiceRecord[]): readonly ServiceRecord[] =>
        records.filter(({ host }) => /[^.]/.test(host))
      const both = usable(udp)
      const more = usable(tcp).filter(({ host, port }) => !both.some((other) => other.host === host && other.port === port))
      const kdcs: KdcAddress[] = [
        ...orderRecords(both, random).map(({ host, port }) => ({ host, port })),
        ...orderRecords(more, random).map(({ host, port }) => ({ host, port, transport: 'tcp' as const })),
      ]
      return { kdcs, detail: `DNS has no ${names[0]}` }
    } catch {
      return { kdcs: [], detail: `no name server answered for ${names[0]}` }
    }
  }
}

interface ServiceLookup {
  readonly kdcs: readonly KdcAddress[]
  /** Why there are none. */
  readonly detail: string
}

const kdcPort = 88

/** The realm with the longest domain that the host is in. */
function realmByDomain(settings: KerberosSettings | undefined, host: string): string | undefined {
  const name = host.toLowerCase().replace(/\.$/, '')
  let found: { readonly realm: string; readonly length: number } | undefined
  for (const [realm, { domains = [] }] of Object.entries(settings?.realms ?? {})) {
    for (const given of domains) {
      const domain = given.toLowerCase().replace(/^\./, '')
      if (name !== domain && !name.endsWith(`.${domain}`)) continue
      if (found === undefined || domain.length > found.length) found = { realm, length: domain.length }
    }
  }
  return found?.realm
}

/** `corp.example` and nothing above it for `web01.corp.example`: a realm is no top-level domain. */
function domainsOf(host: string): readonly string[] {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.')
  const domains = labels.slice(1).map((_label, at) => labels.slice(at + 1).join('.'))
  return domains.filter((domain, at) => at === 0 || domain.includes('.'))
}

function entryOf<Value>(entries: readonly (readonly [string, Value])[], realm: string): Value | undefined {
  return entries.find(([name]) => name.toLowerCase() === realm.toLowerCase())?.[1]
}
