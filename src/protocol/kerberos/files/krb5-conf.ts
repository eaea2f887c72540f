import { encryptionTypeNumbers } from '../crypto/encryption-types.js'
import { type ConfNode, parseProfile } from './profile.js'

/** What is used of krb5.conf ([MIT krb5] krb5.conf(5)): where realms are, and what to offer. */
export interface Krb5Conf {
  readonly defaultRealm: string | undefined
  /** KDCs by realm, in order: `dc1.corp.example`, `dc1.corp.example:88`, `tcp/dc1…`, `[::1]:88`. */
  readonly kdcs: ReadonlyMap<string, readonly string[]>
  /** Realms by host name (`web01.corp.example`) or domain (`.corp.example`), in lower case. */
  readonly domainRealms: ReadonlyMap<string, string>
  /** Whether KDCs may be looked for in DNS; true when nothing is said. */
  readonly dnsLookupKdc: boolean
  readonly dnsLookupRealm: boolean
  /** What to offer, best first; undefined when nothing is said, or nothing of it is implemented. */
  readonly encryptionTypes: readonly number[] | undefined
  /** `default_ccache_name` and `default_client_keytab_name` as they stand. */
  readonly credentialCacheName: string | undefined
  readonly clientKeytabName: string | undefined
  /** Milliseconds. */
  readonly maximumSkew: number | undefined
}

/** Reads the text of a krb5.conf; `include` and `includedir` are not followed. Raises DecodeError with the line. */
export function parseKrb5Conf(text: string): Krb5Conf {
  const sections = parseProfile(text)
  const defaults = sections.get('libdefaults') ?? []
  const setting = (name: string): string | undefined => firstText(defaults, name)
  const skew = Number(setting('clockskew'))
  return {
    defaultRealm: setting('default_realm'),
    kdcs: new Map(
      (sections.get('realms') ?? []).map(({ name, value }) => [name, typeof value === 'string' ? [] : allTexts(value, 'kdc')]),
    ),
    domainRealms: new Map(
      (sections.get('domain_realm') ?? []).flatMap(({ name, value }) =>
        typeof value === 'string' ? [[name.toLowerCase(), value]] : [],
      ),
    ),
    dnsLookupKdc: flag(setting('dns_lookup_kdc')) ?? true,
    dnsLookupRealm: flag(setting('dns_lookup_realm')) ?? false,
    encryptionTypes: encryptionTypes(setting('default_tkt_enctypes') ?? setting('permitted_enctypes')),
    credentialCacheName: setting('default_ccache_name'),
    clientKeytabName: setting('default_client_keytab_name'),
    maximumSkew: Number.isInteger(skew) && skew > 0 ? skew * 1000 : undefined,
  }
}

/** The realm of a host by `domain_realm`: the host itself, then its domains from the nearest up. Undefined when none is named. */
export function realmOfHost({ domainRealms }: Krb5Conf, host: string): string | undefined {
  const name = host.toLowerCase().replace(/\.$/, '')
  const exact = domainRealms.get(name)
  if (exact !== undefined) return exact
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    const realm = domainRealms.get(name.slice(dot)) ?? domainRealms.get(name.slice(dot + 1))
    if (realm !== undefined) return realm
  }
  return undefined
}

function allTexts(nodes: readonly ConfNode[], name: string): readonly string[] {
  return nodes.flatMap((node) => (node.name === name && typeof node.value === 'string' ? [node.value] : []))
}

/** The first counts, as in MIT krb5. */
function firstText(nodes: readonly ConfNode[], name: string): string | undefined {
  return allTexts(nodes, name)[0]
}

function flag(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined
  return ['true', 'yes', 'y', 't', '1', 'on'].includes(text.toLowerCase())
}

function encryptionTypes(text: string | undefined): readonly number[] | undefined {
  const numbers = (text ?? '').split(/[\s,]+/).flatMap((name) => encryptionTypeNumbers(name) ?? [])
  return numbers.length === 0 ? undefined : [...new Set(numbers)]
}
