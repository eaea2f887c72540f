import { randomBytes } from 'node:crypto'
import {
  type ClassSource,
  createCatalog,
  createLockout,
  readPackageText,
  Secret,
  type ServedScheme,
  systemClock,
  UsageError,
} from 'wmctl'
import type { LabProfile } from '../profile/profile.js'
import { profiles } from '../profile/profiles.table.js'
import { dnsName, type HostFacts, hostFacts, labDomain } from '../seed/host-facts.js'
import { accountPlace, certificateName } from './account-name.js'
import { hostAddress, type LabAddresses } from './addresses.js'
import { type ClientCertificate, createAuthority, type LabAuthority } from './certificates.js'
import { type InventorySource, inventoryDocument, inventoryYaml, type LabProof } from './inventory.js'
import type { Lab, LabHost, LabInventory, LabKdc, LabOptions } from './lab.js'
import type { LabAccount } from './lab-accounts.js'
import { schemesFor } from './lab-auth.js'
import { startDomain } from './lab-domain.js'
import { krb5Conf, type LabFiles, labFiles, writeLabFiles } from './lab-files.js'
import { type ServedHost, serveHost } from './serve-host.js'

/** Starts simulated Windows hosts on loopback. Raises UsageError and, when an address cannot be had, TransportError. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const { clock = systemClock, seed = 'lab', profiles: names = ['2022'], auth = 'basic' } = options
  const username = options.username ?? (auth === 'kerberos' ? `labadmin@${labDomain.toUpperCase()}` : 'labadmin')
  const password = options.password ?? new Secret(randomBytes(18).toString('base64url'))
  const addresses: LabAddresses = options.addresses ?? { kind: 'shared', address: '127.0.0.1' }
  checkHosts(options.hosts)
  if (auth === 'certificate') checkCertificates(options, username)
  const accounts: readonly LabAccount[] = [{ username, password }, ...(options.accounts ?? [])]
  const { security = {} } = options
  const tls = options.tls === true
  const schemesOf = (profile: LabProfile): readonly ServedScheme[] => security.schemes ?? schemesFor(auth, profile)
  // CredSSP has TLS of its own inside HTTP.
  const certified = tls || names.some((name) => schemesOf(profiles[name]).includes('credssp'))
  const authority = certified ? await createAuthority(clock.now()) : undefined
  const classes = shippedClasses()
  const now = clock.now()

  const { lockoutAfter, clockOffset = 0 } = security
  const domainClock = { now: () => clock.now() + clockOffset }
  const domain = await startDomain({ seed, accounts, lockoutAfter, clock: domainClock })
  const opened: Closable[] = [domain]
  try {
    const served = await startAll(options.hosts, opened, async (index) => {
      const profile = profiles[names[index % names.length] ?? names[0]]
      const facts = hostFacts({ seed, index, profile, now, joined: auth === 'kerberos' })
      const address = hostAddress(addresses, index)
      const certificate = await authority?.issue({ names: certificateNames(facts), address: address.address })
      const lockout = createLockout(lockoutAfter)
      const schemes = schemesOf(profile)
      const shared = { classes, clock, accounts, security, labDomain: domain, tls, authority }
      return serveHost({ ...shared, facts, address, certificate, schemes, lockout })
    })
    const ca = tls ? authority?.certificate : undefined
    const issueClient = tls && authority !== undefined ? clientIssuer(authority) : undefined
    const kdc = { realm: domain.domain.realm, address: domain.address, requests: domain.requests }
    const parts = { served, username, password, ca, issueClient, kdc }
    return assemble(parts, await describe(options, parts), opened)
  } catch (error) {
    await closeAll(opened)
    throw error
  }
}

/** The full name first, where the host has one. */
function certificateNames(facts: HostFacts): readonly [string, ...string[]] {
  const full = dnsName(facts)
  return full === undefined ? [facts.name] : [full, facts.name]
}

/** A client certificate is for HTTPS and for accounts of the hosts ([MS-WSMV] 2.2.4.3), and an inventory names its files. */
function checkCertificates({ tls, folder }: LabOptions, username: string): void {
  if (tls !== true || folder === undefined) {
    throw new UsageError('Client certificates need HTTPS, and a folder to be written to', {
      hint: 'Start the lab with `--tls` too.',
    })
  }
  if (accountPlace(username).kind === 'domain') {
    throw new UsageError(`A client certificate is for an account of the hosts, not for ${username}`, {
      hint: 'Leave the user name out, or name an account without a domain.',
    })
  }
}

function clientIssuer(authority: LabAuthority): NonNullable<Lab['issueClient']> {
  return (username, options) => {
    const userPrincipalName = certificateName(accountPlace(username).user)
    return authority.issueClient({ ...options, userPrincipalName })
  }
}

const mostHosts = 2_000

function checkHosts(hosts: number): void {
  if (!Number.isInteger(hosts) || hosts < 1 || hosts > mostHosts) {
    throw new UsageError(`A lab has 1 to ${mostHosts} hosts, not ${hosts}`, { hint: 'Start several labs for more.' })
  }
}

/** The shipped catalogue; every host of the lab shares what is read of it. */
function shippedClasses(): ClassSource {
  return createCatalog((file) => readPackageText(`schemas/catalog/${file}`))
}

interface Closable {
  close(): Promise<void>
}

/** Some at a time. What is up is in `opened`, also when one fails. */
async function startAll(count: number, opened: Closable[], start: (index: number) => Promise<ServedHost>): Promise<ServedHost[]> {
  const served: ServedHost[] = []
  for (let first = 0; first < count; first += 50) {
    const indexes = Array.from({ length: Math.min(50, count - first) }, (_, offset) => first + offset)
    const results = await Promise.allSettled(indexes.map(start))
    for (const result of results) if (result.status === 'fulfilled') served.push(result.value)
    for (const result of results) if (result.status === 'fulfilled') opened.push(result.value.listener)
    const failed = results.find((result) => result.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }
  return served
}

interface Parts {
  readonly served: readonly ServedHost[]
  readonly username: string
  readonly password: Secret
  /** PEM of the authority to trust; undefined: plain HTTP. */
  readonly ca: string | undefined
  readonly issueClient: Lab['issueClient']
  readonly kdc: LabKdc
}

/** The inventory, and its files when there is a folder for them. */
async function describe(options: LabOptions, parts: Parts): Promise<LabInventory> {
  const { served, username, password, ca, kdc } = parts
  const files = options.folder === undefined ? undefined : labFiles(options.folder)
  const client = options.auth === 'certificate' ? await parts.issueClient?.(username) : undefined
  const source: InventorySource = {
    hosts: served.map(({ host, listener }) => ({ facts: host.facts, address: listener.host, port: listener.port })),
    credential: { username, ...proof(files, client) },
    auth: options.auth ?? 'basic',
    kdc: accountPlace(username).kind === 'domain' ? kdc : undefined,
    tls: ca === undefined ? undefined : files === undefined ? { ca } : { caFile: files.authority },
  }
  const document = inventoryDocument(source)
  const yaml = inventoryYaml(document)
  if (files !== undefined) await writeLabFiles(files, { inventory: yaml, password, ca, client, krb5Conf: krb5Conf(kdc) })
  return { document, yaml, path: files?.inventory }
}

function proof(files: LabFiles | undefined, client: ClientCertificate | undefined): LabProof {
  if (files === undefined) return { password: { env: 'WMCTL_LAB_PASSWORD' } }
  if (client === undefined) return { password: { file: files.password } }
  return { certificate: { file: files.clientCertificate }, key: { file: files.clientKey } }
}

function assemble(
  { served, username, password, ca, issueClient, kdc }: Parts,
  inventory: LabInventory,
  opened: readonly Closable[],
): Lab {
  const hosts: readonly LabHost[] = served.map(({ host }) => host)
  return {
    hosts,
    username,
    password,
    ca,
    issueClient,
    inventory,
    kdc,
    requests() {
      const byHost = new Map(hosts.map((host) => [host.name, host.requests.count]))
      return { byHost, total: [...byHost.values()].reduce((sum, count) => sum + count, 0) }
    },
    close: () => closeAll(opened),
  }
}

async function closeAll(opened: readonly Closable[]): Promise<void> {
  await Promise.all(opened.map((each) => each.close()))
}
