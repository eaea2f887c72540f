import { dnsName, type HostFacts } from '../seed/host-facts.js'
import type { LabAuth } from './lab-auth.js'

/** An Inventory document, as `kind: Inventory` documents are. */
export interface LabInventoryDocument {
  readonly apiVersion: 'wmctl/v1'
  readonly kind: 'Inventory'
  readonly metadata: { readonly name: string; readonly description: string }
  readonly kerberos?: KerberosSection
  readonly defaults: { readonly connection: Readonly<Record<string, unknown>> }
  readonly hosts: readonly LabInventoryHost[]
  readonly credentials: Readonly<Record<string, CredentialSection>>
}

export interface LabInventoryHost {
  readonly name: string
  readonly address: string
  readonly labels: Readonly<Record<string, string>>
  readonly connection: Readonly<Record<string, unknown>>
}

/** Where the domain's KDC is, and which hosts are its. */
export interface KerberosSection {
  readonly defaultRealm: string
  readonly realms: Readonly<Record<string, { readonly kdcs: readonly string[]; readonly domains: readonly string[] }>>
}

type CredentialSection = { readonly username: string } & LabProof

export type LabProof =
  | { readonly password: PasswordReference }
  | { readonly certificate: { readonly file: string }; readonly key: { readonly file: string } }

type PasswordReference = { readonly env: string } | { readonly file: string }

export interface InventorySource {
  readonly hosts: readonly { readonly facts: HostFacts; readonly address: string; readonly port: number }[]
  readonly credential: CredentialSection
  readonly auth: LabAuth
  /** What Kerberos needs; undefined for an account that Kerberos does not know. */
  readonly kdc: { readonly realm: string; readonly address: string } | undefined
  /** How to trust the lab's certificates; undefined: plain HTTP. */
  readonly tls: { readonly caFile: string } | { readonly ca: string } | undefined
}

export function inventoryDocument({ hosts, credential, auth, kdc, tls }: InventorySource): LabInventoryDocument {
  return {
    apiVersion: 'wmctl/v1',
    kind: 'Inventory',
    metadata: { name: 'lab', description: 'Simulated hosts of wmctl lab.' },
    ...(kdc === undefined
      ? {}
      : {
          kerberos: {
            defaultRealm: kdc.realm,
            realms: { [kdc.realm]: { kdcs: [kdc.address], domains: [kdc.realm.toLowerCase()] } },
          },
        }),
    defaults: {
      connection: {
        protocol: 'wsmv',
        auth,
        credential: 'lab',
        tls: tls ?? false,
        // Plain HTTP never leaves the loopback interface here.
        ...(tls === undefined && (auth === 'basic' || auth === 'digest') ? { allowUnencrypted: true } : {}),
      },
    },
    hosts: hosts.map(({ facts, address, port }) => ({
      name: facts.name,
      address,
      labels: { role: facts.role, env: facts.environment, profile: facts.profile.name },
      connection: { port, ...(kdc === undefined ? {} : spnOf(facts)) },
    })),
    credentials: { lab: credential },
  }
}

/** Tickets are for names, and all hosts of a lab may have one address. */
function spnOf(facts: HostFacts): { readonly spn?: string } {
  const name = dnsName(facts)
  return name === undefined ? {} : { spn: `HTTP/${name}` }
}

/** The document as YAML that a person can read. */
export function inventoryYaml(document: LabInventoryDocument): string {
  const { credentials, defaults, hosts, kerberos, metadata } = document
  const lines = [
    `apiVersion: ${document.apiVersion}`,
    `kind: ${document.kind}`,
    `metadata: ${flow(metadata)}`,
    ...(kerberos === undefined ? [] : [`kerberos: ${flow(kerberos)}`]),
    'defaults:',
    `  connection: ${flow(defaults.connection)}`,
    'hosts:',
    ...hosts.flatMap((host) => [
      `  - name: ${quoted(host.name)}`,
      `    address: ${quoted(host.address)}`,
      `    labels: ${flow(host.labels)}`,
      `    connection: ${flow(host.connection)}`,
    ]),
    'credentials:',
    ...Object.entries(credentials).map(([name, credential]) => `  ${name}: ${flow(credential)}`),
  ]
  return `${lines.join('\n')}\n`
}

/** Flow style; JSON strings are YAML strings. */
function flow(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? quoted(value) : String(value)
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  const entries = Object.entries(value as Record<string, unknown>).map(([name, member]) => `${name}: ${flow(member)}`)
  return `{ ${entries.join(', ')} }`
}

/** Plain where YAML reads it as this very text, quoted otherwise. */
function quoted(text: string): string {
  const plain = /^[A-Za-z][A-Za-z0-9_./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off)$/i.test(text)
  return plain ? text : JSON.stringify(text)
}
